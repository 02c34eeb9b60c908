/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/tune_members.h"

static void add_up(const Members *members, const Real *values, double *sums)
{
	for (size_t i = 0; i < members->n; i++)
		if (members->cluster[i] > 0)
			sums[members_slot(members, i)] += (double)values[i];
}

static void give_out(const Members *members, const double *sums, Real *values)
{
	for (size_t i = 0; i < members->n; i++)
		values[i] = (Real)sums[members_slot(members, i)];
}

void members_sum(const Members *members, Real *gradient)
{
	Arena scratch = {0};
	double *sums = arena_array(&scratch, members_slots(members), sizeof *sums);
	add_up(members, gradient, sums);
	give_out(members, sums, gradient);
	arena_finish(&scratch);
}

void members_tie(const Members *members, Real *values)
{
	Arena scratch = {0};
	size_t n_slots = members_slots(members);
	double *means = arena_array(&scratch, n_slots, sizeof *means);
	double *counts = arena_array(&scratch, n_slots, sizeof *counts);
	add_up(members, values, means);
	for (size_t i = 0; i < members->n; i++)
		counts[members_slot(members, i)]++;
	/* So many equal floats have a sum that a double holds. */
	for (size_t s = 0; s < n_slots; s++)
		means[s] = counts[s] > 0 ? means[s] / counts[s] : 0;
	give_out(members, means, values);
	arena_finish(&scratch);
}
