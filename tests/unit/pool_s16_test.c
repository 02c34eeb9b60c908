/* SPDX-License-Identifier: Apache-2.0 */
/* int16 pooling and means: sums over part of a tensor. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/kernels/mean_int.h"
#include "src/kernels/pool_int.h"
#include "src/ops/quantize_params.h"

Test(pool_s16, average_rounds_ties_away_from_zero_and_leaves_the_border_out)
{
	/* 2x2 windows on 1x3, the second reaching over the right edge. */
	PoolInt pool = {{1, 1, 3, 2, 1, 2, 2, 1, 2, 1, 2, 1, 1, 0, 0}, -32768, 20000};
	const int16_t in[] = {1, -1, 2, -2, 30000, -32768};
	int16_t out[4];
	average_pool_s16(&pool, in, out);
	cr_expect_arr_eq(out, ((int16_t[]){2, -2, 20000, -32768}), sizeof out);
}

Test(pool_s16, average_takes_windows_of_any_size)
{
	enum { SIDE = 300 };
	static int16_t in[SIDE * SIDE];
	PoolInt pool = {{1, SIDE, SIDE, 1, 1, 1, 1, SIDE, SIDE, 1, 1, 1, 1, 0, 0}, -32768,
		32767};
	int16_t out;
	for (int i = 0; i < SIDE * SIDE; i++)
		in[i] = -32768;
	average_pool_s16(&pool, in, &out);
	cr_expect_eq(out, -32768);
}

Test(pool_s16, max_compares_all_of_16_bits)
{
	PoolInt pool = {{1, 1, 2, 3, 1, 1, 3, 1, 2, 1, 1, 1, 1, 0, 0}, -5, 32767};
	const int16_t in[] = {256, -300, -32768, 255, -301, -32767};
	int16_t out[3];
	max_pool_s16(&pool, in, out);
	cr_expect_arr_eq(out, ((int16_t[]){256, -5, -5}), sizeof out);
}

Test(mean_s16, of_a_constant_is_the_constant)
{
	MeanInt mean = {.shape = {4, {1, 5, 7, 3}, {0, 1, 1, 0}}};
	const Quant quant = {0.001f, 0, true};
	int16_t in[5 * 7 * 3], out[3];
	for (int i = 0; i < 5 * 7 * 3; i++)
		in[i] = -30123;
	cr_assert(mean_int_prepare(&mean, quant, quant));
	mean_s16(&mean, in, out);
	for (int i = 0; i < 3; i++)
		cr_expect_eq(out[i], -30123);
}

Test(mean_s16, moves_to_the_scale_of_the_output)
{
	MeanInt mean = {.shape = {2, {2, 4}, {0, 1}}};
	const int16_t in[] = {1, 2, 3, 4, -32768, 32767, 100, 201};
	int16_t out[2];
	cr_assert(mean_int_prepare(&mean, (Quant){0.5f, 0, true}, (Quant){0.25f, 0, true}));
	mean_s16(&mean, in, out);
	cr_expect_arr_eq(out, ((int16_t[]){5, 150}), sizeof out);
}
