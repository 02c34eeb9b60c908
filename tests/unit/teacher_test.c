/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/teacher.h"

#include <criterion/criterion.h>

#include "tests/unit/build.h"

enum { N = 3, ROWS = 5 };

static const float values[ROWS * N] = {1, 2, 3, -4, 5, 0.5F, 0, 0, 0, 7, -8, 9, 3, 2, 1};

/* [batch, n] doubled, and an operator on that: the output. */
static Model *doubling(const char *name, int batch, int n)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(batch, n));
	int doubled = test_computed(model, TYPE_FLOAT32, DIMS(batch, n));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(batch, n));
	test_op(model, "ADD", LIST(in, in), LIST(doubled));
	Op *op = test_op(model, name, LIST(doubled), LIST(out));
	op->attrs.softmax.beta = 1;
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	model->name = "m";
	return model;
}

/* Of 5 rows, by the second of two threads. */
static void expect_doubled(Model *model, int row_count, int n_rows)
{
	Error err = {0};
	float logits[ROWS * N];
	Teacher *teacher = teacher_new(model, (size_t)row_count, 2, &err);
	cr_assert(teacher, "%s", err.text);
	cr_assert(teacher_ask(teacher, 1, n_rows, values, logits, &err), "%s", err.text);
	for (int i = 0; i < n_rows * row_count; i++)
		cr_expect_eq(logits[i], 2 * values[i], "value %d", i);
	teacher_free(teacher);
	model_free(model);
}

Test(teacher, says_what_its_softmax_is_given)
{
	expect_doubled(doubling("SOFTMAX", 1, N), N, ROWS);
}

Test(teacher, of_a_single_value_says_what_its_logistic_is_given)
{
	expect_doubled(doubling("LOGISTIC", 1, 1), 1, ROWS * N);
}

static void expect_refused(Model *model, const char *message)
{
	Error err = {0};
	cr_expect_null(teacher_new(model, N, 1, &err));
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

Test(teacher, has_one_output)
{
	Model *model = doubling("RELU", 1, N);
	test_outputs(model, LIST(1, 2));
	expect_refused(model, "m: 2 outputs; a teacher has one");
}

Test(teacher, takes_one_row_at_a_time)
{
	expect_refused(doubling("RELU", 4, N),
		"m: takes 4 rows at a time; a teacher that is asked on the way takes one");
}

Test(teacher, takes_rows_as_long_as_the_students)
{
	expect_refused(doubling("RELU", 1, N + 1),
		"m: data: shape 1x3 does not fit the model's input, 1x4");
}

Test(teacher, is_one_that_can_be_run)
{
	expect_refused(doubling("COS", 1, N),
		"m: operator 1 (COS): cannot be run: this operator is not supported");
}
