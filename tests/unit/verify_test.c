/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <limits.h>
#include <math.h>

#include "tests/unit/build.h"

/* Tensors of a model of two layers: in -> FULLY_CONNECTED -> middle -> RELU -> out. */
enum { IN, WEIGHTS, BIAS, MIDDLE, OUT };

static Model *make_model(void)
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_INT8, DIMS(1, 4));
	test_constant(model, TYPE_INT8, DIMS(3, 4));
	test_constant(model, TYPE_INT32, DIMS(3));
	test_computed(model, TYPE_INT8, DIMS(1, 3));
	test_computed(model, TYPE_INT8, DIMS(1, 3));
	test_scales(model, WEIGHTS, 3, 0);
	test_op(model, "FULLY_CONNECTED", LIST(IN, WEIGHTS, BIAS), LIST(MIDDLE));
	test_op(model, "RELU", LIST(MIDDLE), LIST(OUT));
	test_inputs(model, LIST(IN));
	test_outputs(model, LIST(OUT));
	model->graphs[0].tensors[WEIGHTS].name = "w";
	return model;
}

static void expect_refused(Model *model, const char *message)
{
	Error err = {0};
	cr_expect_not(model_verify(model, &err), "accepted, but: %s", message);
	cr_expect_str_eq(err.text, message);
	model_free(model);
}

static void expect_accepted(Model *model)
{
	Error err = {0};
	cr_expect(model_verify(model, &err), "%s", err.text);
	model_free(model);
}

/* A model with other dimensions for one of its tensors. */
static Model *with_dims(int tensor, int rank, const int *dims)
{
	Model *model = make_model();
	Tensor *t = &model->graphs[0].tensors[tensor];
	t->rank = rank;
	t->dims = arena_copy(&model->arena, dims, (size_t)rank * sizeof *dims);
	return model;
}

static Quantization *scales_of(Model *model)
{
	return model->graphs[0].tensors[WEIGHTS].quantization;
}

Test(verify, accepts_a_sound_model)
{
	expect_accepted(make_model());
}

Test(verify, wants_a_graph)
{
	expect_refused(model_new(), "no subgraph");
}

Test(verify, refuses_inputs_and_outputs_out_of_range)
{
	Model *model = make_model();
	test_inputs(model, LIST(5));
	expect_refused(model, "input 0 is tensor 5, of 5");
	model = make_model();
	test_inputs(model, LIST(-1));
	expect_refused(model, "input 0 is tensor -1, of 5");
	model = make_model();
	test_outputs(model, LIST(OUT, INT_MAX));
	expect_refused(model, "output 1 is tensor 2147483647, of 5");
}

Test(verify, refuses_operands_out_of_range)
{
	Model *model = make_model();
	model->graphs[0].ops[0].inputs[1] = 5;
	expect_refused(model, "operator 0 (FULLY_CONNECTED): input 1 is tensor 5, of 5");
	model = make_model();
	model->graphs[0].ops[0].inputs[1] = -2;
	expect_refused(model, "operator 0 (FULLY_CONNECTED): input 1 is tensor -2, of 5");
	model = make_model();
	model->graphs[0].ops[1].outputs[0] = 77;
	expect_refused(model, "operator 1 (RELU): output 0 is tensor 77, of 5");
}

Test(verify, lets_optional_inputs_be_left_out)
{
	Model *model = make_model();
	model->graphs[0].ops[0].inputs[2] = -1;
	expect_accepted(model);
}

Test(verify, refuses_what_reads_a_tensor_too_early)
{
	Model *model = make_model();
	Op *ops = model->graphs[0].ops, first = ops[0];
	ops[0] = ops[1];
	ops[1] = first;
	expect_refused(model, "operator 0 (RELU) reads tensor '#3' before it is computed");
}

Test(verify, refuses_a_cycle)
{
	Model *model = make_model();
	model->graphs[0].ops[0].inputs[0] = OUT;
	expect_refused(model,
		"operator 0 (FULLY_CONNECTED) reads tensor '#4' before it is computed");
}

Test(verify, refuses_an_operator_that_reads_itself)
{
	Model *model = make_model();
	model->graphs[0].ops[1].inputs[0] = OUT;
	expect_refused(model, "operator 1 (RELU) reads tensor '#4' before it is computed");
}

Test(verify, refuses_what_is_computed_twice)
{
	Model *model = make_model();
	model->graphs[0].ops[1].outputs[0] = MIDDLE;
	expect_refused(model, "operator 1 (RELU) computes tensor '#3' a second time");
	model = make_model();
	model->graphs[0].ops[1].outputs[0] = IN;
	expect_refused(model, "operator 1 (RELU) computes tensor '#0' a second time");
	model = make_model();
	model->graphs[0].ops[1].outputs[0] = WEIGHTS;
	expect_refused(model, "operator 1 (RELU) computes tensor 'w' a second time");
}

Test(verify, refuses_an_output_that_is_never_computed)
{
	Model *model = make_model();
	model->graphs[0].n_ops = 1;
	expect_refused(model, "output '#4' is never computed");
}

Test(verify, holds_constants_against_their_shapes)
{
	expect_refused(with_dims(WEIGHTS, DIMS(3, 5)),
		"tensor 'w': 12 bytes of data, but its shape needs 15 int8 values");
	expect_refused(with_dims(BIAS, DIMS(2)),
		"tensor '#2': 12 bytes of data, but its shape needs 2 int32 values");
	expect_refused(with_dims(BIAS, DIMS(-1)), "tensor '#2': a constant of unknown shape");
	expect_refused(with_dims(BIAS, DIMS(3, 0)),
		"tensor '#2': 12 bytes of data, but its shape needs 0 int32 values");
}

Test(verify, does_not_measure_what_has_no_size)
{
	Model *model = make_model();
	model->graphs[0].tensors[BIAS].type = TYPE_STRING;
	expect_accepted(model);
	model = with_dims(WEIGHTS, DIMS(3, 4));
	model->graphs[0].tensors[BIAS].is_sparse = true;
	model->graphs[0].tensors[BIAS].type = TYPE_FLOAT64;
	expect_accepted(model);
}

Test(verify, counts_elements_of_less_than_a_byte)
{
	Model *model = with_dims(WEIGHTS, DIMS(3, 7));
	Tensor *weights = &model->graphs[0].tensors[WEIGHTS];
	weights->type = TYPE_INT4;
	weights->buffer->n_bytes = 11;
	expect_accepted(model);
}

Test(verify, refuses_shapes_that_overflow)
{
	expect_refused(with_dims(OUT, DIMS(INT_MAX, INT_MAX, INT_MAX)),
		"tensor '#4': shape: too many elements");
	expect_refused(with_dims(OUT, DIMS(0, INT_MAX, INT_MAX, INT_MAX)),
		"tensor '#4': shape: too many elements");
	expect_refused(with_dims(OUT, DIMS(1, -2)), "tensor '#4': dimension 1 is -2");
	expect_accepted(with_dims(OUT, DIMS(INT_MAX, 1 << 28)));
	expect_accepted(with_dims(OUT, DIMS(-1, 3)));
}

Test(verify, refuses_scales_that_do_not_go_with_the_shape)
{
	Model *model = make_model();
	scales_of(model)->n_scales = 2;
	scales_of(model)->n_zero_points = 2;
	expect_refused(model,
		"tensor 'w': quantization: 2 scales along axis 0, which has length 3");
	model = make_model();
	scales_of(model)->axis = 1;
	expect_refused(model,
		"tensor 'w': quantization: 3 scales along axis 1, which has length 4");
	model = make_model();
	scales_of(model)->axis = 2;
	expect_refused(model, "tensor 'w': quantization: axis 2 of a tensor of 2 dimensions");
	model = make_model();
	scales_of(model)->axis = -1;
	expect_refused(model,
		"tensor 'w': quantization: axis -1 of a tensor of 2 dimensions");
	model = make_model();
	scales_of(model)->n_zero_points = 2;
	expect_refused(model, "tensor 'w': quantization: 2 zero points beside 3 scales");
}

Test(verify, refuses_scales_that_are_no_sizes)
{
	static const float bad[] = {NAN, INFINITY, -INFINITY, -1};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		Error err = {0};
		Model *model = make_model();
		scales_of(model)->scale[1] = bad[i];
		cr_expect_not(model_verify(model, &err), "%g", (double)bad[i]);
		cr_expect(strstr(err.text, "tensor 'w': quantization: scale 1 is"), "%s",
			err.text);
		model_free(model);
	}
}

Test(verify, takes_one_zero_point_or_none_for_all_scales)
{
	Model *model = make_model();
	scales_of(model)->n_zero_points = 1;
	expect_accepted(model);
	model = make_model();
	scales_of(model)->n_zero_points = 0;
	expect_accepted(model);
}

/* Converters give biases the axis of the depthwise weights they belong to. */
Test(verify, does_not_mind_the_axis_of_a_bias)
{
	Model *model = make_model();
	test_scales(model, BIAS, 3, 3);
	expect_accepted(model);
	model = make_model();
	test_scales(model, BIAS, 3, INT_MIN);
	expect_refused(model,
		"tensor '#2': quantization: axis -2147483648 of a tensor of 1 dimensions");
}

Test(verify, lets_unknown_operators_work_in_memory_that_nothing_computes)
{
	Model *model = make_model();
	int scratch = test_computed(model, TYPE_FLOAT32, DIMS(9));
	int more = test_computed(model, TYPE_INT8, DIMS(1, 3));
	test_custom_op(model, "Own", LIST(OUT, scratch), LIST(more));
	expect_accepted(model);
	model = make_model();
	scratch = test_computed(model, TYPE_FLOAT32, DIMS(9));
	more = test_computed(model, TYPE_INT8, DIMS(1, 3));
	test_op(model, "ADD", LIST(OUT, scratch), LIST(more));
	expect_refused(model, "operator 2 (ADD) reads tensor '#5' before it is computed");
}

Test(verify, lets_variables_be_read_before_and_written_again)
{
	Model *model = make_model();
	int state = test_computed(model, TYPE_INT8, DIMS(1, 3));
	int sum = test_computed(model, TYPE_INT8, DIMS(1, 3));
	model->graphs[0].tensors[state].is_variable = true;
	test_op(model, "ADD", LIST(OUT, state), LIST(sum));
	test_custom_op(model, "Keep", LIST(sum), LIST(state));
	expect_accepted(model);
}

Test(verify, names_the_subgraph_that_is_wrong)
{
	Model *model = test_model_new(2);
	test_computed_in(model, 1, TYPE_INT8, DIMS(-7));
	expect_refused(model, "subgraph 1: tensor '#0': dimension 0 is -7");
}

Test(verify, holds_signatures_against_their_graph)
{
	static TensorName names[] = {{.name = "x", .tensor = IN},
		{.name = "y", .tensor = OUT}};
	static Signature signature = {.key = "serve",
		.n_inputs = 1,
		.n_outputs = 1,
		.inputs = names,
		.outputs = names + 1};
	Model *model = make_model();
	model->signatures = &signature;
	model->n_signatures = 1;
	Error err = {0};
	cr_expect(model_verify(model, &err), "%s", err.text);
	names[1].tensor = 5;
	expect_refused(model, "signature 'serve': 'y' is tensor 5, of 5");
	model = make_model();
	model->signatures = &signature;
	model->n_signatures = 1;
	signature.graph = 1;
	expect_refused(model, "signature 'serve': subgraph 1 of 1");
}

Test(verify, keeps_the_buffer_of_computed_tensors_empty)
{
	Model *model = make_model();
	model->buffers[0]->data = (const uint8_t *)"data";
	model->buffers[0]->n_bytes = 4;
	expect_refused(model, "buffer 0, that of computed tensors, has 4 bytes");
}
