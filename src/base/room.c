#include "base/room.h"

#include <stdlib.h>
#include <string.h>

bool room_make(void *array_of_any, uint32_t count, uint32_t *capacity, size_t size)
{
	void **array = array_of_any;
	if (count < *capacity)
		return true;
	uint32_t wanted = *capacity > 0 ? *capacity * 2 : 4;
	void *grown = reallocarray(*array, wanted, size);
	if (!grown)
		return false;
	memset((char *)grown + size * *capacity, 0, size * (wanted - *capacity));
	*array = grown;
	*capacity = wanted;
	return true;
}
