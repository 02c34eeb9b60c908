/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cortex-M under QEMU: vectors, start, semihosting, and SysTick to count with. Its 24 bits
 * last for 524 million instructions at 32 MHz, and for more where the clock is slower.
 */
#include "board.h"

#include <stddef.h>

extern uint32_t link_stack_top[], link_bss[], link_bss_end[];
extern unsigned char link_stack[];
int main(void);
void start(void);

enum {
	SEMIHOST_WRITE0 = 0x04,
	SEMIHOST_EXIT_EXTENDED = 0x20,
	STOPPED_BY_EXIT = 0x20026,
	SYSTICK_ON = 5, /* enabled, the processor's clock */
	SYSTICK_WRAPPED = 1 << 16,
	SYSTICK_MOST = 0xFFFFFF,
};

#define SYSTICK_CONTROL (*(volatile uint32_t *)0xE000E010u)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xE000E014u)
#define SYSTICK_VALUE (*(volatile uint32_t *)0xE000E018u)
#define COPROCESSORS (*(volatile uint32_t *)0xE000ED88u)

static void semihost(uint32_t operation, const void *argument)
{
	register uint32_t r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = argument;

	__asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

void board_write(const char *text)
{
	semihost(SEMIHOST_WRITE0, text);
}

void board_exit(int status)
{
	uint32_t block[2] = {STOPPED_BY_EXIT, (uint32_t)status};

	semihost(SEMIHOST_EXIT_EXTENDED, block);
	for (;;)
		;
}

void board_count_start(void)
{
	SYSTICK_RELOAD = SYSTICK_MOST;
	SYSTICK_VALUE = 0;
	SYSTICK_CONTROL = SYSTICK_ON;
	__asm__ volatile("" ::: "memory");
}

uint32_t board_count(void)
{
	__asm__ volatile("" ::: "memory");
	uint32_t left = SYSTICK_VALUE;

	if (SYSTICK_CONTROL & SYSTICK_WRAPPED) {
		board_write("more instructions than can be counted\n");
		board_exit(2);
	}
	return SYSTICK_MOST - left;
}

unsigned char *board_stack_limit(void)
{
	return link_stack;
}

unsigned char *board_stack_pointer(void)
{
	unsigned char *pointer;

	__asm__ volatile("mov %0, sp" : "=r"(pointer));
	return pointer;
}

static void fault(void)
{
	board_write("fault\n");
	board_exit(2);
}

void start(void)
{
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
	COPROCESSORS |= 0xFu << 20;
	__asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
	for (volatile uint32_t *word = link_bss; word < link_bss_end; word++)
		*word = 0;
	board_exit(main());
}

/* Stack, reset, NMI and all that can go wrong; no interrupt is ever enabled. */
typedef struct Vectors {
	uint32_t *stack_top;
	void (*handlers[15])(void);
} Vectors;

__attribute__((section(".vectors"), used)) static const Vectors vectors = {
	link_stack_top,
	{start, fault, fault, fault, fault, fault, fault, NULL, NULL, NULL, fault, fault,
		NULL, fault, fault},
};
