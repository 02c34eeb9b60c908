/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/difference.h"

#include <math.h>

void difference_add_row(Difference *sum, const float *a, const float *b, size_t n,
	Holds holds)
{
	size_t top_a = 0, top_b = 0;
	Difference row = {.n = (int64_t)n, .n_rows = 1};
	for (size_t i = 0; i < n; i++) {
		double real = (double)b[i], d = (double)a[i] - real, size = fabs(d);
		row.signal += real * real;
		row.noise += d * d;
		row.bias += d;
		row.largest = size > row.largest ? size : row.largest;
		row.n_saturated += real < holds.low || real > holds.high;
		top_a = a[i] > a[top_a] ? i : top_a;
		top_b = b[i] > b[top_b] ? i : top_b;
	}
	row.n_same_top = top_a == top_b;
	difference_add(sum, &row);
}

void difference_add(Difference *sum, const Difference *more)
{
	sum->n += more->n;
	sum->signal += more->signal;
	sum->noise += more->noise;
	sum->bias += more->bias;
	sum->largest = more->largest > sum->largest ? more->largest : sum->largest;
	sum->n_saturated += more->n_saturated;
	sum->n_rows += more->n_rows;
	sum->n_same_top += more->n_same_top;
}

double difference_snr(const Difference *difference)
{
	if (difference->noise == 0)
		return HUGE_VAL;
	return 10 * log10(difference->signal / difference->noise);
}

double noise_snr(double noise)
{
	return -10 * log10(noise);
}
