/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <string.h>

#include "src/target/tflm_arena.h"
#include "src/target/tflm_ops.h"
#include "tests/unit/target_models.h"

static Arena memory;

/* The report on a model, which is freed. */
static ArenaReport report(Model *model, Core core, Kernels kernels)
{
	ArenaReport result = {0};
	Error err = {0};
	cr_assert(tflm_arena(model, core, kernels, &memory, &result, &err), "%s", err.text);
	model_free(model);
	return result;
}

static void refuses(Model *model, Core core, Kernels kernels, const char *reason)
{
	ArenaReport result = {0};
	Error err = {0};
	cr_assert_not(tflm_arena(model, core, kernels, &memory, &result, &err));
	cr_assert(strstr(err.text, reason) != NULL, "%s", err.text);
	model_free(model);
}

Test(tflm_arena, equals_the_worked_example_on_x86_64)
{
	ArenaReport r = report(test_hello_world(), CORE_X86_64, KERNELS_REFERENCE);
	cr_expect_eq(r.used_bytes, 1184);
	cr_expect_eq(r.tail_bytes, 1152);
	cr_expect_eq(r.head_bytes, 32);
	cr_expect_eq(r.smallest_bytes, 1616);
	cr_expect_eq(r.certainty, EXACT);
	cr_expect_str_eq(r.note, "");
}

Test(tflm_arena, equals_the_worked_example_on_arm)
{
	ArenaReport r = report(test_hello_world(), CORE_M4, KERNELS_REFERENCE);
	cr_expect_eq(r.used_bytes, 676);
	cr_expect_eq(r.tail_bytes, 644);
	r = report(test_hello_world(), CORE_M4, KERNELS_CMSIS_NN);
	cr_expect_eq(r.used_bytes, 772);
	cr_expect_eq(r.tail_bytes, 740);
}

Test(tflm_arena, places_later_buffers_first_where_sizes_are_equal)
{
	ArenaReport r = report(test_hello_world(), CORE_M4, KERNELS_REFERENCE);
	static const uint64_t offsets[] = {16, 0, 16, 0};
	static const int lives[][2] = {{0, 1}, {1, 2}, {2, 3}, {3, 3}};
	cr_assert_eq(r.n_buffers, 4);
	for (int i = 0; i < 4; i++) {
		cr_expect_eq(r.buffers[i].offset, offsets[i]);
		cr_expect_eq(r.buffers[i].first, lives[i][0]);
		cr_expect_eq(r.buffers[i].last, lives[i][1]);
	}
}

Test(tflm_arena, makes_room_for_a_tensor_that_nothing_touches)
{
	Model *model = test_hello_world();
	test_computed(model, TYPE_INT8, DIMS(1, 5000));
	cr_expect_eq(report(model, CORE_X86_64, KERNELS_REFERENCE).used_bytes, 6176);
}

Test(tflm_arena, makes_no_room_for_a_tensor_without_elements)
{
	Model *model = test_hello_world();
	test_computed(model, TYPE_INT8, DIMS(0));
	cr_expect_eq(report(model, CORE_M0, KERNELS_REFERENCE).head_bytes, 32);
}

Test(tflm_arena, counts_four_bit_tensors_a_byte_an_element)
{
	Model *model = test_hello_world();
	test_computed(model, TYPE_INT4, DIMS(1, 160));
	cr_expect_eq(report(model, CORE_M0, KERNELS_REFERENCE).head_bytes, 160);
}

Test(tflm_arena, keeps_variables_in_the_tail)
{
	Model *model = test_hello_world();
	test_computed(model, TYPE_INT8, DIMS(0));
	uint64_t before = report(model, CORE_M0, KERNELS_REFERENCE).tail_bytes;
	model = test_hello_world();
	int state = test_computed(model, TYPE_INT8, DIMS(1, 64));
	model->graphs[0].tensors[state].is_variable = true;
	ArenaReport r = report(model, CORE_M0, KERNELS_REFERENCE);
	cr_expect_eq(r.tail_bytes, before + 64);
	cr_expect_eq(r.head_bytes, 32);
}

Test(tflm_arena, plans_tensors_of_graphs_that_are_never_called)
{
	Model *model = test_model_new(2);
	test_computed_in(model, 1, TYPE_FLOAT32, DIMS(3, 5));
	ArenaReport r = report(model, CORE_M0, KERNELS_REFERENCE);
	cr_expect_eq(r.head_bytes, 64);
	cr_expect_eq(r.buffers[0].graph, 1);
	cr_expect_eq(r.buffers[0].first, -1);
}

/* Metadata of words, as TFLM's offline planner writes it. */
static Model *with_plan(int n_words, const int *words)
{
	Model *model = test_hello_world();
	model->n_metadata = 1;
	model->metadata = arena_alloc(&model->arena, sizeof *model->metadata);
	model->metadata->name = "OfflineMemoryAllocation";
	size_t n = (size_t)n_words * sizeof *words;
	model->metadata->buffer =
		model_add_buffer(model, arena_copy(&model->arena, words, n), n);
	return model;
}

Test(tflm_arena, obeys_offsets_that_the_model_brings)
{
	Model *model = with_plan(LIST(1, 0, 10, 256, -1, -1, -1, -1, -1, -1, -1, -1, 24));
	ArenaReport r = report(model, CORE_M0, KERNELS_REFERENCE);
	cr_expect_eq(r.buffers[0].offset, 256);
	cr_expect_eq(r.buffers[3].offset, 24);
	cr_expect_eq(r.head_bytes, 272);
}

Test(tflm_arena, refuses_offsets_for_another_model)
{
	refuses(with_plan(LIST(1, 0, 2, -1, -1)), CORE_M0, KERNELS_BEST, "for 2 tensors");
	refuses(with_plan(LIST(1, 0, 10, -1)), CORE_M0, KERNELS_BEST, "cut short");
	refuses(with_plan(LIST(1, 0)), CORE_M0, KERNELS_BEST, "cut short");
	refuses(with_plan(LIST(1, 0, 10, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0)), CORE_M0,
		KERNELS_BEST, "negative offset for tensor 0");
}

Test(tflm_arena, works_out_the_unknown_dimension_of_a_reshape)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 6, 50));
	int out = test_computed(model, TYPE_INT8, DIMS(1, -1));
	test_op(model, "RESHAPE", LIST(in), LIST(out));
	ArenaReport r = report(model, CORE_M0, KERNELS_REFERENCE);
	cr_expect_eq(r.buffers[1].bytes, 304);
}

Test(tflm_arena, refuses_other_unknown_dimensions)
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_INT8, DIMS(-1, 4));
	refuses(model, CORE_M0, KERNELS_BEST, "tensor '#0': TFLM needs all dimensions known");
}

Test(tflm_arena, refuses_tensors_that_tflm_cannot_hold)
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_STRING, DIMS(4));
	refuses(model, CORE_M0, KERNELS_BEST, "no room for string tensors");
}

Test(tflm_arena, refuses_tensors_larger_than_any_arena)
{
	Model *model = test_model_new(1);
	test_computed(model, TYPE_INT8, DIMS(1 << 30, 1 << 30, 4));
	refuses(model, CORE_M0, KERNELS_BEST, "larger than any arena");
}

Test(tflm_arena, refuses_hybrid_models)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int weights = test_constant(model, TYPE_INT8, DIMS(2, 4));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	test_op(model, "FULLY_CONNECTED", LIST(in, weights, -1), LIST(out));
	refuses(model, CORE_M0, KERNELS_BEST,
		"operator 0 (FULLY_CONNECTED): TFLM does not run");
}

static Model *int8_model(const char *op)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 4, 4, 4));
	int out = test_computed(model, TYPE_INT8, DIMS(1, 4, 4, 4));
	test_scales(model, in, 1, 0);
	test_scales(model, out, 1, 0);
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	test_op(model, op, LIST(in), LIST(out));
	return model;
}

/* With less, TFLM told that it cannot allocate. */
Test(tflm_arena, leaves_room_for_tensors_that_kernels_open_as_they_prepare)
{
	ArenaReport r = report(int8_model("TANH"), CORE_X86_64, KERNELS_REFERENCE);
	cr_expect_eq(r.used_bytes, 736);
	cr_expect_eq(r.smallest_bytes, 864);
	r = report(int8_model("RELU6"), CORE_X86_64, KERNELS_REFERENCE);
	cr_expect_eq(r.used_bytes, 720);
	cr_expect_eq(r.smallest_bytes, 720);
}

/*
 * Measured: 1152 is refused; with 1168 TFLM writes multipliers over descriptions of tensors
 * that it happens not to read any more. Wide layers crash in between.
 */
Test(tflm_arena, keeps_multipliers_clear_of_tensors_that_are_open)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 8));
	int weights = test_constant(model, TYPE_INT8, DIMS(6, 8));
	int bias = test_constant(model, TYPE_INT32, DIMS(6));
	int out = test_computed(model, TYPE_INT8, DIMS(1, 6));
	test_scales(model, in, 1, 0);
	test_scales(model, weights, 6, 0);
	test_scales(model, bias, 6, 0);
	test_scales(model, out, 1, 0);
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	test_op(model, "FULLY_CONNECTED", LIST(in, weights, bias), LIST(out));
	cr_expect_eq(report(model, CORE_X86_64, KERNELS_REFERENCE).smallest_bytes, 1184);
}

static Model *int16_conv(DataType bias_type)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT16, DIMS(1, 8, 8, 4));
	int weights = test_constant(model, TYPE_INT8, DIMS(6, 3, 3, 4));
	int bias = test_constant(model, bias_type, DIMS(6));
	int out = test_computed(model, TYPE_INT16, DIMS(1, 6, 6, 6));
	test_scales(model, weights, 6, 0);
	Op *op = test_op(model, "CONV_2D", LIST(in, weights, bias), LIST(out));
	op->attrs.conv.padding = PADDING_VALID;
	return model;
}

/* TFLM looks for the bias among the outputs as it prepares, and so finds none. */
Test(tflm_arena, has_the_same_scratch_memory_for_any_bias_of_int16_convolutions)
{
	ArenaReport narrow = report(int16_conv(TYPE_INT32), CORE_M4, KERNELS_CMSIS_NN);
	ArenaReport wide = report(int16_conv(TYPE_INT64), CORE_M4, KERNELS_CMSIS_NN);
	cr_expect_eq(narrow.n_buffers, 3);
	cr_expect_eq(narrow.head_bytes, wide.head_bytes);
}

Test(tflm_arena, refuses_operators_that_run_other_graphs)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1));
	test_op(model, "WHILE", LIST(in), LIST(in));
	refuses(model, CORE_M0, KERNELS_BEST, "operator 0 (WHILE): runs other graphs");
}

Test(tflm_arena, refuses_operators_without_what_they_need)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 4));
	test_op(model, "CONV_2D", LIST(in), LIST(in));
	refuses(model, CORE_M0, KERNELS_BEST, "operator 0 (CONV_2D): input 1 is missing");
	model = test_model_new(1);
	in = test_computed(model, TYPE_INT8, DIMS(4));
	test_op(model, "CONV_2D", LIST(in, in), LIST(in));
	refuses(model, CORE_M4, KERNELS_CMSIS_NN, "lacks the one that counts");
}

Test(tflm_arena, refuses_cmsis_nn_where_there_is_none)
{
	refuses(test_hello_world(), CORE_X86_64, KERNELS_CMSIS_NN, "not on x86-64");
}

Test(tflm_arena, names_operators_whose_needs_are_not_known)
{
	Model *model = test_hello_world();
	int in = model->graphs[0].inputs[0];
	test_custom_op(model, "MyOp", LIST(in), LIST(in));
	test_custom_op(model, "CONV_2D", LIST(in), LIST(in));
	test_custom_op(model, "MyOp", LIST(in), LIST(in));
	ArenaReport r = report(model, CORE_M0, KERNELS_REFERENCE);
	cr_expect_eq(r.certainty, LOWER_BOUND);
	cr_expect_str_eq(r.note, "no sizes are known for MyOp, CONV_2D");
}

Test(tflm_arena, is_an_upper_bound_on_cores_whose_structs_are_not_known)
{
	ArenaReport r = report(test_hello_world(), CORE_RISCV32, KERNELS_BEST);
	cr_expect_eq(r.used_bytes, 1184);
	cr_expect_eq(r.certainty, UPPER_BOUND);
}

/* The head bytes of an int8 convolution's scratch memory; 0 where it asks for none. */
static uint64_t conv_scratch(Core core, const char *name, int h, int w, int in_c,
	int kernel_h, int kernel_w, int out_c)
{
	Model *model = test_model_new(1);
	bool depthwise = strcmp(name, "DEPTHWISE_CONV_2D") == 0;
	int in = test_computed(model, TYPE_INT8, DIMS(1, h, w, in_c));
	int weights = depthwise
		? test_constant(model, TYPE_INT8, DIMS(1, kernel_h, kernel_w, out_c))
		: test_constant(model, TYPE_INT8, DIMS(out_c, kernel_h, kernel_w, in_c));
	int out = test_computed(model, TYPE_INT8, DIMS(1, h, w, out_c));
	test_op(model, name, LIST(in, weights), LIST(out))->attrs.conv =
		(ConvAttrs){.padding = PADDING_SAME,
			.stride_h = 1,
			.stride_w = 1,
			.dilation_h = 1,
			.dilation_w = 1};
	ArenaReport r = report(model, core, KERNELS_CMSIS_NN);
	return r.n_buffers == 3 ? r.buffers[2].bytes : 0;
}

Test(tflm_arena, counts_the_scratch_memory_of_cmsis_nn_convolutions)
{
	const char *conv = "CONV_2D", *depthwise = "DEPTHWISE_CONV_2D";
	cr_expect_eq(conv_scratch(CORE_M0, conv, 9, 9, 8, 3, 3, 4), 288);
	cr_expect_eq(conv_scratch(CORE_M4, conv, 9, 9, 8, 3, 3, 4), 288);
	cr_expect_eq(conv_scratch(CORE_M4, conv, 9, 9, 8, 1, 1, 4), 0);
	cr_expect_eq(conv_scratch(CORE_M55, conv, 9, 9, 8, 3, 3, 4), 320);
	cr_expect_eq(conv_scratch(CORE_M55, conv, 1, 16, 4, 1, 3, 4), 16);
	cr_expect_eq(conv_scratch(CORE_M0, depthwise, 9, 9, 8, 5, 5, 8), 0);
	cr_expect_eq(conv_scratch(CORE_M4, depthwise, 9, 9, 8, 3, 3, 8), 0);
	cr_expect_eq(conv_scratch(CORE_M4, depthwise, 9, 9, 8, 5, 5, 8), 400);
	cr_expect_eq(conv_scratch(CORE_M4, depthwise, 9, 9, 4, 5, 5, 8), 0);
	cr_expect_eq(conv_scratch(CORE_M55, depthwise, 9, 9, 8, 3, 3, 8), 496 * 9);
	cr_expect_eq(conv_scratch(CORE_M55, depthwise, 9, 9, 1, 3, 3, 8), 64 + 80);
}

/* 4x4 values spread over 8x8, three by three at a time. */
static ArenaReport transpose_conv(int in_c)
{
	Model *model = test_model_new(1);
	int shape = test_constant(model, TYPE_INT32, DIMS(4));
	int weights = test_constant(model, TYPE_INT8, DIMS(8, 3, 3, in_c));
	int in = test_computed(model, TYPE_INT8, DIMS(1, 4, 4, in_c));
	int out = test_computed(model, TYPE_INT8, DIMS(1, 8, 8, 8));
	test_op(model, "TRANSPOSE_CONV", LIST(shape, weights, in), LIST(out));
	return report(model, CORE_M4, KERNELS_CMSIS_NN);
}

Test(tflm_arena, takes_the_largest_stride_where_a_transposed_convolution_leaves_it_open)
{
	ArenaReport r = transpose_conv(32);
	cr_expect_eq(r.certainty, EXACT);
	cr_expect_eq(r.buffers[2].bytes, 4 * 9 * 32);
	cr_expect_eq(r.buffers[3].bytes, 9 * 32 * 8);
	r = transpose_conv(8);
	cr_expect_eq(r.certainty, UPPER_BOUND);
	cr_expect_eq(r.buffers[2].bytes, 4 * 3 * (3 * 2 + 3) * 8);
	cr_expect_eq(r.buffers[3].bytes, 0);
}

/* An operator with one input and one output of the same shape. */
static ArenaReport alone(const char *name, DataType type, Core core, Kernels kernels)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, type, DIMS(1, 4, 4, 3));
	int axis = test_constant(model, TYPE_INT32, DIMS(2));
	test_op(model, name, LIST(in, axis),
		LIST(test_computed(model, type, DIMS(1, 4, 4, 3))));
	return report(model, core, kernels);
}

Test(tflm_arena, counts_what_kernels_ask_for)
{
	uint64_t nothing = alone("NEG", TYPE_FLOAT32, CORE_M0, KERNELS_REFERENCE).tail_bytes;
	uint64_t table = alone("SOFTMAX", TYPE_INT16, CORE_M0, KERNELS_REFERENCE).tail_bytes;
	uint64_t plain = alone("SOFTMAX", TYPE_INT8, CORE_M0, KERNELS_REFERENCE).tail_bytes;
	cr_expect_eq(table, plain + 2 * 1040);
	cr_expect_eq(alone("FLOOR", TYPE_FLOAT32, CORE_M0, KERNELS_REFERENCE).tail_bytes,
		nothing);

	ArenaReport mean = alone("MEAN", TYPE_INT8, CORE_M0, KERNELS_REFERENCE);
	cr_assert_eq(mean.n_buffers, 5);
	cr_expect_eq(mean.buffers[2].bytes, 4 * 48);
	cr_expect_eq(mean.buffers[3].bytes, 16);
	cr_expect_eq(mean.buffers[4].bytes, 16);
	cr_expect_eq(alone("MEAN", TYPE_FLOAT32, CORE_M0, KERNELS_REFERENCE).n_buffers, 4);

	cr_expect_eq(alone("AVERAGE_POOL_2D", TYPE_INT8, CORE_M4, KERNELS_CMSIS_NN).n_buffers,
		3);
	cr_expect_eq(alone("AVERAGE_POOL_2D", TYPE_INT8, CORE_M3, KERNELS_CMSIS_NN).n_buffers,
		2);
	cr_expect_eq(
		alone("AVERAGE_POOL_2D", TYPE_INT8, CORE_M55, KERNELS_CMSIS_NN).n_buffers, 2);
}

Test(tflm_arena, counts_the_state_of_decoders)
{
	static const uint64_t state[] = {48, 32, 48};
	uint64_t tails[3];
	for (uint8_t type = 0; type < 3; type++) {
		Model *model = test_model_new(1);
		const uint8_t header[16] = {type, 1, 0, 0, 1};
		int encoded = test_bytes(model, header, 1),
			ancillary = test_bytes(model, header, 16);
		int out = test_computed(model, TYPE_INT8, DIMS(4, 4));
		test_custom_op(model, "TFLM_DECODE", LIST(encoded, ancillary), LIST(out));
		ArenaReport r = report(model, CORE_M4, KERNELS_REFERENCE);
		cr_expect_eq(r.certainty, EXACT);
		tails[type] = r.tail_bytes;
	}
	cr_expect_eq(tails[0] - tails[1], state[0] - state[1]);
	cr_expect_eq(tails[0], tails[2]);
}

Test(tflm_arena, asks_shapes_whether_matrices_are_transposed)
{
	static const struct {
		int lhs[2], rhs[2], out[2];
		Certainty certainty;
	} cases[] = {
		{{2, 3}, {3, 5}, {2, 5}, EXACT},
		{{2, 3}, {5, 3}, {2, 5}, EXACT},
		{{4, 4}, {4, 4}, {4, 4}, UPPER_BOUND},
	};
	uint64_t tails[3];
	for (int i = 0; i < 3; i++) {
		Model *model = test_model_new(1);
		int lhs = test_computed(model, TYPE_FLOAT32, 2, cases[i].lhs);
		int rhs = test_computed(model, TYPE_FLOAT32, 2, cases[i].rhs);
		int out = test_computed(model, TYPE_FLOAT32, 2, cases[i].out);
		test_op(model, "BATCH_MATMUL", LIST(lhs, rhs), LIST(out));
		ArenaReport r = report(model, CORE_M4, KERNELS_REFERENCE);
		cr_expect_eq(r.certainty, cases[i].certainty);
		tails[i] = r.tail_bytes;
	}
	cr_expect_eq(tails[0] - tails[1], 16 + 16 + 64);
}

Test(tflm_arena, knows_each_operator_once)
{
	static const char *const some[] = {"ABS", "ADD_N", "SVDF",
		"UNIDIRECTIONAL_SEQUENCE_LSTM", "MIRROR_PAD", "VAR_HANDLE", "ZEROS_LIKE",
		"SELECT_V2", "EMBEDDING_LOOKUP"};
	for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
		cr_expect(tflm_op(&(OpCode){.name = some[i]}) != NULL, "%s", some[i]);
	for (OpType type = OP_OTHER + 1; type < N_OP_TYPES; type++) {
		OpCode code = {.name = op_type_name(type), .is_custom = op_type_is_custom(type)};
		cr_expect(tflm_op(&code) != NULL, "%s", code.name);
	}
	cr_expect_not(tflm_op(&(OpCode){.name = "ADD", .is_custom = true}));
	cr_expect_not(tflm_op(&(OpCode){.name = "TFLM_DECODE"}));
}
