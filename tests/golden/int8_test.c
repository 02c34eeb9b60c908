/* SPDX-License-Identifier: Apache-2.0 */
/* int8 models against what TFLM's reference kernels computed: every byte is the same. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/golden/recorded.h"

typedef struct Recording {
	const char *model, *x, *y;
	int rows, columns;
	int portable_rows; /* as many as the portable kernels are given, being slow */
} Recording;

static const Recording kws = {"kws_int8", "kws/kws_dev_x.npy", "golden/kws_int8_y.npy",
	600, 12, 40};
static const Recording ic = {"ic_int8", "golden/ic_int8_x.npy", "golden/ic_int8_y.npy",
	200, 10, 8};
static const Recording vww = {"vww_int8", "golden/vww_int8_x.npy",
	"golden/vww_int8_y.npy", 20, 2, 8};
static const Recording ad = {"ad_int8", "golden/ad_int8_x.npy", "golden/ad_int8_y.npy",
	100, 640, 100};

static void expect_same(const Recording *recording, const Array *wanted, const Array *got)
{
	int64_t n_differ = 0, n = shape_count(got->shape);
	const int8_t *a = wanted->data, *b = got->data;
	cr_assert_eq(got->type, TYPE_INT8);
	cr_assert_eq(row_count(got), recording->columns);
	for (int64_t i = 0; i < n; i++)
		n_differ += a[i] != b[i];
	cr_expect_eq(n_differ, 0, "%s: %lld of %lld outputs differ", recording->model,
		(long long)n_differ, (long long)n);
}

static void expect_recorded(const Recording *recording)
{
	static const struct {
		int batch, n_threads;
	} ways[] = {{1, 1}, {7, 3}, {64, 2}, {8, 0}};
	Arena arena = {0};
	Model *model = shared_model(recording->model);
	Array x = shared_array(recording->x, &arena), y = shared_array(recording->y, &arena);
	cr_assert_eq(x.shape.dims[0], recording->rows);
	cr_assert_eq(shape_count(y.shape), (int64_t)recording->rows * recording->columns);
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		InferSettings how = {.batch = ways[i].batch, .n_threads = ways[i].n_threads};
		Array got = outputs_of(model, &x, &how, &arena);
		cr_assert_eq(got.shape.dims[0], recording->rows);
		expect_same(recording, &y, &got);
	}
	measured("%s: all %d x %d recorded outputs compared, in %zu ways", recording->model,
		recording->rows, recording->columns, sizeof ways / sizeof ways[0]);
	model_free(model);
	arena_finish(&arena);
}

Test(int8, equals_what_was_recorded_of_keyword_spotting)
{
	expect_recorded(&kws);
}

Test(int8, equals_what_was_recorded_of_image_classification)
{
	expect_recorded(&ic);
}

Test(int8, equals_what_was_recorded_of_person_detection)
{
	expect_recorded(&vww);
}

Test(int8, equals_what_was_recorded_of_anomaly_detection)
{
	expect_recorded(&ad);
}

/* With the kernels that export ships. */
static void expect_portable(const Recording *recording)
{
	Arena arena = {0};
	Error err = {0};
	Model *model = shared_model(recording->model);
	const Graph *graph = &model->graphs[0];
	Array x = shared_array(recording->x, &arena), y = shared_array(recording->y, &arena);
	PlanSettings how = {.batch = 4, .portable_kernels = true};
	Plan *plan = plan_new(model, &how, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	for (int i = 0; i < recording->portable_rows; i += how.batch) {
		int n = recording->portable_rows - i < how.batch ? recording->portable_rows - i
														 : how.batch;
		memcpy(worker_values(worker, graph->inputs[0]), row_of(&x, i),
			(size_t)(n * row_count(&x)));
		worker_run(worker, n, NULL, NULL);
		Array part = {.type = TYPE_INT8, .shape = {2, {n, recording->columns}}};
		Array got = part;
		part.data = row_of(&y, i);
		got.data = worker_values(worker, graph->outputs[0]);
		expect_same(recording, &part, &got);
	}
	worker_free(worker);
	plan_free(plan);
	model_free(model);
	arena_finish(&arena);
}

Test(int8, equals_what_was_recorded_with_portable_kernels_too)
{
	expect_portable(&kws);
	expect_portable(&ic);
	expect_portable(&vww);
	expect_portable(&ad);
}
