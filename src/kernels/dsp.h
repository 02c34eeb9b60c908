/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the DSP extension of Cortex-M4, M7 and M33 has and C has no words for: two 16-bit
 * products an instruction. To be included where __ARM_FEATURE_DSP is defined.
 *
 * All are volatile, so that they stay in the order in which they are written: loops are
 * written for the number of registers there is, and compilers that move loads up run out
 * of them. What they read was written before memory_barrier().
 */
#ifndef KERNELS_DSP_H
#define KERNELS_DSP_H

#include <stddef.h>
#include <stdint.h>

static inline void memory_barrier(void)
{
	__asm__ volatile("" : : : "memory");
}

/* Bytes 0 and 2 as 16-bit numbers; bytes 1 and 3. */
static inline uint32_t widen_even(uint32_t bytes)
{
	uint32_t pair;

	__asm__ volatile("sxtb16 %0, %1" : "=r"(pair) : "r"(bytes));
	return pair;
}

static inline uint32_t widen_odd(uint32_t bytes)
{
	uint32_t pair;

	__asm__ volatile("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(bytes));
	return pair;
}

/* a's half below b's. */
static inline uint32_t lower_halves(uint32_t a, uint32_t b)
{
	uint32_t halves;

	__asm__ volatile("pkhbt %0, %1, %2, lsl #16" : "=r"(halves) : "r"(a), "r"(b));
	return halves;
}

static inline uint32_t upper_halves(uint32_t a, uint32_t b)
{
	uint32_t halves;

	__asm__ volatile("pkhtb %0, %2, %1, asr #16" : "=r"(halves) : "r"(a), "r"(b));
	return halves;
}

/* sum + a's lower half * b's + a's upper half * b's, modulo 2^32. */
static inline int32_t add_products(int32_t sum, uint32_t a, uint32_t b)
{
	__asm__ volatile("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
	return sum;
}

/* Four bytes from any address: these cores load words from anywhere. */
static inline uint32_t load_word(const int8_t *bytes, ptrdiff_t offset)
{
	uint32_t word;

	__asm__ volatile("ldr %0, [%1, %2]" : "=r"(word) : "r"(bytes), "r"(offset));
	return word;
}

/* The same; the address moves on to the next four. */
static inline uint32_t next_word(const int8_t **bytes)
{
	uint32_t word;

	__asm__ volatile("ldr %0, [%1], #4" : "=r"(word), "+r"(*bytes) :);
	return word;
}

/* Two words from a 4-aligned place, which moves on. */
static inline void next_pairs(const uint32_t **place, uint32_t *first, uint32_t *second)
{
	__asm__ volatile("ldrd %0, %1, [%2], #8"
					 : "=&r"(*first), "=&r"(*second), "+r"(*place)
					 :);
}

#endif
