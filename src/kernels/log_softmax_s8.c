/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/fixed_exp.h"
#include "src/kernels/fixed_log.h"
#include "src/kernels/log_softmax.h"

#include <stddef.h>

/* Integer bits of the differences, of the sum of their exponentials, and of the output. */
enum { DIFF_BITS = 5, SUM_BITS = 12, OUT_BITS = 4 };

static int32_t rescale_difference(const LogSoftmaxS8 *softmax, int32_t diff)
{
	return rescale(diff, softmax->scale.multiplier, softmax->scale.shift);
}

static int32_t log_of_sum(const LogSoftmaxS8 *softmax, const int8_t *in, int32_t most)
{
	uint64_t sum = 0;

	for (int32_t i = 0; i < softmax->n; i++)
		if (in[i] - most >= softmax->diff_min)
			sum += (uint64_t)round_shift_right(
				fixed_exp(rescale_difference(softmax, in[i] - most), DIFF_BITS),
				SUM_BITS);
	return fixed_log(sum < INT32_MAX ? (int32_t)sum : INT32_MAX);
}

static void log_softmax_row(const LogSoftmaxS8 *softmax, const int8_t *in, int8_t *out)
{
	int32_t most = INT8_MIN;
	int32_t log_sum, lowest;

	for (int32_t i = 0; i < softmax->n; i++)
		most = in[i] > most ? in[i] : most;
	log_sum = log_of_sum(softmax, in, most);

	/* Differences up to this one, less the logarithm, go beyond their integer bits. */
	lowest = rescale(add_wrap(log_sum, INT32_MIN), softmax->back.multiplier,
		softmax->back.shift);
	if (lowest < softmax->diff_min - 1)
		lowest = softmax->diff_min - 1;
	for (int32_t i = 0; i < softmax->n; i++) {
		int32_t diff = in[i] - most;
		int32_t x = sub_wrap(rescale_difference(softmax, diff), log_sum);

		out[i] = diff > lowest ? to_s8(round_shift_right(x, 31 - DIFF_BITS - OUT_BITS),
									 INT8_MAX, INT8_MIN, INT8_MAX)
							   : (int8_t)INT8_MIN;
	}
}

void log_softmax_s8(const LogSoftmaxS8 *softmax, const int8_t *in, int8_t *out)
{
	for (int32_t row = 0; row < softmax->rows; row++)
		log_softmax_row(softmax, in + (ptrdiff_t)row * softmax->n,
			out + (ptrdiff_t)row * softmax->n);
}
