/* SPDX-License-Identifier: Apache-2.0 */
/* Real models stripped: how small they get, and that they give what they gave. */
#include "passes/strip.h"

#include <criterion/criterion.h>
#include <string.h>

#include "formats/format.h"
#include "tests/golden/recorded.h"

typedef struct Case {
	const char *model, *x;
	size_t at_most, at_most_for_tflm; /* bytes */
} Case;

static Bytes stripped(const char *name, const StripSettings *how, Arena *arena)
{
	Error err = {0};
	Bytes file;
	Model *model = shared_model(name);
	strip(model, how);
	cr_expect(model_verify(model, &err), "%s: %s", name, err.text);
	cr_assert(model_to_bytes(model, NULL, arena, &file, &err), "%s", err.text);
	model_free(model);
	return file;
}

static void expect_same_outputs(const Case *of, Bytes file, Arena *arena)
{
	Error err = {0};
	Model *before = shared_model(of->model);
	Model *after = model_from_bytes(file, of->model, &err);
	cr_assert(after, "%s", err.text);
	Array x = shared_array(of->x, arena);
	Array a = outputs_of(before, &x, &INFER_DEFAULTS, arena);
	Array b = outputs_of(after, &x, &INFER_DEFAULTS, arena);
	cr_assert(shape_equal(a.shape, b.shape) && a.type == b.type);
	size_t n_bytes = (size_t)shape_count(a.shape) * (size_t)type_bits(a.type) / 8;
	cr_expect_arr_eq(a.data, b.data, n_bytes, "%s", of->model);
	model_free(after);
	model_free(before);
}

static void expect_settled(Bytes file, const StripSettings *how, Arena *arena)
{
	Error err = {0};
	Bytes again;
	Model *model = model_from_bytes(file, "stripped", &err);
	cr_assert(model, "%s", err.text);
	strip(model, how);
	cr_assert(model_to_bytes(model, NULL, arena, &again, &err), "%s", err.text);
	cr_assert_eq(again.n, file.n);
	cr_expect_arr_eq(again.data, file.data, file.n);
	model_free(model);
}

static void expect_small(const Case *of)
{
	static const StripSettings tflm_only = {.tflm_only = true};
	Arena arena = {0};
	Model *model = shared_model(of->model);
	Bytes file = stripped(of->model, &STRIP_DEFAULTS, &arena);
	Bytes smaller = stripped(of->model, &tflm_only, &arena);
	measured("%s: %zu bytes, stripped %zu, for TFLM alone %zu", of->model,
		model->file_bytes, file.n, smaller.n);
	cr_expect_leq(file.n, of->at_most, "%s: %zu bytes", of->model, file.n);
	cr_expect_leq(smaller.n, of->at_most_for_tflm, "%s: %zu bytes", of->model, smaller.n);
	expect_same_outputs(of, file, &arena);
	expect_same_outputs(of, smaller, &arena);
	expect_settled(file, &STRIP_DEFAULTS, &arena);
	expect_settled(smaller, &tflm_only, &arena);
	model_free(model);
	arena_finish(&arena);
}

Test(strip, makes_keyword_spotting_small)
{
	expect_small(&(Case){"kws_int8", "kws/kws_dev_x.npy", 33500, 30500});
}

Test(strip, makes_image_classification_small)
{
	expect_small(&(Case){"ic_int8", "golden/ic_int8_x.npy", 86500, 84000});
}

Test(strip, makes_person_detection_small)
{
	expect_small(&(Case){"vww_int8", "golden/vww_int8_x.npy", 254000, 238500});
}

Test(strip, makes_anomaly_detection_small)
{
	expect_small(&(Case){"ad_int8", "golden/ad_int8_x.npy", 274500, 274000});
}

Test(strip, changes_no_results_of_float_models)
{
	static const Case cases[] = {
		{"kws_float", "golden/kws_float_x.npy", 93000, 93000},
		{"kws_hybrid", "golden/kws_float_x.npy", 36500, 36500},
		{"ic_float", "golden/ic_float_x.npy", 314000, 314000},
		{"ad_float", "golden/ad_float_x.npy", 1065500, 1065500},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		expect_small(&cases[i]);
}
