/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/evaluate.h"

#include <math.h>
#include <stdlib.h>

static const float *values_of(const Array *array)
{
	return array->data;
}

static int64_t row_length(const Array *array)
{
	return shape_count(array->shape) / array->shape.dims[0];
}

/* How many outputs stand before that of class c in order of value, equals by index. */
static int rank_of(const float *row, int n, int c)
{
	int rank = 0;
	for (int i = 0; i < n; i++)
		rank += row[i] > row[c] || (i < c && row[i] == row[c]);
	return rank;
}

static int highest(const float *row, int n)
{
	int best = 0;
	for (int i = 1; i < n; i++)
		best = row[i] > row[best] ? i : best;
	return best;
}

static bool check_labels(const Array *outputs, const Truth *truth, int n_classes,
	Error *err)
{
	if (!truth->labels)
		return failed(err, "labels are needed for this metric");
	for (int64_t i = 0; i < outputs->shape.dims[0]; i++)
		if (truth->labels[i] >= n_classes)
			return failed(err, "row %lld has label %d, but the model has %d outputs",
				(long long)i, (int)truth->labels[i], n_classes);
	return true;
}

static bool count_classes(const Array *outputs, const Truth *truth, Arena *arena,
	Evaluation *result, Error *err)
{
	int n = (int)row_length(outputs), within = result->metric == METRIC_TOP5 ? 5 : 1;
	if (!check_labels(outputs, truth, n, err))
		return false;
	if (n > 10000)
		return failed(err, "%d classes are too many for a confusion matrix", n);
	result->n_classes = n;
	result->classes = arena_array(arena, (size_t)n, sizeof *result->classes);
	result->confusion =
		arena_array(arena, (size_t)n * (size_t)n, sizeof *result->confusion);
	int64_t right = 0;
	for (int64_t i = 0; i < result->n_rows; i++) {
		const float *row = values_of(outputs) + i * n;
		int label = truth->labels[i], predicted = highest(row, n);
		bool is_right = rank_of(row, n, label) < within;
		result->classes[label].n_rows++;
		result->classes[label].n_right += is_right;
		result->classes[predicted].n_predicted++;
		result->confusion[label * n + predicted]++;
		right += is_right;
	}
	result->value = (double)right / (double)result->n_rows;
	return true;
}

typedef struct Score {
	double value;
	bool is_marked;
} Score;

static int compare_scores(const void *a, const void *b)
{
	double x = ((const Score *)a)->value, y = ((const Score *)b)->value;
	return x < y ? -1 : x > y;
}

bool auc(const double *scores, const bool *marked, int64_t n, double *area, Error *err)
{
	Arena scratch = {0};
	Score *sorted = arena_array(&scratch, (size_t)n, sizeof *sorted);
	for (int64_t i = 0; i < n; i++)
		sorted[i] = (Score){scores[i], marked[i]};
	qsort(sorted, (size_t)n, sizeof *sorted, compare_scores);

	double wins = 0, below = 0, n_marked = 0;
	for (int64_t i = 0; i < n;) {
		double equal_marked = 0, equal_others = 0;
		int64_t end = i;
		for (; end < n && sorted[end].value == sorted[i].value; end++)
			*(sorted[end].is_marked ? &equal_marked : &equal_others) += 1;
		wins += equal_marked * (below + equal_others / 2);
		below += equal_others;
		n_marked += equal_marked;
		i = end;
	}
	arena_finish(&scratch);
	if (n_marked == 0 || below == 0)
		return failed(err, "an AUC needs rows of both kinds; all %lld are of one",
			(long long)n);
	*area = wins / (n_marked * below);
	return true;
}

static double row_error(const float *a, const float *b, int64_t n)
{
	double sum = 0;
	for (int64_t i = 0; i < n; i++) {
		double d = (double)a[i] - (double)b[i];
		sum += d * d;
	}
	return sum / (double)n;
}

typedef struct Row {
	int32_t group;
	int64_t index;
} Row;

static int compare_rows(const void *a, const void *b)
{
	const Row *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* Average scores over groups, whose rows must have one label; returns how many are left. */
static bool merge_groups(const Truth *truth, Arena *arena, double *scores, bool *marked,
	int64_t *n, Error *err)
{
	Row *rows = arena_array(arena, (size_t)*n, sizeof *rows);
	double *merged = arena_array(arena, (size_t)*n, sizeof *merged);
	bool *merged_marks = arena_array(arena, (size_t)*n, sizeof *merged_marks);
	for (int64_t i = 0; i < *n; i++)
		rows[i] = (Row){truth->groups[i], i};
	qsort(rows, (size_t)*n, sizeof *rows, compare_rows);
	int64_t n_groups = 0;
	for (int64_t i = 0; i < *n; n_groups++) {
		int64_t end = i;
		double sum = 0;
		for (; end < *n && rows[end].group == rows[i].group; end++) {
			sum += scores[rows[end].index];
			if (marked[rows[end].index] != marked[rows[i].index])
				return failed(err, "group %d has rows of both labels",
					(int)rows[i].group);
		}
		merged[n_groups] = sum / (double)(end - i);
		merged_marks[n_groups] = marked[rows[i].index];
		i = end;
	}
	for (int64_t i = 0; i < n_groups; i++) {
		scores[i] = merged[i];
		marked[i] = merged_marks[i];
	}
	*n = n_groups;
	return true;
}

/* AUC of one class's scores; those of an autoencoder are errors against the inputs. */
static bool class_auc(const Array *outputs, const Array *inputs, const Truth *truth,
	int class, int64_t *n_scores, double *area, Error *err)
{
	Arena scratch = {0};
	int64_t n = outputs->shape.dims[0], length = row_length(outputs);
	double *scores = arena_array(&scratch, (size_t)n, sizeof *scores);
	bool *marked = arena_array(&scratch, (size_t)n, sizeof *marked);
	for (int64_t i = 0; i < n; i++) {
		const float *row = values_of(outputs) + i * length;
		scores[i] = inputs ? row_error(row, values_of(inputs) + i * length, length)
						   : (double)row[class];
		marked[i] =
			inputs || length == 1 ? truth->labels[i] > 0 : truth->labels[i] == class;
	}
	bool ok =
		(!truth->groups || merge_groups(truth, &scratch, scores, marked, &n, err)) &&
		auc(scores, marked, n, area, err);
	*n_scores = n;
	arena_finish(&scratch);
	return ok;
}

static bool evaluate_auc(const Array *outputs, const Array *inputs, const Truth *truth,
	Evaluation *result, Error *err)
{
	int64_t length = row_length(outputs);
	if (!truth->labels)
		return failed(err, "labels are needed for this metric");
	if (inputs && row_length(inputs) == length && length > 1)
		return class_auc(outputs, inputs, truth, 0, &result->n_scores, &result->value,
			err);
	if (length > 1 && !check_labels(outputs, truth, (int)length, err))
		return false;
	if (length <= 2)
		return class_auc(outputs, NULL, truth, (int)length - 1, &result->n_scores,
			&result->value, err);
	double sum = 0;
	for (int c = 0; c < length; c++) {
		double area;
		if (!class_auc(outputs, NULL, truth, c, &result->n_scores, &area, err))
			return failed_in(err, "class %d: ", c);
		sum += area;
	}
	result->value = sum / (double)length;
	return true;
}

static bool evaluate_mse(const Array *outputs, const Array *inputs, const Truth *truth,
	Evaluation *result, Error *err)
{
	const Array *wanted = truth->targets ? truth->targets : inputs;
	if (!wanted || shape_count(wanted->shape) != shape_count(outputs->shape))
		return failed(err,
			"a mean squared error needs targets of the outputs' size, in "
			"--labels, or a model whose outputs are as many as its inputs");
	double sum = 0;
	int64_t length = row_length(outputs);
	for (int64_t i = 0; i < result->n_rows; i++)
		sum += row_error(values_of(outputs) + i * length, values_of(wanted) + i * length,
			length);
	result->value = sum / (double)result->n_rows;
	return true;
}

/* Nothing compares with a NaN: it would rank anywhere. */
static bool check_numbers(const Array *outputs, Error *err)
{
	int64_t n = shape_count(outputs->shape), length = row_length(outputs);
	for (int64_t i = 0; i < n; i++)
		if (isnan(values_of(outputs)[i]))
			return failed(err, "output %lld of row %lld is not a number",
				(long long)(i % length), (long long)(i / length));
	return true;
}

bool evaluate(Metric metric, const Array *outputs, const Array *inputs,
	const Truth *truth, Arena *arena, Evaluation *result, Error *err)
{
	int64_t n = outputs->shape.dims[0];
	*result = (Evaluation){.metric = metric, .n_rows = n, .n_scores = n};
	if (!check_numbers(outputs, err))
		return false;
	switch (metric) {
	case METRIC_AUC:
		return evaluate_auc(outputs, inputs, truth, result, err);
	case METRIC_MSE:
		return evaluate_mse(outputs, inputs, truth, result, err);
	default:
		return count_classes(outputs, truth, arena, result, err);
	}
}
