/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/inspect.h"

#include "src/graph/decoders.h"
#include "src/ops/op.h"
#include "src/run/decode_op.h"
#include "src/run/fold.h"

/* How a tensor of the file's graph takes part in packing. */
typedef struct Part {
	const Op *maker; /* the decode operator that it is output k of; or NULL */
	int k;
	bool is_packed; /* it holds the packed bytes of others */
} Part;

typedef struct Inspector {
	const Model *model;
	Inspection *result;
	Arena scratch;
	CountRoom room;
	const Graph **graphs; /* the model's, with what is packed unpacked */
	Part **parts;         /* of each tensor of each graph */
	int **constant_at;    /* of each tensor: its place among the constants; -1: none */
	int *constant_of;     /* the same of a buffer that is not packed */
	int *
		last_packed; /* of a buffer: the last constant that it has the encoded bytes of */
	int *packed_before; /* of a constant: the one before it of the same encoded bytes */
	bool *is_counted; /* of a buffer: whether its bytes count as ancillary ones already */
	int *last_reader; /* of a constant: the number of the layer that read it last, or 0 */
	int *last_graph;  /* the same for graphs, counted from 1 */
} Inspector;

static bool is_parameter(const Tensor *tensor)
{
	switch (tensor->type) {
	case TYPE_INT32:
	case TYPE_INT64:
	case TYPE_UINT32:
	case TYPE_UINT64:
		return tensor->quantization && tensor->quantization->n_scales > 0;
	case TYPE_BOOL:
	case TYPE_STRING:
	case TYPE_RESOURCE:
	case TYPE_VARIANT:
		return false;
	default:
		return true;
	}
}

/* --- Constants --- */

static ConstantFacts *new_constant(Inspector *inspector, int graph, int index)
{
	ConstantFacts *facts = &inspector->result->constants[inspector->result->n_constants];
	const Tensor *tensor = &inspector->graphs[graph]->tensors[index];
	*facts = (ConstantFacts){.tensor = tensor, .graph = graph, .index = index};
	facts->stored_bytes = tensor->buffer->n_bytes;
	facts->is_counted = count_values(tensor, &inspector->room, &facts->values);
	facts->is_parameter = facts->values.n > 0 && is_parameter(tensor);
	inspector->constant_at[graph][index] = inspector->result->n_constants++;
	return facts;
}

static void add_plain(Inspector *inspector, int graph, int index)
{
	const Tensor *tensor = &inspector->graphs[graph]->tensors[index];
	int *place = &inspector->constant_of[tensor->buffer->index];
	if (!tensor_is_constant(tensor) && !inspector->model->is_weights_only)
		return;
	if (*place < 0) {
		new_constant(inspector, graph, index);
		*place = inspector->constant_at[graph][index];
	}
	inspector->constant_at[graph][index] = *place;
}

/* The constant that is packed as the same bytes, if there is one; looked for among some. */
static int same_packed(const Inspector *inspector, int graph, int index)
{
	enum { MOST_LOOKS = 256 };
	const Graph *file = &inspector->model->graphs[graph];
	const Part *part = &inspector->parts[graph][index];
	const Buffer *encoded = op_input(file, part->maker, encoded_place(part->k))->buffer;
	const Buffer *tables = op_input(file, part->maker, ancillary_place(part->k))->buffer;
	const Tensor *tensor = &inspector->graphs[graph]->tensors[index];
	int at = inspector->last_packed[encoded->index];
	for (int i = 0; at >= 0 && i < MOST_LOOKS; i++, at = inspector->packed_before[at]) {
		const ConstantFacts *other = &inspector->result->constants[at];
		const Part *its = &inspector->parts[other->graph][other->index];
		const Graph *of = &inspector->model->graphs[other->graph];
		if (op_input(of, its->maker, ancillary_place(its->k))->buffer == tables &&
			other->tensor->type == tensor->type &&
			other->tensor->buffer->n_bytes == tensor->buffer->n_bytes)
			return at;
	}
	return -1;
}

static void add_unpacked(Inspector *inspector, int graph, int index)
{
	Error ignored = {0};
	Packed packed;
	const Part *part = &inspector->parts[graph][index];
	const Graph *file = &inspector->model->graphs[graph];
	int same = same_packed(inspector, graph, index);
	if (same >= 0) {
		inspector->constant_at[graph][index] = same;
		return;
	}
	const Buffer *encoded = op_input(file, part->maker, encoded_place(part->k))->buffer;
	const Buffer *tables = op_input(file, part->maker, ancillary_place(part->k))->buffer;
	ConstantFacts *facts = new_constant(inspector, graph, index);
	int place = inspector->constant_at[graph][index];
	packed_output(file, part->maker, part->k, &packed, &facts->packed.kind, &ignored);
	facts->packed.decoder = part->maker->code->type;
	facts->packed.encoded_bytes = packed.encoded.n;
	if (!inspector->is_counted[tables->index])
		facts->packed.ancillary_bytes = packed.ancillary.n;
	inspector->is_counted[tables->index] = true;
	facts->stored_bytes = facts->packed.encoded_bytes + facts->packed.ancillary_bytes;
	inspector->packed_before[place] = inspector->last_packed[encoded->index];
	inspector->last_packed[encoded->index] = place;
}

/* Unpack a graph, and find what takes part in that. Returns how many tensors were packed. */
static size_t unpack_graph(Inspector *inspector, int g, Arena *arena)
{
	size_t n_unpacked = 0;
	const Graph *file = &inspector->model->graphs[g];
	size_t n = (size_t)file->n_tensors;
	inspector->graphs[g] = fold_decoders(file, arena);
	inspector->parts[g] = arena_array(&inspector->scratch, n, sizeof(Part));
	inspector->constant_at[g] = arena_array(&inspector->scratch, n, sizeof(int));
	for (size_t i = 0; i < n; i++)
		inspector->constant_at[g][i] = -1;
	for (int i = 0; i < file->n_ops; i++) {
		const Op *op = &file->ops[i];
		if (!is_decode(op) || !is_folded(inspector->graphs[g], op))
			continue;
		for (int k = 0; k < op->n_outputs; k++) {
			inspector->parts[g][op->outputs[k]] = (Part){.maker = op, .k = k};
			inspector->parts[g][op->inputs[encoded_place(k)]].is_packed = true;
			inspector->parts[g][op->inputs[ancillary_place(k)]].is_packed = true;
			n_unpacked++;
		}
	}
	return n_unpacked;
}

static int *filled(Arena *arena, size_t n, int value)
{
	int *array = arena_array(arena, n, sizeof *array);
	for (size_t i = 0; i < n; i++)
		array[i] = value;
	return array;
}

static void find_constants(Inspector *inspector, Arena *arena)
{
	const Model *model = inspector->model;
	Arena *scratch = &inspector->scratch;
	size_t n_buffers = (size_t)model->n_buffers, n_graphs = (size_t)model->n_graphs;
	size_t n = n_buffers;
	inspector->graphs = arena_array(scratch, n_graphs, sizeof(Graph *));
	inspector->parts = arena_array(scratch, n_graphs, sizeof(Part *));
	inspector->constant_at = arena_array(scratch, n_graphs, sizeof(int *));
	for (int g = 0; g < model->n_graphs; g++)
		n += unpack_graph(inspector, g, arena);
	inspector->constant_of = filled(scratch, n_buffers, -1);
	inspector->last_packed = filled(scratch, n_buffers, -1);
	inspector->is_counted = arena_array(scratch, n_buffers, sizeof(bool));
	inspector->packed_before = filled(scratch, n, -1);
	inspector->last_reader = filled(scratch, n, 0);
	inspector->last_graph = filled(scratch, n, 0);
	inspector->result->constants = arena_array(arena, n, sizeof(ConstantFacts));
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++) {
			const Part *part = &inspector->parts[g][i];
			if (part->maker)
				add_unpacked(inspector, g, i);
			else if (!part->is_packed)
				add_plain(inspector, g, i);
		}
}

/* --- Layers --- */

static void add_macs(GraphFacts *facts, int64_t macs)
{
	if (macs == MACS_UNKNOWN)
		facts->n_unknown++;
	else if (macs > INT64_MAX - facts->known_macs)
		facts->known_macs = INT64_MAX;
	else
		facts->known_macs += macs;
}

/* Whether this is the first time that this reader, a number from 1 on, has the constant. */
static bool is_first(int *last, int reader)
{
	bool is_new = *last != reader;
	*last = reader;
	return is_new;
}

static void add_input(Inspector *inspector, int tensor, int graph, int layer,
	LayerFacts *facts)
{
	int constant = tensor < 0 ? -1 : inspector->constant_at[graph][tensor];
	if (constant < 0 || !is_first(&inspector->last_reader[constant], layer))
		return;
	const ConstantFacts *all = inspector->result->constants, *it = &all[constant];
	GraphFacts *sum = &inspector->result->graphs[graph];
	bool is_new = is_first(&inspector->last_graph[constant], graph + 1);
	int64_t n = it->is_parameter ? it->values.n : 0;
	facts->weight_bytes += it->stored_bytes;
	facts->n_parameters += n;
	sum->weight_bytes += is_new ? it->stored_bytes : 0;
	sum->n_parameters += is_new ? n : 0;
	if (n > 0 && (facts->weights < 0 || n > all[facts->weights].values.n))
		facts->weights = constant;
}

static void inspect_graph(Inspector *inspector, int g, Arena *arena, int *n_layers)
{
	const Graph *graph = inspector->graphs[g];
	GraphFacts *facts = &inspector->result->graphs[g];
	facts->layers = arena_array(arena, (size_t)graph->n_ops, sizeof *facts->layers);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		LayerFacts *layer = &facts->layers[i];
		*layer = (LayerFacts){.macs = op_macs(graph, op), .weights = -1};
		layer->is_decoder = is_decode(op) && is_folded(graph, op);
		facts->n_decoders += layer->is_decoder;
		add_macs(facts, layer->macs);
		inspector->result->n_uses[op->code->index]++;
		++*n_layers;
		for (int k = 0; k < op->n_inputs; k++)
			add_input(inspector, op->inputs[k], g, *n_layers, layer);
	}
}

static void add_packed(Inspection *result, const ConstantFacts *facts)
{
	if (facts->packed.decoder == OP_OTHER)
		return;
	result->n_packed++;
	result->dense_bytes += facts->tensor->buffer->n_bytes;
	result->packed_bytes += facts->stored_bytes;
	result->needs_whit_decode |= facts->packed.decoder == OP_WHIT_DECODE;
}

static void add_up(Inspection *result)
{
	double bits = 0;
	for (int i = 0; i < result->n_constants; i++) {
		const ConstantFacts *facts = &result->constants[i];
		add_packed(result, facts);
		if (!facts->is_parameter)
			continue;
		result->n_parameters += facts->values.n;
		result->n_counted += facts->is_counted ? facts->values.n : 0;
		result->n_zeros += facts->values.n_zeros;
		bits += facts->values.entropy_bits * (double)facts->values.n;
	}
	if (result->n_counted > 0)
		result->entropy_bits = bits / (double)result->n_counted;
}

void inspect(const Model *model, Arena *arena, Inspection *result)
{
	Inspector inspector = {.model = model, .result = result};
	int n_layers = 0;
	*result = (Inspection){0};
	result->graphs = arena_array(arena, (size_t)model->n_graphs, sizeof *result->graphs);
	result->n_uses = arena_array(arena, (size_t)model->n_codes, sizeof *result->n_uses);
	find_constants(&inspector, arena);
	for (int g = 0; g < model->n_graphs; g++)
		inspect_graph(&inspector, g, arena, &n_layers);
	add_up(result);
	arena_finish(&inspector.room.arena);
	arena_finish(&inspector.scratch);
}

int64_t known_macs(const Graph *graph)
{
	GraphFacts facts = {0};
	for (int i = 0; i < graph->n_ops; i++)
		add_macs(&facts, op_macs(graph, &graph->ops[i]));
	return facts.known_macs;
}
