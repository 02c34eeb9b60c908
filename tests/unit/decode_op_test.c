/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/decode_op.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/run/fold.h"
#include "src/run/plan.h"
#include "tests/unit/encoded_models.h"

/* --- How values lie --- */

typedef struct ShapeCase {
	DataType type;
	int rank, dims[4];
	int n_scales, axis;
	int channels; /* of a lookup table; 0: refused */
	bool is_last;
} ShapeCase;

static const ShapeCase shapes[] = {
	{TYPE_INT8, 2, {4, 6}, 0, 0, 1, false},
	{TYPE_FLOAT32, 2, {4, 6}, 0, 0, 1, false},
	{TYPE_INT8, 2, {4, 6}, 1, 0, 1, false},
	{TYPE_INT8, 2, {4, 6}, 1, 1, 0, false}, /* an axis of one scale */
	{TYPE_INT8, 4, {4, 3, 3, 6}, 4, 0, 4, false},
	{TYPE_INT8, 4, {1, 3, 3, 6}, 6, 3, 6, true},
	{TYPE_INT8, 4, {1, 3, 6, 2}, 6, 2, 0, false},
	{TYPE_INT32, 1, {6}, 6, 0, 6, true},
	{TYPE_INT32, 1, {6}, 6, 3, 0, false}, /* the axis of the weights */
	{TYPE_UINT8, 1, {6}, 0, 0, 0, false},
	{TYPE_INT4, 1, {6}, 0, 0, 0, false},
	{TYPE_INT8, 2, {-1, 6}, 0, 0, 0, false},
};

static Tensor *make_tensor(Model *model, const ShapeCase *it)
{
	int tensor = test_computed(model, it->type, it->rank, it->dims);
	if (it->n_scales > 0)
		test_scales(model, tensor, it->n_scales, it->axis);
	return &model->graphs[0].tensors[tensor];
}

Test(decode_op, lookup_tables_go_by_the_first_or_the_last_axis_as_in_tflm)
{
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		PackShape shape;
		Error err = {0};
		Model *model = test_model_new(1);
		const Tensor *tensor = make_tensor(model, &shapes[i]);
		bool ok = pack_shape_of(tensor, PACK_LOOKUP, &shape, &err);
		cr_expect_eq(ok, shapes[i].channels > 0, "%zu: %s", i, err.text);
		cr_expect_eq(!ok, err.text[0] != 0);
		if (ok) {
			cr_expect_eq(shape.channels, shapes[i].channels, "%zu", i);
			cr_expect_eq(shape.is_last, shapes[i].is_last, "%zu", i);
			cr_expect_null(shape.zero_points);
		}
		model_free(model);
	}
}

Test(decode_op, huffman_codes_know_no_quantisation)
{
	PackShape shape;
	Error err = {0};
	Model *model = test_model_new(1);
	const Tensor *odd = make_tensor(model, &shapes[6]);
	cr_expect(pack_shape_of(odd, PACK_HUFFMAN, &shape, &err), "%s", err.text);
	cr_expect_eq(shape.n, 36);
	cr_expect_eq(shape.channels, 1);
	const Tensor *real = make_tensor(model, &shapes[1]);
	cr_expect_not(pack_shape_of(real, PACK_HUFFMAN, &shape, &err));
	cr_expect_str_eq(err.text, "float32 values cannot be packed as huffman");
	model_free(model);
}

Test(decode_op, bitmaps_leave_out_the_zero_points_of_int8)
{
	PackShape shape;
	Error err = {0};
	Model *model = test_model_new(1);
	Tensor *tensor = make_tensor(model, &shapes[4]);
	int64_t *zero = tensor->quantization->zero_point;
	cr_expect(pack_shape_of(tensor, PACK_BITMAP, &shape, &err), "%s", err.text);
	cr_expect_null(shape.zero_points, "all are 0");
	zero[2] = -5;
	cr_expect(pack_shape_of(tensor, PACK_BITMAP, &shape, &err), "%s", err.text);
	cr_expect_eq(shape.zero_points, zero);
	cr_expect_eq(shape.channels, 4);
	zero[0] = -5;
	tensor->quantization->n_zero_points = 1; /* it holds for all */
	cr_expect(pack_shape_of(tensor, PACK_BITMAP, &shape, &err), "%s", err.text);
	cr_expect_eq(shape.zero_points[0], -5);
	cr_expect_eq(shape.channels, 1);
	tensor->type = TYPE_INT16;
	cr_expect_not(pack_shape_of(tensor, PACK_BITMAP, &shape, &err));
	cr_expect_str_eq(err.text, "zero points of int16 must be 0");
	model_free(model);
}

/* --- Unpacking --- */

static void expect_not_unpacked(Model *model, const char *message)
{
	Arena arena = {0};
	Error err = {0};
	size_t n_bytes;
	const Graph *graph = &model->graphs[0];
	cr_expect_null(decoded_constant(graph, &graph->ops[0], 0, &arena, &n_bytes, &err));
	cr_expect_str_eq(err.text, message);
	arena_finish(&arena);
	model_free(model);
}

static Model *model_of(const char *example)
{
	Model *model = test_model_new(1);
	int out = example_decoder(model, encoded_example(example));
	model->graphs[0].tensors[out].name = "w";
	model->name = "m";
	return model;
}

Test(decode_op, believes_no_few_bytes_that_would_be_very_many_values)
{
	static const int many[] = {1 << 20, 1 << 10}, some[] = {1 << 10, 1 << 10};
	Arena arena = {0};
	Error err = {0};
	size_t n_bytes;
	Model *model = model_of("huffman, one value");
	const Graph *graph = &model->graphs[0];
	Tensor *out = &model->graphs[0].tensors[2];
	out->rank = 2;
	out->dims = some;
	const int8_t *values =
		decoded_constant(graph, &graph->ops[0], 0, &arena, &n_bytes, &err);
	cr_assert(values, "%s", err.text);
	cr_expect_eq(n_bytes, 1 << 20);
	cr_expect_eq(values[n_bytes - 1], 42);
	arena_finish(&arena);
	out->dims = many;
	expect_not_unpacked(model, "tensor 'w': 1073741824 values cannot come of 4 bytes");
}

Test(decode_op, is_refused_for_what_tflm_would_refuse)
{
	Model *model = model_of("lookup, a scale a column");
	model->graphs[0].tensors[2].quantization->axis = 1;
	expect_not_unpacked(model,
		"tensor 'w': 2 scales along axis 1 of 3: TFLM unpacks along the first or last "
		"one only");
	model = model_of("bitmap, int16");
	uint8_t *header =
		arena_copy(&model->arena, model->graphs[0].tensors[1].buffer->data, 20);
	header[0] = PACK_SPARSE;
	model->graphs[0].tensors[1].buffer->data = header;
	expect_not_unpacked(model, "tensor 'w': TFLM_DECODE has no decode type 128");
}

/* --- Running --- */

/* The worked examples as outputs of a graph that has an input for the sake of it. */
Test(decode_op, outputs_of_the_graph_are_unpacked_for_each_sample)
{
	for (int i = 0; i < N_ENCODED_EXAMPLES; i++) {
		Arena arena = {0};
		Error err = {0};
		size_t n_bytes;
		Model *model = test_model_new(1);
		int in = test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
		int out = example_decoder(model, &encoded_examples[i]);
		const uint8_t *wanted = example_bytes(&encoded_examples[i], &arena, &n_bytes);
		test_inputs(model, LIST(in));
		test_outputs(model, LIST(out));
		Plan *plan = plan_new(model, &(PlanSettings){.batch = 3}, &err);
		cr_assert(plan, "%s: %s", encoded_examples[i].name, err.text);
		Worker *worker = worker_new(plan);
		worker_run(worker, 3, NULL, NULL);
		const uint8_t *values = worker_values(worker, out);
		for (int k = 0; k < 3; k++)
			cr_expect(memcmp(values + (size_t)k * n_bytes, wanted, n_bytes) == 0, "%s",
				encoded_examples[i].name);
		worker_free(worker);
		plan_free(plan);
		model_free(model);
		arena_finish(&arena);
	}
}

/* x -> FULLY_CONNECTED -> y, with packed weights that a DEQUANTIZE makes real. */
Test(decode_op, weights_may_be_dequantised_behind_it)
{
	Error err = {0};
	Arena arena = {0};
	Model *model = test_model_new(1);
	int x = test_computed(model, TYPE_FLOAT32, DIMS(1, 5));
	int packed = example_decoder(model, encoded_example("lookup, a scale a row"));
	int real = test_computed(model, TYPE_FLOAT32, DIMS(2, 5));
	int y = test_computed(model, TYPE_FLOAT32, DIMS(1, 2));
	model->graphs[0].tensors[packed].quantization->scale[1] = 0.5F;
	test_op(model, "DEQUANTIZE", LIST(packed), LIST(real));
	test_op(model, "FULLY_CONNECTED", LIST(x, real), LIST(y));
	test_inputs(model, LIST(x));
	test_outputs(model, LIST(y));
	const Graph *folded = fold_constants(&model->graphs[0], &arena);
	cr_expect(is_folded(folded, &folded->ops[0]));
	cr_expect(is_folded(folded, &folded->ops[1]));
	cr_expect_not(is_folded(folded, &folded->ops[2]));
	Plan *plan = plan_new(model, &PLAN_DEFAULTS, &err);
	cr_assert(plan, "%s", err.text);
	Worker *worker = worker_new(plan);
	memcpy(worker_values(worker, x), (float[]){1, 0, 0, 0, 2}, 5 * sizeof(float));
	worker_run(worker, 1, NULL, NULL);
	cr_expect_arr_eq(worker_values(worker, y), ((float[]){11, 15}), 2 * sizeof(float));
	worker_free(worker);
	plan_free(plan);
	model_free(model);
	arena_finish(&arena);
}

Test(decode_op, what_cannot_be_unpacked_is_named_when_it_is_to_run)
{
	Error err = {0};
	Model *model = model_of("lookup, one scale");
	model->graphs[0].tensors[1].buffer->n_bytes = 17;
	int x = test_computed(model, TYPE_INT8, DIMS(1, 6));
	int y = test_computed(model, TYPE_INT8, DIMS(1, 6));
	test_op(model, "ADD", LIST(x, 2), LIST(y));
	test_inputs(model, LIST(x));
	test_outputs(model, LIST(y));
	cr_expect_null(plan_new(model, &PLAN_DEFAULTS, &err));
	cr_expect_str_eq(err.text,
		"m: operator 0 (TFLM_DECODE): tensor 'w': lookup table: index 1 of channel 0, "
		"beyond its values");
	model_free(model);
}
