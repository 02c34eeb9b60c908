/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/lamp.h"

#include <float.h>
#include <math.h>

#include "passes/cluster/value_list.h"

/* The place of a value that is in the list. */
static size_t place_of(const ValueList *list, double value)
{
	size_t low = 0, high = list->n - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (list->values[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void lamp_scores(const float *weights, size_t n, float *scores)
{
	Arena scratch = {0};
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		scores[i] = fabsf(weights[i]);
	ValueList list = value_list(scores, n, &scratch);
	double *shares = arena_array(&scratch, list.n, sizeof *shares), sum = 0;
	for (size_t i = list.n; i-- > 0;) {
		double square = list.values[i] * list.values[i];
		sum += list.counts[i] * square;
		shares[i] = square > 0 ? fmax(square / sum, (double)FLT_MIN) : 0;
	}
	for (size_t i = 0; i < n; i++)
		scores[i] = (float)shares[place_of(&list, (double)scores[i])];
	arena_finish(&scratch);
}
