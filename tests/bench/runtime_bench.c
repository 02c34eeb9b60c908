/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is estimated of TFLM's flash, beside what was measured: each image is left out, by its set of
 * operators or by its core, and estimated from the others. The bar is the one that `whit budget`
 * would give, of the largest error but this one.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/target/runtime_estimate.h"

static int by_number(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Images left out by their sets, or by their cores. */
static void print_table(const LeftOut *list, int n, int by_set)
{
	static const char *const sets[N_IMAGE_SETS] = {"kws, vww", "ic", "ad"};
	double off[MOST_LEFT_OUT];
	int n_all = 0, n_covered = 0;
	printf("\nTFLM's flash %s    measured  estimate    error    bar\n",
		by_set ? "without the set " : "without the core");
	for (int i = 0; i < n; i++) {
		const LeftOut *one = &list[i];
		if ((one->from == one->row->core) != by_set)
			continue;
		double bytes = one->row->bytes[one->set], estimate = (double)one->estimate.bytes;
		double error = 100 * (estimate - bytes) / estimate;
		printf("%-10s %-9s %-8s %-8s", core_info(one->row->core)->name,
			kernels_name(one->row->kernels), tflm_build_name(one->row->build),
			sets[one->set]);
		printf(" %8.0f  %8.0f  %+5.1f %%  %3.0f %%%s\n", bytes, estimate, error,
			ceil(one->bar_percent), fabs(error) > one->bar_percent ? "  beyond" : "");
		off[n_all++] = fabs(error);
		n_covered += fabs(error) <= one->bar_percent;
	}
	qsort(off, (size_t)n_all, sizeof *off, by_number);
	printf("median %.1f %%, worst %.1f %%; %d of %d within the bar\n", off[n_all / 2],
		off[n_all - 1], n_covered, n_all);
}

int main(void)
{
	LeftOut list[MOST_LEFT_OUT];
	int n = leave_out(list);
	print_table(list, n, 1);
	print_table(list, n, 0);
	return 0;
}
