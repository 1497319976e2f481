/* room: arrays that grow. */
#ifndef KAUDIT_BASE_ROOM_H
#define KAUDIT_BASE_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Makes room for element COUNT in the array that the pointer at ARRAY_OF_ANY points to, and doubles it if there is none; new elements are
 * all zero bytes. false: no memory; the array is as it was.
 */
bool room_make(void *array_of_any, uint32_t count, uint32_t *capacity, size_t size);

#endif
