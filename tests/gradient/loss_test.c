/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/loss.h"

#include <criterion/criterion.h>

#include "src/base/rng.h"

enum { N = 6 };

typedef struct Row {
	double out[N], gradient[N];
	float wanted[N];
	int label;
} Row;

typedef double Loss(const double *out, const Row *row, double *gradient);

static double entropy(const double *out, const Row *row, double *gradient)
{
	return cross_entropy(out, N, row->label, 0.7, gradient);
}

static double distilled(const double *out, const Row *row, double *gradient)
{
	return distillation(out, row->wanted, N, 4, 0.3, gradient);
}

static double square(const double *out, const Row *row, double *gradient)
{
	return squared_error(out, row->wanted, N, 1.5, gradient);
}

static void check_loss(Loss *loss)
{
	Rng rng = rng_new(5);
	for (int turn = 0; turn < 20; turn++) {
		Row row = {.label = turn % N};
		for (int i = 0; i < N; i++) {
			row.out[i] = 8 * (double)rng_float(&rng) - 4;
			row.wanted[i] = 8 * rng_float(&rng) - 4;
		}
		loss(row.out, &row, row.gradient);
		for (int i = 0; i < N; i++) {
			const double h = 1e-5, at = row.out[i];
			double unused[N] = {0}, above, below;
			row.out[i] = at + h;
			above = loss(row.out, &row, unused);
			row.out[i] = at - h;
			below = loss(row.out, &row, unused);
			row.out[i] = at;
			double expected = (above - below) / (2 * h);
			cr_assert(fabs(row.gradient[i] - expected) <= 1e-7 * (1 + fabs(expected)),
				"gradient %.9g, difference %.9g", row.gradient[i], expected);
		}
	}
}

Test(gradient, cross_entropy)
{
	check_loss(entropy);
}

Test(gradient, distillation)
{
	check_loss(distilled);
}

Test(gradient, squared_error)
{
	check_loss(square);
}

Test(gradient, losses_are_added_to_what_is_there)
{
	const double out[2] = {0.5, -1};
	const float wanted[2] = {0.5F, -1};
	double gradient[2] = {3, 4};
	cr_expect_eq(squared_error(out, wanted, 2, 1, gradient), 0);
	cr_expect(fabs(distillation(out, wanted, 2, 3, 1, gradient)) < 1e-12);
	cr_expect_eq(gradient[0], 3);
	cr_expect_eq(gradient[1], 4);
}
