/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/mean_f32.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

/* Which output the i-th input element goes to. */
static size_t output_of(const Reduction *shape, size_t i)
{
	size_t at = 0, step = 1;
	for (int axis = shape->rank - 1; axis >= 0; axis--) {
		size_t index = i % (size_t)shape->dims[axis];
		i /= (size_t)shape->dims[axis];
		if (shape->reduced[axis])
			continue;
		at += index * step;
		step *= (size_t)shape->dims[axis];
	}
	return at;
}

/* The plain reading of the definition: every element in turn to the sum it belongs to. */
static void plain_mean(const Reduction *shape, size_t n, const float *in, float *out)
{
	size_t n_reduced = 1;
	for (int axis = 0; axis < shape->rank; axis++)
		n_reduced *= shape->reduced[axis] ? (size_t)shape->dims[axis] : 1;
	memset(out, 0, n / n_reduced * sizeof *out);
	for (size_t i = 0; i < n; i++)
		out[output_of(shape, i)] += in[i];
	for (size_t i = 0; i < n / n_reduced; i++)
		out[i] /= (float)n_reduced;
}

Test(mean_f32, adds_in_memory_order_over_any_axes)
{
	Random random = {7};
	for (int round = 0; round < 200; round++) {
		Reduction shape = {.rank = random_between(&random, 0, 6)};
		size_t n = 1, n_out = 1;
		for (int axis = 0; axis < shape.rank; axis++) {
			shape.dims[axis] = random_between(&random, 1, 4);
			shape.reduced[axis] = (uint8_t)random_between(&random, 0, 1);
			n *= (size_t)shape.dims[axis];
			n_out *= shape.reduced[axis] ? 1 : (size_t)shape.dims[axis];
		}
		float *in = random_floats(&random, n), *out = random_floats(&random, n_out);
		float *expected = random_floats(&random, n);

		mean_f32(&shape, in, out);
		plain_mean(&shape, n, in, expected);
		cr_assert(eq(int, memcmp(out, expected, n_out * sizeof *out), 0));
		free(in);
		free(out);
		free(expected);
	}
}

Test(mean_f32, averages_each_channel_of_an_image)
{
	const Reduction shape = {4, {1, 2, 2, 2}, {0, 1, 1, 0}};
	const float in[] = {1, 10, 2, 20, 3, 30, 6, 60};
	float out[2];

	mean_f32(&shape, in, out);
	cr_expect(eq(flt, out[0], 3));
	cr_expect(eq(flt, out[1], 30));
}
