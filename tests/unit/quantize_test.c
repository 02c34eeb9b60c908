/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/quantize.h"
#include "src/kernels/requantize.h"
#include "src/ops/quantize_params.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

static int8_t quantized(float x, float scale, int32_t zero)
{
	int8_t q;

	quantize_8((Affine8){zero, -128}, scale, &x, 1, &q);
	return q;
}

Test(quantize, rounds_ties_away_from_zero)
{
	cr_expect_eq(quantized(0.5f, 1, 0), 1);
	cr_expect_eq(quantized(-0.5f, 1, 0), -1);
	cr_expect_eq(quantized(2.5f, 1, 10), 13);
	cr_expect_eq(quantized(0x1.fffffep-2f, 1, 0), 0);
}

Test(quantize, is_roundf_of_the_quotient)
{
	for (float x = -7; x < 7; x += 0.00173f) {
		float q = roundf(x / 0.047f) + 3;

		cr_assert_eq(quantized(x, 0.047f, 3), (int)fminf(fmaxf(q, -128), 127));
	}
}

Test(quantize, saturates_and_takes_nan_for_zero)
{
	cr_expect_eq(quantized(1e30f, 0.1f, 5), 127);
	cr_expect_eq(quantized(-INFINITY, 0.1f, 5), -128);
	cr_expect_eq(quantized(FLT_MAX, FLT_MIN, 5), 127);
	cr_expect_eq(quantized(NAN, 0.1f, 5), 5);
	cr_expect_eq(quantized(-600, 1, 127), -128);
	cr_expect_eq(quantized(600, 1, -128), 127);
}

Test(quantize, knows_unsigned_values)
{
	const float x[] = {-1, 0, 100, 1000};
	const uint8_t expected[] = {9, 10, 110, 255};
	uint8_t q[4];

	quantize_8((Affine8){10, 0}, 1, x, 4, q);
	cr_expect_arr_eq(q, expected, 4);
}

Test(quantize, comes_back_to_the_same_value)
{
	for (int32_t low = -128; low <= 0; low += 128) {
		for (int i = 0; i < 256; i++) {
			uint8_t byte = (uint8_t)i, again;
			float x;

			dequantize_8((Affine8){low + 77, low}, 0.037f, &byte, 1, &x);
			quantize_8((Affine8){low + 77, low}, 0.037f, &x, 1, &again);
			cr_assert_eq(again, byte);
		}
	}
}

Test(quantize, dequantises_with_one_rounding)
{
	const int8_t q[] = {-128, 127};
	float x[2];

	dequantize_8((Affine8){10, -128}, 0.1f, q, 2, x);
	cr_expect_eq(x[0], (float)((double)0.1f * -138));
	cr_expect_eq(x[1], (float)((double)0.1f * 117));
}

Test(quantize, requantises_between_types)
{
	const int8_t in[] = {-128, -1, 0, 127};
	const uint8_t same[] = {0, 127, 128, 255};
	const int8_t halved[] = {-64, 0, 0, 64}; /* ties go up */
	Rescale scale;
	uint8_t out[4];
	int8_t back[4];

	cr_assert(rescale_from_scales(0.1f, 0.1f, &scale));
	requantize_8((Affine8){0, -128}, (Affine8){128, 0}, scale, in, 4, out);
	cr_expect_arr_eq(out, same, 4);
	requantize_8((Affine8){128, 0}, (Affine8){0, -128}, scale, out, 4, back);
	cr_expect_arr_eq(back, in, 4);
	cr_assert(rescale_from_scales(0.1f, 0.2f, &scale));
	requantize_8((Affine8){0, -128}, (Affine8){0, -128}, scale, in, 4, back);
	cr_expect_arr_eq(back, halved, 4);
	cr_assert(rescale_from_scales(0.2f, 0.1f, &scale));
	requantize_8((Affine8){0, -128}, (Affine8){0, -128}, scale, in, 4, back);
	cr_expect_eq(back[0], -128);
	cr_expect_eq(back[1], -2);
	cr_expect_eq(back[3], 127);
}

Test(quantize, int16_rounds_and_saturates)
{
	const float x[] = {0.25f, -0.25f, 16383, -16385, INFINITY, NAN, 0.1f};
	int16_t q[7];

	quantize_s16(0.5f, x, 7, q);
	cr_expect_arr_eq(q, ((int16_t[]){1, -1, 32766, -32768, 32767, 0, 0}), sizeof q);
}

Test(quantize, int16_comes_back_to_the_same_value)
{
	for (int i = -32768; i < 32768; i++) {
		int16_t from = (int16_t)i, again;
		float x;

		dequantize_s16(0.0013f, &from, 1, &x);
		quantize_s16(0.0013f, &x, 1, &again);
		cr_assert_eq(again, from);
	}
}

Test(quantize, int16_and_8_bits_change_into_each_other)
{
	const int16_t wide[] = {-32768, -129, 0, 127, 32767};
	const int8_t bytes[] = {-128, -3, 0, 127};
	const Affine8 affine = {-3, -128};
	int16_t made[5];
	int8_t small[5];
	Rescale scale;

	cr_assert(rescale_from_scales(1, 256, &scale));
	requantize_s16_to_8(affine, scale, wide, 5, small);
	cr_expect_arr_eq(small, ((int8_t[]){-128, -4, -3, -2, 125}), 5);
	cr_assert(rescale_from_scales(256, 1, &scale));
	requantize_8_to_s16(affine, scale, bytes, 4, made);
	cr_expect_arr_eq(made, ((int16_t[]){-32000, 0, 768, 32767}), 4 * sizeof *made);
	cr_assert(rescale_from_scales(3, 2, &scale));
	requantize_s16(scale, wide, 5, made);
	cr_expect_arr_eq(made, ((int16_t[]){-32768, -193, 0, 191, 32767}), sizeof made);
}
