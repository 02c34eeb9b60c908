/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/same_outputs.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/build.h"

/* x + w and x - w, for two values. */
static Model *make_model(float w0, float w1)
{
	Model *model = test_model_new(1);
	int x = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	int w = test_values(model, TYPE_FLOAT32, DIMS(1, 2), (const float[]){w0, w1});
	int sum = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	int difference = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_op(model, "ADD", LIST(x, w), LIST(sum));
	test_op(model, "SUB", LIST(x, w), LIST(difference));
	test_inputs(model, LIST(x));
	test_outputs(model, LIST(sum, difference));
	model->name = "m";
	return model;
}

static bool compare(const Model *a, const Model *b, Error *difference, Error *err)
{
	static const float values[] = {16777216, 4, 0, 0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Array data = {.name = "d",
		.type = TYPE_FLOAT32,
		.shape = {2, {2, 2}},
		.data = values};
	Samples for_a, for_b;
	cr_assert(samples_open(a, &data, &how, &for_a, err), "%s", err->text);
	cr_assert(samples_open(b, &data, &how, &for_b, err), "%s", err->text);
	return same_outputs(a, &for_a, b, &for_b, &INFER_DEFAULTS, difference, err);
}

static void expect_difference(Model *a, Model *b, const char *message)
{
	Error err = {0}, difference = {0};
	cr_expect(compare(a, b, &difference, &err), "%s", err.text);
	cr_expect_str_eq(difference.text, message);
	model_free(a);
	model_free(b);
}

Test(same_outputs, are_those_of_equal_models)
{
	expect_difference(make_model(1, 2), make_model(1, 2), "");
}

/* 2^24 + 1 is 2^24 in float32, so that the first sample does not show it. */
Test(same_outputs, are_not_those_of_models_that_differ_in_one_place)
{
	expect_difference(make_model(1, 2), make_model(1, 2.0000002F),
		"output 0 differs on sample 1");
	Model *b = make_model(1, 2);
	test_outputs(b, LIST(2, 2));
	expect_difference(make_model(1, 2), b, "output 1 differs on sample 0");
}

Test(same_outputs, need_as_many_outputs)
{
	Model *b = make_model(1, 2);
	b->graphs[0].n_outputs = 1;
	expect_difference(make_model(1, 2), b, "1 outputs, not 2");
}

Test(same_outputs, need_outputs_of_one_shape)
{
	Model *b = make_model(1, 2);
	test_op(b, "RESHAPE", LIST(2), LIST(test_computed(b, TYPE_FLOAT32, DIMS(1, 2, 1))));
	test_outputs(b, LIST(4, 3));
	expect_difference(make_model(1, 2), b, "output 0 is of another shape or type");
}

Test(same_outputs, need_models_that_run)
{
	Error err = {0}, difference = {0};
	Model *a = make_model(1, 2), *b = make_model(1, 2);
	test_custom_op(b, "Acme", LIST(0), LIST(test_computed(b, TYPE_FLOAT32, DIMS(1, 2))));
	cr_expect_not(compare(a, b, &difference, &err));
	cr_expect(strstr(err.text, "Acme"), "%s", err.text);
	model_free(a);
	model_free(b);
}
