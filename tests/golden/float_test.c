/* SPDX-License-Identifier: Apache-2.0 */
/* float32 models against what TFLM's reference kernels computed; `--verbose` tells how near. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/golden/recorded.h"

/* The largest |a - b| of any sample, as a share of its largest |b|. */
static double largest_error(const Array *a, const Array *b)
{
	double worst = 0;
	for (int64_t i = 0; i < b->shape.dims[0]; i++) {
		const float *x = row_of(a, i), *y = row_of(b, i);
		double error = 0, size = 0;
		for (int64_t k = 0; k < row_count(b); k++) {
			error = fmax(error, fabs((double)x[k] - (double)y[k]));
			size = fmax(size, fabs((double)y[k]));
		}
		worst = fmax(worst, error / size);
	}
	return worst;
}

static int64_t n_equal(const Array *a, const Array *b)
{
	int64_t n = 0;
	const float *x = a->data, *y = b->data;
	for (int64_t i = 0; i < shape_count(b->shape); i++)
		n += memcmp(&x[i], &y[i], sizeof x[i]) == 0;
	return n;
}

static void expect_near(const char *name)
{
	Arena arena = {0};
	Model *model = shared_model(name);
	Array x = shared_array(arena_text(&arena, "golden/%s_x.npy", name), &arena);
	Array y = shared_array(arena_text(&arena, "golden/%s_y.npy", name), &arena);
	InferSettings how = INFER_DEFAULTS;
	Array got = outputs_of(model, &x, &how, &arena);
	double error = largest_error(&got, &y);
	measured("%s: off by %.1e at most, %lld of %lld equal to the bit", name, error,
		(long long)n_equal(&got, &y), (long long)shape_count(y.shape));
	cr_expect_leq(error, 1e-5, "%s is off by %.1e", name, error);

	/* As many samples at a time, or threads, as there may be: not a bit changes. */
	for (int batch = 1; batch <= 11; batch += 10) {
		how = (InferSettings){.batch = batch, .n_threads = batch == 1 ? 1 : 3};
		Array again = outputs_of(model, &x, &how, &arena);
		cr_expect_eq(n_equal(&again, &got), shape_count(got.shape), "%s", name);
	}
	model_free(model);
	arena_finish(&arena);
}

Test(float32, is_near_what_was_recorded_of_keyword_spotting)
{
	expect_near("kws_float");
}

Test(float32, is_near_what_was_recorded_of_image_classification)
{
	expect_near("ic_float");
}

Test(float32, is_near_what_was_recorded_of_person_detection)
{
	expect_near("vww_float");
}

Test(float32, is_near_what_was_recorded_of_anomaly_detection)
{
	expect_near("ad_float");
}

/* No recording: TFLM refuses int8 weights beside float activations. Another training run of
 * the same network should recognise about as many words as kws_float's 0.8983. */
Test(float32, runs_a_hybrid_model)
{
	Arena arena = {0};
	Model *model = shared_model("kws_hybrid");
	Array x = shared_array("kws/kws_dev_xf.npy", &arena);
	Array y = shared_array("kws/kws_dev_y.npy", &arena);
	Array got = real_outputs_of(model, &x, &arena);
	const int32_t *labels = y.data;
	int n_right = 0;
	for (int i = 0; i < got.shape.dims[0]; i++) {
		const float *row = row_of(&got, i);
		int best = 0;
		for (int k = 1; k < 12; k++)
			best = row[k] > row[best] ? k : best;
		n_right += best == labels[i];
	}
	measured("kws_hybrid: %.4f of %d right", n_right / 600.0, got.shape.dims[0]);
	cr_expect_geq(n_right, 522);
	model_free(model);
	arena_finish(&arena);
}
