/* SPDX-License-Identifier: Apache-2.0 */
/* No board: the machine that compiles. */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>

void board_write(const char *text)
{
	fputs(text, stdout);
}

void board_exit(int status)
{
	exit(status);
}

void board_count_start(void)
{
}

uint32_t board_count(void)
{
	return 0;
}

unsigned char *board_stack_limit(void)
{
	return NULL;
}

unsigned char *board_stack_pointer(void)
{
	return NULL;
}

void *board_arena(size_t bytes)
{
	static void *arena;

	if (!arena && posix_memalign(&arena, 16, bytes) != 0)
		exit(2);
	return arena;
}
