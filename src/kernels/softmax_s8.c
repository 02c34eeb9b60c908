/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/softmax_int.h"

#include "src/kernels/fixed_exp.h"

#include <stddef.h>

/* Integer bits of the differences, and of the sum of their exponentials. */
enum { DIFF_BITS = 5, SUM_BITS = 12 };

static int32_t exp_of_difference(const SoftmaxS8 *softmax, int32_t diff)
{
	int32_t wide = shift_left_wrap(diff, softmax->scale.shift);

	return fixed_exp(high_mul(wide, softmax->scale.multiplier), DIFF_BITS);
}

static void softmax_row(const SoftmaxS8 *softmax, const int8_t *in, int8_t *out)
{
	int32_t most = INT8_MIN;
	uint64_t total = 0;
	uint32_t sum;
	int32_t zeros, reciprocal, right;

	for (int32_t i = 0; i < softmax->n; i++)
		most = in[i] > most ? in[i] : most;
	for (int32_t i = 0; i < softmax->n; i++)
		if (in[i] - most >= softmax->diff_min)
			total += (uint64_t)round_shift_right(exp_of_difference(softmax, in[i] - most),
				SUM_BITS);
	sum = total < UINT32_MAX ? (uint32_t)total : UINT32_MAX;

	/* sum = (1 + fraction) * 2^(SUM_BITS - 1 - zeros) */
	zeros = leading_zeros(sum);
	reciprocal = fixed_one_over_one_plus((int32_t)((sum << zeros) & INT32_MAX));
	right = SUM_BITS - zeros + 31 - 8;
	for (int32_t i = 0; i < softmax->n; i++) {
		int32_t diff = in[i] - most;
		int32_t share = 0;

		if (diff >= softmax->diff_min && right < 32)
			share =
				round_shift_right(high_mul(reciprocal, exp_of_difference(softmax, diff)),
					right);
		out[i] = to_s8(share, INT8_MIN, INT8_MIN, INT8_MAX);
	}
}

void softmax_s8(const SoftmaxS8 *softmax, const int8_t *in, int8_t *out)
{
	for (int32_t row = 0; row < softmax->rows; row++)
		softmax_row(softmax, in + (ptrdiff_t)row * softmax->n,
			out + (ptrdiff_t)row * softmax->n);
}
