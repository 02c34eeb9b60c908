/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/encode_units.h"

#include <string.h>

#include "src/graph/roles.h"
#include "src/run/decode_op.h"

const PackKind pack_kinds[N_KINDS] = {PACK_LOOKUP, PACK_HUFFMAN, PACK_BITMAP,
	PACK_SPARSE};

const PackShape *unit_shape(const Unit *unit, PackKind kind)
{
	for (int i = 0; i < N_KINDS; i++)
		if (pack_kinds[i] == kind)
			return &unit->shapes[i];
	return NULL;
}

bool has_stray_axis(const Tensor *tensor)
{
	const Quantization *q = tensor->quantization;
	return q && q->axis != 0 && (q->n_scales <= 1 || tensor->rank == 1);
}

/* Whether TFLM's kernels let an operator read this input from memory that is computed: weights
 * and operands, but not shapes, axes and the like, which they want to know beforehand. */
static bool may_be_computed(const Op *op, int input)
{
	if (has_weights(op))
		return is_layer_constant(op, input);
	switch (op->code->type) {
	case OP_ADD:
	case OP_CONCATENATION:
	case OP_DIV:
	case OP_MAXIMUM:
	case OP_MINIMUM:
	case OP_MUL:
	case OP_PRELU:
	case OP_SUB:
		return true;
	case OP_DEQUANTIZE:
	case OP_GATHER:
		return input == 0;
	default:
		return false;
	}
}

/* --- What stands in the way --- */

/* What is in the place of a buffer's unit where it has none, yet or for good. */
enum { NONE = -1, BLOCKED = -2 };

typedef struct Search {
	const Model *model;
	unsigned kinds;
	Arena *arena;
	int *unit_of; /* one a buffer */
	Unit *units;
	size_t n, capacity;
} Search;

static void block(Search *search, const Buffer *buffer)
{
	search->unit_of[buffer->index] = BLOCKED;
}

static void block_tensors(Search *search, const Graph *graph, const int *list, int n)
{
	for (int i = 0; i < n; i++)
		if (list[i] >= 0)
			block(search, graph->tensors[list[i]].buffer);
}

static void block_names(Search *search, const Graph *graph, const TensorName *names,
	int n)
{
	for (int i = 0; i < n; i++)
		block(search, graph->tensors[names[i].tensor].buffer);
}

/* What operators read otherwise, and bytes that must stay what a shape says, as none reads
 * them. */
static void block_readers(Search *search, const Graph *graph)
{
	bool *is_read = arena_array(search->arena, (size_t)graph->n_tensors, sizeof *is_read);
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		for (int k = 0; k < op->n_inputs; k++) {
			if (op->inputs[k] < 0)
				continue;
			is_read[op->inputs[k]] = true;
			if (!may_be_computed(op, k))
				block(search, graph->tensors[op->inputs[k]].buffer);
		}
		block_tensors(search, graph, op->intermediates, op->n_intermediates);
	}
	for (int i = 0; i < graph->n_tensors; i++) {
		const Tensor *tensor = &graph->tensors[i];
		bool has_details = tensor->quantization && tensor->quantization->has_details;
		if (!is_read[i] || tensor->is_variable || tensor->is_sparse || has_details)
			block(search, tensor->buffer);
	}
}

static void block_all(Search *search)
{
	const Model *model = search->model;
	block(search, model->buffers[0]);
	for (int g = 0; g < model->n_graphs; g++) {
		const Graph *graph = &model->graphs[g];
		block_tensors(search, graph, graph->inputs, graph->n_inputs);
		block_tensors(search, graph, graph->outputs, graph->n_outputs);
		block_readers(search, graph);
	}
	for (int i = 0; i < model->n_signatures; i++) {
		const Signature *signature = &model->signatures[i];
		const Graph *graph = &model->graphs[signature->graph];
		block_names(search, graph, signature->inputs, signature->n_inputs);
		block_names(search, graph, signature->outputs, signature->n_outputs);
	}
	for (int i = 0; i < model->n_metadata; i++)
		block(search, model->metadata[i].buffer);
	for (int i = 0; i < model->n_legacy_metadata; i++)
		block(search, model->legacy_metadata[i]);
}

/* --- Units --- */

static bool is_same_shape(const PackShape *a, const PackShape *b)
{
	if (a->type != b->type || a->n != b->n || a->channels != b->channels ||
		a->is_last != b->is_last || a->row != b->row ||
		!a->zero_points != !b->zero_points)
		return false;
	return !a->zero_points ||
		memcmp(a->zero_points, b->zero_points,
			(size_t)a->channels * sizeof *a->zero_points) == 0;
}

/* Leave the unit those kinds that take this tensor of it too. */
static void narrow_kinds(Unit *unit, const Tensor *tensor, bool is_first)
{
	Error ignored = {0};
	Tensor decoded = *tensor;
	Quantization first_axis;
	if (has_stray_axis(tensor)) {
		first_axis = *tensor->quantization;
		first_axis.axis = 0;
		decoded.quantization = &first_axis;
	}
	for (int i = 0; i < N_KINDS; i++) {
		PackShape shape;
		bool takes = pack_shape_of(&decoded, pack_kinds[i], &shape, &ignored);
		if (takes && is_first)
			unit->shapes[i] = shape;
		if (!takes || !is_same_shape(&shape, &unit->shapes[i]))
			unit->kinds &= ~(1u << i);
	}
}

static void add_use(Search *search, Use use)
{
	const Graph *graph = &search->model->graphs[use.graph];
	int tensor = graph->ops[use.op].inputs[use.input];
	Buffer *buffer = graph->tensors[tensor].buffer;
	int *place = &search->unit_of[buffer->index];
	bool is_first = *place == NONE;
	if (*place == BLOCKED ||
		!buffer->n_bytes) /* computed tensors may have buffers, too */
		return;
	if (is_first) {
		search->units = arena_grow(search->arena, search->units, search->n,
			&search->capacity, sizeof *search->units);
		*place = (int)search->n++;
		search->units[*place] = (Unit){
			.buffer = buffer,
			.graph = use.graph,
			.tensor = tensor,
			.kinds = search->kinds,
			.group = -1,
			.outcome = KEPT_NO_KIND,
		};
	}
	Unit *unit = &search->units[*place];
	narrow_kinds(unit, &graph->tensors[tensor], is_first);
	unit->uses = arena_grow(search->arena, unit->uses, unit->n_uses, &unit->use_capacity,
		sizeof *unit->uses);
	unit->uses[unit->n_uses++] = use;
}

static void count_symbols(Unit *unit, Arena *arena)
{
	if (!(unit->kinds & ENCODE_HUFFMAN))
		return;
	const PackShape *shape = unit_shape(unit, PACK_HUFFMAN);
	unit->counts = symbol_counts_new(shape->type, arena);
	symbol_counts_add(&unit->counts, unit->buffer->data, shape->n);
}

Unit *encode_units(const Model *model, unsigned kinds, Arena *arena, int *n_units)
{
	Search search = {.model = model, .kinds = kinds, .arena = arena};
	search.unit_of = arena_array(arena, (size_t)model->n_buffers, sizeof *search.unit_of);
	for (int i = 0; i < model->n_buffers; i++)
		search.unit_of[i] = NONE;
	block_all(&search);
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_ops; i++)
			for (int k = 0; k < model->graphs[g].ops[i].n_inputs; k++)
				if (model->graphs[g].ops[i].inputs[k] >= 0)
					add_use(&search, (Use){g, i, k});
	for (size_t i = 0; i < search.n; i++)
		count_symbols(&search.units[i], arena);
	*n_units = (int)search.n;
	return search.units;
}
