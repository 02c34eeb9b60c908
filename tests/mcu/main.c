/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run an exported model on a few samples and hold every byte that comes out against what whit
 * computed. From the command line of the compiler: MODEL_HEADER; INVOKE, the function;
 * INPUT_BYTES, OUTPUT_BYTES, INPUT_TYPE and OUTPUT_TYPE of a sample; N_SAMPLES; ARENA_BYTES
 * where INVOKE is the function that takes an arena.
 *
 * Says "ticks N", "stack N" (of the first sample), a line for each of the first bytes that
 * differ, and "same N", the samples that were right. Uses no library, so that all of it that
 * is linked is the model's.
 */
#include "board.h"

#include MODEL_HEADER

#include <stddef.h>

enum { GUARD = 16, PAINT = 0xA5, UNTOUCHED = -91, MOST_SHOWN = 4 };

extern const int8_t samples_x[], samples_y[];

/* The outputs, between bytes that nobody may touch. */
static int8_t guarded[GUARD + OUTPUT_BYTES + GUARD] __attribute__((aligned(GUARD)));
static int8_t *const out = guarded + GUARD;

static int n_shown;

enum { N_POWERS = 10 };
static const uint32_t powers_of_ten[N_POWERS] = {1000000000, 100000000, 10000000, 1000000,
	100000, 10000, 1000, 100, 10, 1};

#ifdef ARENA_BYTES
#define RUN(in, out) INVOKE(board_arena(ARENA_BYTES), in, out)
#else
#define RUN(in, out) INVOKE(in, out)
#endif

static void run(const void *in)
{
	RUN((const INPUT_TYPE *)in, (OUTPUT_TYPE *)(void *)out);
}

/* Without a division, which some cores take from a library. */
static void write_number(const char *what, int32_t n)
{
	uint32_t left = n < 0 ? 0 - (uint32_t)n : (uint32_t)n;
	int is_begun = 0;

	board_write(what);
	if (n < 0)
		board_write("-");
	for (int i = 0; i < N_POWERS; i++) {
		char digit[] = "0";

		for (; left >= powers_of_ten[i]; left -= powers_of_ten[i])
			digit[0]++;
		is_begun |= digit[0] != '0' || i == N_POWERS - 1;
		if (is_begun)
			board_write(digit);
	}
}

/* How many bytes below `top`, of those that were painted, have been written to. */
static int32_t stack_depth(const unsigned char *top)
{
	const volatile unsigned char *at = board_stack_limit();

	while (at < top && *at == PAINT)
		at++;
	return (int32_t)(top - at);
}

static void measure(const int8_t *in)
{
	volatile unsigned char *at = board_stack_limit();
	unsigned char *top = board_stack_pointer();
	uint32_t ticks;

	while (at < top)
		*at++ = PAINT;
	board_count_start();
	run(in);
	ticks = board_count();
	if (top) {
		write_number("ticks ", (int32_t)ticks);
		write_number("\nstack ", stack_depth(top));
		board_write("\n");
	}
}

static void show(int32_t sample, int32_t byte, int32_t is, int32_t expected)
{
	if (n_shown++ == MOST_SHOWN)
		return;
	write_number("sample ", sample);
	write_number(", byte ", byte);
	write_number(": ", is);
	write_number(", expected ", expected);
	board_write("\n");
}

static int as_expected(int32_t sample)
{
	const int8_t *expected = samples_y + (ptrdiff_t)sample * OUTPUT_BYTES;
	int n_wrong = 0;

	for (int32_t i = 0; i < OUTPUT_BYTES; i++) {
		if (out[i] != expected[i] && ++n_wrong <= MOST_SHOWN)
			show(sample, i, out[i], expected[i]);
	}
	for (int32_t i = 0; i < GUARD; i++) {
		if (guarded[i] != UNTOUCHED || out[OUTPUT_BYTES + i] != UNTOUCHED) {
			board_write("written outside the output\n");
			return 0;
		}
	}
	return n_wrong == 0;
}

int main(void)
{
	int32_t n_same = 0;

	for (int32_t i = 0; i < GUARD + OUTPUT_BYTES + GUARD; i++)
		guarded[i] = UNTOUCHED;
	for (int32_t i = 0; i < N_SAMPLES; i++) {
		const int8_t *in = samples_x + (ptrdiff_t)i * INPUT_BYTES;

		if (i == 0)
			measure(in);
		else
			run(in);
		n_same += as_expected(i);
	}
	write_number("same ", n_same);
	board_write("\n");
	return n_same == N_SAMPLES ? 0 : 1;
}
