/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/mean_int.h"
#include "src/ops/quantize_params.h"
#include "tests/unit/random_s8.h"
#include "tests/unit/reference_s8.h"

#include <criterion/criterion.h>
#include <string.h>

enum { MOST = 4096 };

static Reduction random_shape(uint32_t *state)
{
	Reduction shape = {.rank = random_between(state, 0, REDUCTION_RANK)};

	for (int i = 0; i < shape.rank; i++) {
		shape.dims[i] = random_between(state, 1, 4);
		shape.reduced[i] = (uint8_t)random_between(state, 0, 1);
	}
	return shape;
}

/* The output that the i-th input goes into. */
static int output_of(const Reduction *shape, int i)
{
	int output = 0, step = 1;

	for (int axis = shape->rank - 1; axis >= 0; axis--) {
		if (!shape->reduced[axis]) {
			output += i % shape->dims[axis] * step;
			step *= shape->dims[axis];
		}
		i /= shape->dims[axis];
	}
	return output;
}

Test(mean_s8, sums_what_each_output_stands_for)
{
	uint32_t state = 1;

	for (int trial = 0; trial < 500; trial++) {
		MeanInt mean = {random_shape(&state), random_between(&state, -128, 127),
			random_between(&state, -128, 127),
			{random_between(&state, 1 << 24, INT32_MAX), random_between(&state, -9, 0)}};
		int outputs = (int)reduction_outputs(&mean.shape);
		int n = outputs * (int)reduction_count(&mean.shape);
		static int8_t in[MOST], out[MOST];
		static int64_t sum[MOST];

		memset(sum, 0, sizeof sum);
		for (int i = 0; i < n; i++) {
			in[i] = (int8_t)random_between(&state, -128, 127);
			sum[output_of(&mean.shape, i)] += in[i] - mean.in_zero;
		}
		mean_s8(&mean, in, out);
		for (int i = 0; i < outputs; i++)
			cr_assert_eq(out[i],
				reference_output(sum[i], mean.scale.multiplier, mean.scale.shift,
					mean.out_zero, -128, 127));
	}
}

Test(mean_s8, of_a_constant_is_the_constant)
{
	MeanInt mean = {.shape = {4, {1, 5, 7, 3}, {0, 1, 1, 0}}};
	int8_t in[5 * 7 * 3], out[3];

	memset(in, -77, sizeof in);
	cr_assert(mean_int_prepare(&mean, (Quant){0.1f, 4, false}, (Quant){0.1f, 4, false}));
	mean_s8(&mean, in, out);
	for (int i = 0; i < 3; i++)
		cr_expect_eq(out[i], -77);
}

Test(mean_s8, sum_differs_in_scale_alone)
{
	MeanInt sum = {.shape = {1, {4}, {1}}};
	const int8_t in[] = {1, 2, 3, 5};
	int8_t out;

	cr_assert(sum_int_prepare(&sum, (Quant){0.5f, 1, false}, (Quant){0.25f, -3, false}));
	mean_s8(&sum, in, &out);
	cr_expect_eq(out, 2 * (0 + 1 + 2 + 4) - 3);
}
