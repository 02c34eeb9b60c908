/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/inspect.h"

#include "src/ops/op.h"

typedef struct Inspector {
	const Model *model;
	Inspection *result;
	Arena scratch;
	CountRoom room;
	int *constant_of; /* a buffer's place among the constants; -1: none yet */
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

static void add_constant(Inspector *inspector, int graph, int index)
{
	Inspection *result = inspector->result;
	const Tensor *tensor = &inspector->model->graphs[graph].tensors[index];
	int *place = &inspector->constant_of[tensor->buffer->index];
	bool is_stored = tensor_is_constant(tensor) || inspector->model->is_weights_only;
	if (!is_stored || *place >= 0)
		return;
	*place = result->n_constants++;
	ConstantFacts *facts = &result->constants[*place];
	*facts = (ConstantFacts){.tensor = tensor, .graph = graph, .index = index};
	facts->is_counted = count_values(tensor, &inspector->room, &facts->values);
	facts->is_parameter = facts->values.n > 0 && is_parameter(tensor);
}

static void find_constants(Inspector *inspector, Arena *arena)
{
	const Model *model = inspector->model;
	size_t n = (size_t)model->n_buffers;
	inspector->constant_of = arena_array(&inspector->scratch, n, sizeof(int));
	inspector->last_reader = arena_array(&inspector->scratch, n, sizeof(int));
	inspector->last_graph = arena_array(&inspector->scratch, n, sizeof(int));
	inspector->result->constants = arena_array(arena, n, sizeof(ConstantFacts));
	for (size_t i = 0; i < n; i++)
		inspector->constant_of[i] = -1;
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_tensors; i++)
			add_constant(inspector, g, i);
}

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

static void add_input(Inspector *inspector, const Tensor *tensor, int graph, int layer,
	LayerFacts *facts)
{
	int constant = tensor ? inspector->constant_of[tensor->buffer->index] : -1;
	if (constant < 0 || !is_first(&inspector->last_reader[constant], layer))
		return;
	const ConstantFacts *all = inspector->result->constants, *it = &all[constant];
	GraphFacts *sum = &inspector->result->graphs[graph];
	bool is_new = is_first(&inspector->last_graph[constant], graph + 1);
	size_t n_bytes = it->tensor->buffer->n_bytes;
	int64_t n = it->is_parameter ? it->values.n : 0;
	facts->weight_bytes += n_bytes;
	facts->n_parameters += n;
	sum->weight_bytes += is_new ? n_bytes : 0;
	sum->n_parameters += is_new ? n : 0;
	if (n > 0 && (facts->weights < 0 || n > all[facts->weights].values.n))
		facts->weights = constant;
}

static void inspect_graph(Inspector *inspector, int g, Arena *arena, int *n_layers)
{
	const Graph *graph = &inspector->model->graphs[g];
	GraphFacts *facts = &inspector->result->graphs[g];
	facts->layers = arena_array(arena, (size_t)graph->n_ops, sizeof *facts->layers);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		LayerFacts *layer = &facts->layers[i];
		*layer = (LayerFacts){.macs = op_macs(graph, op), .weights = -1};
		add_macs(facts, layer->macs);
		inspector->result->n_uses[op->code->index]++;
		++*n_layers;
		for (int k = 0; k < op->n_inputs; k++)
			add_input(inspector, op_input(graph, op, k), g, *n_layers, layer);
	}
}

static void add_up(Inspection *result)
{
	double bits = 0;
	for (int i = 0; i < result->n_constants; i++) {
		const ConstantFacts *facts = &result->constants[i];
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
