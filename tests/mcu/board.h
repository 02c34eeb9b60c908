/* SPDX-License-Identifier: Apache-2.0 */
/* What main.c asks of the board that it runs on. */
#ifndef MCU_BOARD_H
#define MCU_BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Show a text that ends in NUL. */
void board_write(const char *text);

/* Never returns; 0 tells the emulator's caller that all went well. */
void board_exit(int status);

/*
 * Let what is to be counted begin, and tell how many ticks it took: nanoseconds of the
 * emulator's clock, or as many of them as cores.sh tells. 0 where nothing can be counted.
 */
void board_count_start(void);
uint32_t board_count(void);

/* The stack's lowest byte, and where it is filled down to; both NULL where it is not ours to
 * paint. */
unsigned char *board_stack_limit(void);
unsigned char *board_stack_pointer(void);

/* As much memory and no more, at a multiple of 16, each time the same; on the host only. */
void *board_arena(size_t bytes);

#endif
