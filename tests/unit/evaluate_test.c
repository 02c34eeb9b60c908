/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/evaluate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/unit/random_s8.h"

static Array table(int n_rows, int n_columns, const float *values)
{
	return (Array){.name = "outputs",
		.type = TYPE_FLOAT32,
		.shape = {2, {n_rows, n_columns}},
		.data = values};
}

static Evaluation evaluated(Metric metric, Array outputs, const Array *inputs,
	Truth truth, Arena *arena)
{
	Error err = {0};
	Evaluation result;
	cr_assert(evaluate(metric, &outputs, inputs, &truth, arena, &result, &err), "%s",
		err.text);
	return result;
}

static void expect_refused(Metric metric, Array outputs, const Array *inputs, Truth truth,
	const char *message)
{
	Arena arena = {0};
	Error err = {0};
	Evaluation result;
	cr_expect_not(evaluate(metric, &outputs, inputs, &truth, &arena, &result, &err));
	cr_expect_str_eq(err.text, message);
	arena_finish(&arena);
}

/* --- Classes --- */

static const float scores[] = {
	0.1F, 0.7F, 0.2F, /* 1, rightly */
	0.4F, 0.4F, 0.2F, /* of equals the first: 0, wrongly */
	0.0F, 0.1F, 0.9F, /* 2, rightly */
	0.5F, 0.3F, 0.2F, /* 0, rightly */
};
static const int32_t labels[] = {1, 1, 2, 0};

Test(evaluate, counts_each_class)
{
	Arena arena = {0};
	Truth truth = {.labels = labels};
	Evaluation e = evaluated(METRIC_TOP1, table(4, 3, scores), NULL, truth, &arena);
	static const int64_t confusion[] = {1, 0, 0, 1, 1, 0, 0, 0, 1};
	cr_expect_eq(e.value, 0.75);
	cr_expect_eq(e.n_rows, 4);
	cr_expect_eq(e.n_classes, 3);
	cr_expect_arr_eq(e.confusion, confusion, sizeof confusion);
	cr_expect(e.classes[1].n_rows == 2 && e.classes[1].n_predicted == 1 &&
		e.classes[1].n_right == 1);
	cr_expect(e.classes[0].n_rows == 1 && e.classes[0].n_predicted == 2 &&
		e.classes[0].n_right == 1);
	arena_finish(&arena);
}

/* Class c of row i has the rank (c + i) % 7. */
Test(evaluate, counts_the_five_highest)
{
	enum { N = 7 };
	Arena arena = {0};
	float values[N * N];
	int32_t last[N] = {0};
	for (int i = 0; i < N * N; i++)
		values[i] = (float)-((i % N + i / N) % N);
	Truth truth = {.labels = last};
	Evaluation e = evaluated(METRIC_TOP5, table(N, N, values), NULL, truth, &arena);
	cr_expect_eq(e.value, 5.0 / 7);
	e = evaluated(METRIC_TOP1, table(N, N, values), NULL, truth, &arena);
	cr_expect_eq(e.value, 1.0 / 7);
	arena_finish(&arena);
}

Test(evaluate, refuses_labels_past_the_classes)
{
	static const int32_t wrong[] = {1, 1, 3, 0};
	Truth truth = {.labels = wrong};
	expect_refused(METRIC_TOP1, table(4, 3, scores), NULL, truth,
		"row 2 has label 3, but the model has 3 outputs");
	expect_refused(METRIC_TOP1, table(4, 3, scores), NULL, (Truth){0},
		"labels are needed for this metric");
	expect_refused(METRIC_AUC, table(4, 3, scores), NULL, (Truth){0},
		"labels are needed for this metric");
}

/* A NaN is not below anything: taken as it comes, it would be right every time. */
Test(evaluate, refuses_what_is_no_number)
{
	static const Metric metrics[] = {METRIC_TOP1, METRIC_TOP5, METRIC_AUC, METRIC_MSE};
	float values[12];
	memcpy(values, scores, sizeof values);
	values[7] = NAN;
	for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++)
		expect_refused(metrics[i], table(4, 3, values), NULL, (Truth){.labels = labels},
			"output 1 of row 2 is not a number");
}

/* --- Areas --- */

/* The share of pairs that are in the right order. */
static double pairs_in_order(const double *values, const bool *marked, int n)
{
	double right = 0, pairs = 0;
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < n; k++) {
			if (!marked[i] || marked[k])
				continue;
			right += values[i] > values[k] ? 1 : values[i] == values[k] ? 0.5 : 0;
			pairs++;
		}
	}
	return right / pairs;
}

Test(evaluate, auc_is_the_share_of_pairs_in_order)
{
	enum { MOST = 60 };
	for (uint32_t seed = 0; seed < 300; seed++) {
		double values[MOST], area;
		bool marked[MOST] = {false};
		Error err = {0};
		uint32_t state = seed;
		int n = random_between(&state, 2, MOST), range = random_between(&state, 1, 30);
		for (int i = 0; i < n; i++) {
			values[i] = random_between(&state, -range, range);
			marked[i] = i == 0 || (i > 1 && random_between(&state, 0, 3) == 0);
		}
		cr_assert(auc(values, marked, n, &area, &err), "%s", err.text);
		cr_expect(fabs(area - pairs_in_order(values, marked, n)) < 1e-12, "seed %u",
			seed);
	}
}

Test(evaluate, auc_needs_rows_of_both_kinds)
{
	static const double values[] = {1, 2};
	double area;
	Error err = {0};
	cr_expect_not(auc(values, (bool[]){true, true}, 2, &area, &err));
	cr_expect_str_eq(err.text, "an AUC needs rows of both kinds; all 2 are of one");
	err = (Error){0};
	cr_expect_not(auc(values, (bool[]){false, false}, 2, &area, &err));
}

/* One output is the score itself; of two, the second is. */
Test(evaluate, auc_of_one_or_two_outputs)
{
	static const float one[] = {0.1F, 0.9F, 0.4F, 0.35F},
					   two[] = {1, 0, 0, 1, 0, 0, 1, 0.5F};
	static const int32_t truth[] = {0, 1, 0, 1};
	Arena arena = {0};
	Evaluation e =
		evaluated(METRIC_AUC, table(4, 1, one), NULL, (Truth){.labels = truth}, &arena);
	cr_expect_eq(e.value, 0.75);
	e = evaluated(METRIC_AUC, table(4, 2, two), NULL, (Truth){.labels = truth}, &arena);
	cr_expect_eq(e.value, 1);
	arena_finish(&arena);
}

/* Class 0 against the rest is 1; class 1 has 2 of 4 pairs, class 2 has 3 of 3. */
Test(evaluate, auc_of_more_is_the_mean_over_classes)
{
	Arena arena = {0};
	static const float values[] = {0.8F, 0.1F, 0.1F, 0.1F, 0.5F, 0.4F, 0.2F, 0.3F, 0.5F,
		0.3F, 0.0F, 0.3F};
	static const int32_t truth[] = {0, 1, 2, 1};
	Evaluation e = evaluated(METRIC_AUC, table(4, 3, values), NULL,
		(Truth){.labels = truth}, &arena);
	cr_expect(fabs(e.value - (1 + 0.5 + 1) / 3) < 1e-12, "%g", e.value);
	arena_finish(&arena);
}

/* --- Autoencoders --- */

static const float given[] = {0, 0, 1, 1, 2, 2, 3, 3}, made[] = {0, 1, 1, 1, 0, 2, 3, 6};

Test(evaluate, an_autoencoder_is_judged_by_its_errors)
{
	Arena arena = {0};
	Array inputs = table(4, 2, given);
	static const int32_t anomalies[] = {0, 0, 1, 1};
	Truth truth = {.labels = anomalies};
	Evaluation e = evaluated(METRIC_AUC, table(4, 2, made), &inputs, truth, &arena);
	cr_expect_eq(e.value, 1);
	cr_expect_eq(e.n_scores, 4);
	e = evaluated(METRIC_MSE, table(4, 2, made), &inputs, (Truth){0}, &arena);
	cr_expect_eq(e.value, (1 + 0 + 4 + 9) / 8.0);
	arena_finish(&arena);
}

/* Rows 0 and 2 have the errors 0.5 and 2, rows 1 and 3 have 0 and 4.5. */
Test(evaluate, groups_are_scored_by_their_mean)
{
	Arena arena = {0};
	Array inputs = table(4, 2, given);
	static const int32_t anomalies[] = {0, 1, 0, 1}, groups[] = {7, -3, 7, -3};
	Truth truth = {.labels = anomalies, .groups = groups};
	Evaluation e = evaluated(METRIC_AUC, table(4, 2, made), &inputs, truth, &arena);
	cr_expect_eq(e.value, 1);
	cr_expect_eq(e.n_scores, 2);
	cr_expect_eq(e.n_rows, 4);
	truth.groups = (const int32_t[]){1, 1, 2, 2};
	expect_refused(METRIC_AUC, table(4, 2, made), &inputs, truth,
		"group 1 has rows of both labels");
	arena_finish(&arena);
}

Test(evaluate, mse_is_against_targets_where_there_are_some)
{
	Arena arena = {0};
	Array targets = table(2, 4, given);
	Truth truth = {.targets = &targets};
	Evaluation e = evaluated(METRIC_MSE, table(4, 2, made), NULL, truth, &arena);
	cr_expect_eq(e.value, 14 / 8.0);
	Array short_one = table(1, 4, given);
	truth.targets = &short_one;
	expect_refused(METRIC_MSE, table(4, 2, made), NULL, truth,
		"a mean squared error needs targets of the outputs' size, in --labels, or a "
		"model "
		"whose outputs are as many as its inputs");
	arena_finish(&arena);
}
