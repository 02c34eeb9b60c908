/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/dense_f32.h"
#include "tests/unit/random_f32.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>

Test(dense_f32, equals_the_product_in_double_up_to_rounding)
{
	enum { ROWS = 5, IN = 37, OUT = 11 };
	DenseF32 dense = {ROWS, IN, OUT, -FLT_MAX, FLT_MAX};
	Random random = {3};
	float *in = random_floats(&random, ROWS * IN);
	float *weight = random_floats(&random, OUT * IN);
	float *bias = random_floats(&random, OUT);
	float out[ROWS * OUT];

	dense_f32(&dense, in, weight, bias, out);
	for (int row = 0; row < ROWS; row++)
		for (int c = 0; c < OUT; c++) {
			double sum = (double)bias[c];
			for (int i = 0; i < IN; i++)
				sum += (double)in[row * IN + i] * (double)weight[c * IN + i];
			/* each of IN + 1 additions rounds a sum below IN + 1, each product one below 1 */
			double tolerance = (IN + 2) * (IN + 1) * 0x1p-24;
			cr_assert(fabs((double)out[row * OUT + c] - sum) <= tolerance);
		}
	free(in);
	free(weight);
	free(bias);
}

Test(dense_f32, adds_in_order_rounds_products_and_clamps)
{
	const float in[] = {1e8F, 1, -1e8F, -1 - 0x1p-11F, 1 + 0x1p-12F};
	const float weight[] = {1, 1, 1, 1, 1 + 0x1p-12F, 0, 5, 0, 0, 0};
	float out[2];

	dense_f32(&(DenseF32){1, 5, 2, -4, 4}, in, weight, NULL, out);
	cr_expect(eq(flt, out[0], 0));
	cr_expect(eq(flt, out[1], 4));
}
