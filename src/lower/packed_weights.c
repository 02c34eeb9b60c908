/* SPDX-License-Identifier: Apache-2.0 */
#include "src/lower/packed_weights.h"

#include "src/graph/decoders.h"
#include "src/kernels/unpack_nibbles.h"
#include "src/kernels/unpack_sparse.h"
#include "src/lower/lower_operators.h"
#include "src/run/decode_op.h"
#include "src/run/packed_tensor.h"

/* Which output of an operator a tensor is. */
static int output_index(const Op *op, int tensor)
{
	int k = 0;
	while (op->outputs[k] != tensor)
		k++;
	return k;
}

static Value int_value(int64_t n, int bytes)
{
	return (Value){.kind = VALUE_INT, .bytes = bytes, .number = n};
}

/* An array of bytes; NULL of none. */
static Value bytes_value(Lowering *lower, const char *what, int tensor, DataType type,
	const void *data, size_t n)
{
	if (!data)
		return (Value){.kind = VALUE_NULL};
	return (Value){.kind = VALUE_CONSTANT,
		.index = constant_array(lower, what, tensor, type, data, n)};
}

/* A PackedTensor as it will lie in flash. */
static int struct_constant(Lowering *lower, const PackedTensor *tensor,
	const Unpacker *unpacker, size_t ancillary_bytes, int of)
{
	const Value members[] = {
		{.kind = VALUE_SYMBOL, .symbol = arena_text(lower->arena, "&%s", unpacker->name)},
		bytes_value(lower, "encoded", of, TYPE_UINT8, tensor->encoded,
			(size_t)tensor->encoded_bytes),
		bytes_value(lower, "ancillary", -1, TYPE_UINT8, tensor->ancillary,
			ancillary_bytes),
		bytes_value(lower, "zero_points", -1, TYPE_INT8, tensor->zero_points,
			(size_t)tensor->channels),
		int_value(tensor->encoded_bytes, 4),
		int_value(tensor->n, 4),
		int_value(tensor->channels, 4),
		int_value(tensor->channel_run, 4),
		int_value(tensor->value_bytes, 1),
		int_value(tensor->is_float, 1),
	};
	const char *header = arena_text(lower->arena, "%s.h", unpacker->name);
	return constant_struct(lower, "packed", "PackedTensor", members,
		(int)(sizeof members / sizeof members[0]), header);
}

static bool decoded(Lowering *lower, const Op *op, int tensor, PackedConstant *packed,
	Error *err)
{
	int k = output_index(op, tensor);
	Packed bytes;
	PackKind kind;
	PackShape shape;
	PackedTensor made;
	if (!packed_output(lower->graph, op, k, &bytes, &kind, err) ||
		!pack_shape_of(&lower->graph->tensors[tensor], kind, &shape, err) ||
		!packed_tensor(&shape, &bytes, lower->arena, &made, err))
		return false;
	const Unpacker *unpacker = unpacker_of(kind, shape.type);
	packed->constant = struct_constant(lower, &made, unpacker, bytes.ancillary.n, tensor);
	packed->state_bytes = unpacker->scratch_bytes;
	packed->has_dot = made.kind == &unpack_sparse && !made.zero_points;
	return true;
}

static void int4(Lowering *lower, int tensor, PackedConstant *packed)
{
	static const Unpacker nibbles = {"unpack_nibbles", &unpack_nibbles, 0};
	const Buffer *buffer = lower->graph->tensors[tensor].buffer;
	int32_t n = (int32_t)tensor_count(lower, tensor);
	const PackedTensor made = {
		.kind = nibbles.kind,
		.encoded = buffer->data,
		.encoded_bytes = (int32_t)buffer->n_bytes,
		.n = n,
		.channels = 1,
		.channel_run = n,
		.value_bytes = 1,
	};
	packed->constant = struct_constant(lower, &made, &nibbles, 0, tensor);
}

bool packed_constant(Lowering *lower, int tensor, PackedConstant *packed, Error *err)
{
	const Graph *graph = lower->graph;
	int producer = graph_producer(graph, tensor);
	*packed = (PackedConstant){.constant = -1};
	if (producer >= 0 && is_decode(&graph->ops[producer]))
		return decoded(lower, &graph->ops[producer], tensor, packed, err);
	if (graph->tensors[tensor].type == TYPE_INT4)
		int4(lower, tensor, packed);
	return true;
}

static const Kernel unpack_all =
	KERNEL("unpack_tensor", "unpack_tensor.h", "unpack_tensor.c");

int unpack_to_block(Lowering *lower, const PackedConstant *packed, int tensor)
{
	Step *step = add_step(lower, &unpack_all);
	int64_t bytes =
		tensor_count(lower, tensor) * type_bits(lower->graph->tensors[tensor].type) / 8;
	int block = add_block(lower, bytes, lower->program->n_steps);
	lower->program->blocks[block].last++;
	lower->op_bytes[lower->op] += bytes;
	argue_constant(step, packed->constant);
	argue_block(step, block, "void");
	argue_scratch(lower, step, "void", packed->state_bytes);
	return block;
}

bool lower_decode(Lowering *lower, const Layer *layer, Error *err)
{
	for (int k = 0; k < layer->op->n_outputs; k++) {
		int tensor = layer->op->outputs[k];
		PackedConstant packed;
		if (tensor_is_constant(&lower->graph->tensors[tensor]))
			continue;
		if (!packed_constant(lower, tensor, &packed, err))
			return false;
		Step *step = add_step(lower, &unpack_all);
		argue_constant(step, packed.constant);
		argue_output(lower, step, tensor);
		argue_scratch(lower, step, "void", packed.state_bytes);
	}
	return true;
}
