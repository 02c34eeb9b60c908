/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/one_op.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/run/plan.h"

void expect_op_refused(Model *model, const char *message)
{
	Error err = {0};
	Graph *graph = &model->graphs[0];
	test_outputs(model, LIST(graph->ops[graph->n_ops - 1].outputs[0]));
	cr_assert(model_verify(model, &err), "%s", err.text);
	model->name = "m";
	cr_expect_null(plan_new(model, &PLAN_DEFAULTS, &err), "runs, but: %s", message);
	cr_assert_eq(strncmp(err.text, "m: ", 3), 0, "%s", err.text);
	cr_expect_str_eq(err.text + 3, message);
	model_free(model);
}

Model *op_model(DataType type, int rank, const int *dims)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, type, rank, dims);
	test_quantized(model, in, 1, 0);
	test_inputs(model, LIST(in));
	return model;
}

Model *real_op_model(int rank, const int *dims)
{
	return op_model(TYPE_FLOAT32, rank, dims);
}

Op *add_op(Model *model, const char *name, int n_inputs, const int *inputs, int rank,
	const int *dims)
{
	int out = test_computed(model, model->graphs[0].tensors[0].type, rank, dims);
	test_quantized(model, out, 1, 0);
	return test_op(model, name, n_inputs, inputs, LIST(out));
}
