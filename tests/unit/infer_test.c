/* SPDX-License-Identifier: Apache-2.0 */
/* Data into a model, and results out of it. */
#include "passes/infer.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/build.h"

enum { IN, OUT };

/* Twice the input, [batch, 2]; int8 has scale 0.5 and zero point 10 in, 1 and -20 out. */
static Model *make_model(DataType type, int batch)
{
	Model *model = test_model_new(1);
	test_computed(model, type, DIMS(batch, 2));
	test_computed(model, type, DIMS(batch, 2));
	test_op(model, "ADD", LIST(IN, IN), LIST(OUT));
	test_quantized(model, IN, 0.5F, 10);
	test_quantized(model, OUT, 1, -20);
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	model->name = "m";
	return model;
}

static const float values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

static Array array_of(int n_rows, const float *rows)
{
	return (Array){
		.name = "d",
		.type = TYPE_FLOAT32,
		.shape = {2, {n_rows, 2}},
		.data = rows,
	};
}

static Array data_of(int n_rows)
{
	return array_of(n_rows, values);
}

static Array inferred(const Model *model, const Array *data, InferSettings settings,
	Arena *arena)
{
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Array out;
	cr_assert(samples_open(model, data, &how, &samples, &err), "%s", err.text);
	cr_assert(infer(model, &samples, &settings, arena, &out, &err), "%s", err.text);
	return out;
}

Test(infer, gives_a_row_for_a_row)
{
	Model *model = make_model(TYPE_FLOAT32, 1);
	for (int batch = 1; batch < 9; batch++) {
		Arena arena = {0};
		Array data = data_of(6);
		Array out = inferred(model, &data, (InferSettings){.batch = batch}, &arena);
		cr_expect_eq(out.type, TYPE_FLOAT32);
		cr_expect(shape_equal(out.shape, (Shape){2, {6, 2}}));
		for (int i = 0; i < 12; i++)
			cr_expect_eq(((const float *)out.data)[i], 2 * values[i]);
		arena_finish(&arena);
	}
	model_free(model);
}

Test(infer, quantises_what_goes_in_and_dequantises_what_comes_out)
{
	Arena arena = {0};
	Model *model = make_model(TYPE_INT8, 1);
	Array data = data_of(6);
	Array stored = inferred(model, &data, INFER_DEFAULTS, &arena);
	cr_expect_eq(stored.type, TYPE_INT8);
	InferSettings how = {.batch = 4, .dequantize = true};
	Array real = inferred(model, &data, how, &arena);
	cr_expect_eq(real.type, TYPE_FLOAT32);
	for (int i = 0; i < 12; i++) {
		cr_expect_eq(((const int8_t *)stored.data)[i], (int8_t)(2 * values[i]) - 20);
		cr_expect_eq(((const float *)real.data)[i], 2 * values[i]);
	}
	model_free(model);
	arena_finish(&arena);
}

Test(infer, fills_the_models_own_batch)
{
	Arena arena = {0};
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Model *model = make_model(TYPE_FLOAT32, 3);
	Array data = data_of(6), odd = data_of(5);
	Array out = inferred(model, &data, INFER_DEFAULTS, &arena);
	cr_expect(shape_equal(out.shape, (Shape){2, {6, 2}}));
	cr_expect_eq(((const float *)out.data)[11], 24);
	cr_expect_not(samples_open(model, &odd, &how, &samples, &err));
	cr_expect_str_eq(err.text, "d: 5 rows, but the model takes 3 at a time");
	model_free(model);
	arena_finish(&arena);
}

/* Where the output's first dimension is not the batch, rows get one of their own. */
Test(infer, adds_a_dimension_for_rows_where_there_is_none)
{
	Arena arena = {0};
	Model *model = test_model_new(1);
	test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	int sum = test_computed(model, TYPE_FLOAT32, DIMS(2, 1));
	int shape = test_ints(model, LIST(2, 1));
	test_op(model, "RESHAPE", LIST(IN, shape), LIST(sum));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(sum));
	Array data = data_of(6);
	Array out = inferred(model, &data, INFER_DEFAULTS, &arena);
	cr_expect(shape_equal(out.shape, (Shape){3, {6, 2, 1}}));
	cr_expect_arr_eq(out.data, values, sizeof values);
	model_free(model);
	arena_finish(&arena);
}

Test(infer, shows_the_inputs_as_the_model_sees_them)
{
	static const float fine[] = {0.2F, 0.3F, 1e9F, -1e9F};
	static const float wanted[] = {0, 0.5F, 58.5F, -69};
	Arena arena = {0};
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Array seen, data = array_of(2, fine);
	Model *model = make_model(TYPE_INT8, 1);
	cr_assert(samples_open(model, &data, &how, &samples, &err), "%s", err.text);
	cr_assert(real_inputs(model, &samples, &arena, &seen, &err), "%s", err.text);
	cr_expect(shape_equal(seen.shape, (Shape){2, {2, 2}}));
	cr_expect_arr_eq(seen.data, wanted, sizeof wanted);
	model_free(model);
	arena_finish(&arena);
}

Test(infer, refuses_data_for_more_inputs_than_one)
{
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Array data = data_of(6);
	Model *model = make_model(TYPE_FLOAT32, 1);
	int more = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_inputs(model, LIST(IN, more));
	cr_expect_not(samples_open(model, &data, &how, &samples, &err));
	cr_expect_str_eq(err.text, "m: the model has 2 inputs; data can be given for one");
	model_free(model);
}

Test(infer, refuses_an_output_that_is_not_there)
{
	Arena arena = {0};
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Array out, data = data_of(6);
	Model *model = make_model(TYPE_FLOAT32, 1);
	InferSettings settings = {.batch = 1, .output = 1};
	cr_assert(samples_open(model, &data, &how, &samples, &err), "%s", err.text);
	cr_expect_not(infer(model, &samples, &settings, &arena, &out, &err));
	cr_expect_str_eq(err.text, "m: no output 1; the model has 1");
	model_free(model);
	arena_finish(&arena);
}

Test(infer, names_the_row_that_is_no_number)
{
	static const float bad[] = {1, 2, 3, 0.0F / 0.0F};
	Arena arena = {0};
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Array out, data = array_of(2, bad);
	Model *model = make_model(TYPE_FLOAT32, 1);
	cr_assert(samples_open(model, &data, &how, &samples, &err), "%s", err.text);
	cr_expect_not(infer(model, &samples, &INFER_DEFAULTS, &arena, &out, &err));
	cr_expect(strstr(err.text, "row 1"), "%s", err.text);
	model_free(model);
	arena_finish(&arena);
}
