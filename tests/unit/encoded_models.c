/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/encoded_models.h"

#include <assert.h>
#include <string.h>

#include "src/codec/bitmap.h"
#include "src/codec/lookup.h"
#include "src/run/decode_op.h"

const EncodedExample encoded_examples[N_ENCODED_EXAMPLES] = {
	{.name = "lookup, one scale",
		.type = TYPE_INT8,
		.rank = 1,
		.dims = {6},
		.n_scales = 1,
		.n_encoded = 2,
		.encoded = {0x16, 0x20},
		.header = {0, 1, 0, 0, 1, 2, 3},
		.n_tables = 3,
		.tables = {0xf9, 0x00, 0x0c},
		.values = {-7, 0, 0, 12, -7, 12}},
	{.name = "lookup, a scale a row",
		.type = TYPE_INT8,
		.rank = 2,
		.dims = {2, 5},
		.n_scales = 2,
		.n_encoded = 4,
		.encoded = {0x05, 0x38, 0x01, 0x40},
		.header = {0, 1, 0, 0, 1, 3, 5},
		.n_tables = 10,
		.tables = {1, 2, 3, 4, 5, 10, 20, 30, 0, 0},
		.values = {1, 2, 3, 4, 5, 10, 10, 20, 30, 10}},
	{.name = "lookup, a scale a column",
		.type = TYPE_INT8,
		.rank = 3,
		.dims = {1, 3, 2},
		.n_scales = 2,
		.axis = 2,
		.n_encoded = 2,
		.encoded = {0x05, 0x20},
		.header = {0, 1, 0, 0, 1, 2, 3},
		.n_tables = 6,
		.tables = {1, 2, 0, 0xff, 0xfe, 0xfd},
		.values = {1, -1, 2, -2, 1, -3}},
	{.name = "lookup, int16",
		.type = TYPE_INT16,
		.rank = 1,
		.dims = {4},
		.n_encoded = 1,
		.encoded = {0x40},
		.header = {0, 1, 0, 0, 1, 1, 2},
		.n_tables = 4,
		.tables = {0xe8, 0x03, 0xfe, 0xff},
		.values = {1000, -2, 1000, 1000}},
	{.name = "huffman, one table",
		.type = TYPE_INT8,
		.rank = 1,
		.dims = {10},
		.n_encoded = 4,
		.encoded = {0x1a, 0x60},
		.header = {1, 1, 0, 0, 1, 0x10},
		.n_tables = 8,
		.tables = {0x00, 0x88, 0x00, 0x88, 0x05, 0x90, 0xff, 0x90},
		.values = {0, 0, 0, -1, 0, 5, 0, -1, 0, 0}},
	{.name = "huffman, two levels",
		.type = TYPE_INT8,
		.rank = 1,
		.dims = {16},
		.n_encoded = 8,
		.encoded = {0x00, 0xaa, 0xdb, 0xf8},
		.header = {1, 1, 0, 0, 1, 0x00},
		.n_tables = 20,
		.tables = {0x00, 0x88, 0x01, 0x10, 0xff, 0x88, 0xff, 0x88, 0xff, 0x88, 0xff, 0x88,
			0x05, 0x90, 0x05, 0x90, 0x09, 0x98, 0xf9, 0x98},
		.values = {0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, 5, 5, -7, 9}},
	{.name = "huffman, int16",
		.type = TYPE_INT16,
		.rank = 1,
		.dims = {8},
		.n_encoded = 4,
		.encoded = {0x0a, 0xdc},
		.header = {1, 1, 0, 0, 1, 0x11},
		.n_tables = 24,
		.tables = {0x00, 0x00, 0x00, 0x88, 0x00, 0x00, 0x00, 0x88, 0xd4, 0xfe, 0x00, 0x90,
			0x01, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x88, 0xe8, 0x03, 0x00, 0x88},
		.values = {0, 0, 0, 0, -300, -300, 5, 1000}},
	{.name = "huffman, one value",
		.type = TYPE_INT8,
		.rank = 1,
		.dims = {12},
		.n_encoded = 4,
		.header = {1, 1, 0, 0, 1, 0x00},
		.n_tables = 4,
		.tables = {0x2a, 0x80, 0x2a, 0x80},
		.values = {42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42}},
	{.name = "bitmap, one scale",
		.type = TYPE_INT8,
		.rank = 1,
		.dims = {10},
		.n_scales = 1,
		.n_encoded = 2,
		.encoded = {0x48, 0x80},
		.header = {2, 1, 0, 0, 1},
		.n_tables = 3,
		.tables = {0x05, 0xfd, 0x07},
		.values = {0, 5, 0, 0, -3, 0, 0, 0, 7, 0}},
	{.name = "bitmap, a scale a row",
		.type = TYPE_INT8,
		.rank = 2,
		.dims = {2, 3},
		.n_scales = 2,
		.zero_points = {-128, 1},
		.n_encoded = 1,
		.encoded = {0x44},
		.header = {2, 1, 0, 0, 1},
		.n_tables = 2,
		.tables = {0x05, 0x09},
		.values = {-128, 5, -128, 1, 1, 9}},
	{.name = "bitmap, a scale a column",
		.type = TYPE_INT8,
		.rank = 2,
		.dims = {3, 2},
		.n_scales = 2,
		.axis = 1,
		.zero_points = {-128, 1},
		.n_encoded = 1,
		.encoded = {0x24},
		.header = {2, 1, 0, 0, 1},
		.n_tables = 2,
		.tables = {0x05, 0x09},
		.values = {-128, 1, 5, 1, -128, 9}},
	{.name = "bitmap, int16",
		.type = TYPE_INT16,
		.rank = 1,
		.dims = {4},
		.n_encoded = 1,
		.encoded = {0x50},
		.header = {2, 1, 0, 0, 1},
		.n_tables = 4,
		.tables = {0x2c, 0x01, 0xfe, 0xff},
		.values = {0, 300, 0, -2}},
};

const EncodedExample *encoded_example(const char *name)
{
	for (int i = 0; i < N_ENCODED_EXAMPLES; i++)
		if (strcmp(encoded_examples[i].name, name) == 0)
			return &encoded_examples[i];
	assert(!"no such example");
	return NULL;
}

int example_count(const EncodedExample *example)
{
	int n = 1;
	for (int i = 0; i < example->rank; i++)
		n *= example->dims[i];
	return n;
}

void *example_bytes(const EncodedExample *example, Arena *arena, size_t *n_bytes)
{
	int n = example_count(example);
	bool is_wide = example->type == TYPE_INT16;
	int16_t *wide = arena_array(arena, (size_t)n, sizeof *wide);
	int8_t *narrow = arena_array(arena, (size_t)n, sizeof *narrow);
	for (int i = 0; i < n; i++) {
		wide[i] = (int16_t)example->values[i];
		narrow[i] = (int8_t)example->values[i];
	}
	*n_bytes = (size_t)n * (is_wide ? sizeof *wide : sizeof *narrow);
	return is_wide ? (void *)wide : (void *)narrow;
}

int example_tensors(Model *model, const EncodedExample *example)
{
	uint8_t ancillary[16 + sizeof example->tables] = {0};
	for (size_t i = 0; i < sizeof example->header; i++)
		ancillary[i] = example->header[i];
	for (size_t i = 0; i < example->n_tables; i++)
		ancillary[16 + i] = example->tables[i];
	test_bytes(model, example->encoded, example->n_encoded);
	test_bytes(model, ancillary, 16 + example->n_tables);
	int out = test_computed(model, example->type, example->rank, example->dims);
	if (example->n_scales == 0)
		return out;
	test_scales(model, out, example->n_scales, example->axis);
	for (int i = 0; i < example->n_scales; i++)
		model->graphs[0].tensors[out].quantization->zero_point[i] =
			example->zero_points[i];
	return out;
}

int example_decoder(Model *model, const EncodedExample *example)
{
	int out = example_tensors(model, example);
	test_custom_op(model, "TFLM_DECODE", LIST(out - 2, out - 1), LIST(out));
	return out;
}

static int add_bytes(Model *model, Buffer *buffer)
{
	int dims[] = {(int)buffer->n_bytes};
	int tensor = test_computed(model, TYPE_UINT8, 1, dims);
	model->graphs[0].tensors[tensor].buffer = buffer;
	return tensor;
}

static void insert_decoder(Model *model, int place, int encoded, int ancillary, int out)
{
	Op op = {.code = model_op_code(model, OP_TFLM_DECODE), .n_inputs = 2, .n_outputs = 1};
	op.inputs = arena_array(&model->arena, 2, sizeof *op.inputs);
	op.outputs = arena_array(&model->arena, 1, sizeof *op.outputs);
	op.inputs[0] = encoded;
	op.inputs[1] = ancillary;
	op.outputs[0] = out;
	graph_insert_op(model, &model->graphs[0], place, op);
}

void test_encode(Model *model, int tensor, const Packed *packed)
{
	Graph *graph = &model->graphs[0];
	Buffer *buffer = graph->tensors[tensor].buffer;
	buffer->data = packed->encoded.data;
	buffer->n_bytes = packed->encoded.n;
	int encoded = add_bytes(model, buffer);
	int ancillary = test_bytes(model, packed->ancillary.data, packed->ancillary.n);
	graph->tensors[tensor].buffer = model->buffers[0];
	bool is_first = true;
	for (int i = 0; i < graph->n_ops; i++) {
		int input = 0;
		Op *op = &graph->ops[i];
		while (input < op->n_inputs && op->inputs[input] != tensor)
			input++;
		if (input == op->n_inputs)
			continue;
		int out =
			is_first ? tensor : graph_add_tensor(model, graph, graph->tensors[tensor]);
		op->inputs[input] = out;
		insert_decoder(model, i++, encoded, ancillary, out);
		is_first = false;
	}
}

void test_encode_as(Model *model, int tensor, PackKind kind)
{
	Error err = {0};
	PackShape shape;
	Packed packed = {0};
	const Tensor *it = &model->graphs[0].tensors[tensor];
	bool ok = pack_shape_of(it, kind, &shape, &err);
	assert(ok);
	ok = kind == PACK_LOOKUP
		? lookup_encode(&shape, it->buffer->data, &model->arena, &packed)
		: bitmap_encode(&shape, it->buffer->data, &model->arena, &packed);
	assert(ok);
	(void)ok;
	test_encode(model, tensor, &packed);
}
