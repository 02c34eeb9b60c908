/* SPDX-License-Identifier: Apache-2.0 */
/* RISC-V under QEMU: start, traps, semihosting, and minstret, which counts instructions. */
#include "board.h"

#include <stddef.h>

extern uint32_t link_bss[], link_bss_end[];
extern unsigned char link_stack[];
int main(void);
void start(void);

enum { SEMIHOST_WRITE0 = 0x04, SEMIHOST_EXIT_EXTENDED = 0x20, STOPPED_BY_EXIT = 0x20026 };

static uint32_t counted_from;

static void semihost(uint32_t operation, const void *argument)
{
	register uint32_t a0 __asm__("a0") = operation;
	register const void *a1 __asm__("a1") = argument;

	/* The three instructions that mean semihosting, none of them compressed. */
	__asm__ volatile(".balign 16\n\t.option push\n\t.option norvc\n\t"
					 "slli x0, x0, 0x1f\n\tebreak\n\tsrai x0, x0, 7\n\t.option pop"
					 : "+r"(a0)
					 : "r"(a1)
					 : "memory");
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

static uint32_t instructions(void)
{
	uint32_t n;

	__asm__ volatile("csrr %0, minstret" : "=r"(n)::"memory");
	return n;
}

void board_count_start(void)
{
	counted_from = instructions();
}

uint32_t board_count(void)
{
	return instructions() - counted_from;
}

unsigned char *board_stack_limit(void)
{
	return link_stack;
}

unsigned char *board_stack_pointer(void)
{
	unsigned char *pointer;

	__asm__ volatile("mv %0, sp" : "=r"(pointer));
	return pointer;
}

__attribute__((used, aligned(4))) static void fault(void)
{
	board_write("fault\n");
	board_exit(2);
}

__attribute__((used)) static void begin(void)
{
	for (volatile uint32_t *word = link_bss; word < link_bss_end; word++)
		*word = 0;
	board_exit(main());
}

__attribute__((naked, section(".vectors"))) void start(void)
{
	__asm__ volatile(".option push\n\t.option norelax\n\tla gp, __global_pointer$\n\t"
					 ".option pop\n\tla sp, link_stack_top\n\tla t0, fault\n\t"
					 "csrw mtvec, t0\n\tj begin");
}
