/* output: the standard descriptors of a program that opens files of others. */
#ifndef KAUDIT_CLI_OUTPUT_H
#define KAUDIT_CLI_OUTPUT_H

#include "base/buf.h"

/*
 * A descriptor below 3 that is closed would be given to the next file that is opened, and the report would go there. Occupied like this it
 * can't be used: an error says so. Ends the process if that fails.
 */
void output_occupy(void);

/* -1: errno. */
int output_write(int fd, struct span text);

#endif
