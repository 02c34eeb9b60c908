/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/match.h"

#include <string.h>

#include "passes/quantize/quant_weights.h"

typedef struct Matcher {
	const Graph *reference, *other;
	Matching *result;
	int *stands_for; /* of each tensor of the other: that of the reference, or -1 */
	bool *is_given, *is_given_other; /* the tensors that are put in or computed */
} Matcher;

const char *change_name(Change change)
{
	switch (change) {
	case CHANGED_ATTRIBUTES:
		return "attributes";
	case CHANGED_WIRING:
		return "wiring";
	case CHANGED_SHAPES:
		return "shapes";
	case CHANGED_TYPES:
		return "types";
	case CHANGED_QUANTIZATION:
		return "quantization";
	case CHANGED_CONSTANTS:
		return "constants";
	default:
		return "";
	}
}

/* --- What comes from where --- */

static bool is_cast(const Op *op)
{
	return op->code->type == OP_QUANTIZE || op->code->type == OP_DEQUANTIZE;
}

/* A cast that the other model lacks. Operators come in order, so that what it is given has
 * its root already. */
static void pass_through(const Op *op, int *root)
{
	if (is_cast(op) && op->n_inputs == 1 && op->n_outputs == 1 && op->inputs[0] >= 0 &&
		op->outputs[0] >= 0)
		root[op->outputs[0]] = root[op->inputs[0]];
}

static int *own_roots(const Graph *graph, Arena *arena)
{
	int *root = arena_array(arena, (size_t)graph->n_tensors, sizeof *root);
	for (int i = 0; i < graph->n_tensors; i++)
		root[i] = i;
	return root;
}

static bool *given_tensors(const Graph *graph, Arena *arena)
{
	bool *is_given = arena_array(arena, (size_t)graph->n_tensors, sizeof *is_given);
	for (int i = 0; i < graph->n_inputs; i++)
		is_given[graph->inputs[i]] = true;
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_outputs; k++)
			if (graph->ops[i].outputs[k] >= 0)
				is_given[graph->ops[i].outputs[k]] = true;
	return is_given;
}

static void pair_tensors(Matcher *matcher, int n, const int *reference, int n_other,
	const int *other)
{
	for (int i = 0; i < n && i < n_other; i++)
		if (other[i] >= 0)
			matcher->stands_for[other[i]] = reference[i];
}

static void follow_tensors(Matcher *matcher, Arena *arena)
{
	const Graph *reference = matcher->reference, *other = matcher->other;
	Matching *result = matcher->result;
	result->reference_root = own_roots(reference, arena);
	result->other_root = own_roots(other, arena);
	for (int i = 0; i < other->n_tensors; i++)
		matcher->stands_for[i] = -1;
	pair_tensors(matcher, reference->n_inputs, reference->inputs, other->n_inputs,
		other->inputs);
	for (int i = 0; i < result->n_layers; i++) {
		const LayerMatch *layer = &result->layers[i];
		const Op *a = layer->reference < 0 ? NULL : &reference->ops[layer->reference];
		const Op *b = layer->other < 0 ? NULL : &other->ops[layer->other];
		if (a && b)
			pair_tensors(matcher, a->n_outputs, a->outputs, b->n_outputs, b->outputs);
		else if (a)
			pass_through(a, result->reference_root);
		else if (b)
			pass_through(b, result->other_root);
	}
}

/* --- What is different --- */

static const Tensor *tensor_at(const Graph *graph, int tensor)
{
	return &graph->tensors[tensor];
}

/* Whether two tensors, or -1, come from layers that stand for each other. */
static bool same_source(Matcher *matcher, int reference, int other)
{
	if (reference < 0 || other < 0)
		return reference < 0 && other < 0;
	int a = matcher->result->reference_root[reference];
	int b = matcher->result->other_root[other];
	const Tensor *x = tensor_at(matcher->reference, a), *y = tensor_at(matcher->other, b);
	if (tensor_is_constant(x) || tensor_is_constant(y))
		return tensor_is_constant(x) && tensor_is_constant(y);
	bool are_variables = x->is_variable && y->is_variable;
	bool are_scratch = !matcher->is_given[a] && !matcher->is_given_other[b];
	if (matcher->stands_for[b] < 0 && (are_variables || are_scratch))
		matcher->stands_for[b] = a; /* met for the first time */
	return matcher->stands_for[b] == a;
}

static unsigned computed_changes(const Tensor *a, const Tensor *b)
{
	if (!tensor_dims_equal(a, b))
		return CHANGED_SHAPES;
	if (a->type != b->type)
		return CHANGED_TYPES;
	return quantization_equal(a->quantization, b->quantization) ? 0
																: CHANGED_QUANTIZATION;
}

static unsigned constant_changes(const Constant pair[2])
{
	const Tensor *a = tensor_at(pair[0].graph, pair[0].tensor);
	const Tensor *b = tensor_at(pair[1].graph, pair[1].tensor);
	if (!tensor_dims_equal(a, b))
		return CHANGED_SHAPES;
	if (a->type != b->type)
		return CHANGED_TYPES;
	return constants_equal(&pair[0], &pair[1]) ? 0 : CHANGED_CONSTANTS;
}

static int operand_at(const Op *op, int k)
{
	return k < op->n_inputs ? op->inputs[k] : -1;
}

bool matched_constants(const Graph *reference, const Graph *other,
	const Matching *matching, const LayerMatch *layer, int k, Constant pair[2])
{
	const Op *a = &reference->ops[layer->reference], *b = &other->ops[layer->other];
	int x = operand_at(a, k), y = operand_at(b, k);
	if (x < 0 || y < 0)
		return false;
	pair[0] = (Constant){reference, a, k, matching->reference_root[x]};
	pair[1] = (Constant){other, b, k, matching->other_root[y]};
	return tensor_is_constant(tensor_at(reference, pair[0].tensor)) &&
		tensor_is_constant(tensor_at(other, pair[1].tensor));
}

/* Whether only one of the layers has a bias: one left out is a bias of zeros. */
static bool gains_bias(const Matcher *matcher, const Op *a, const Op *b, int k)
{
	int x = operand_at(a, k), y = operand_at(b, k);
	if (k != roles_of(a->code->type).bias || (x < 0) == (y < 0))
		return false;
	return tensor_is_constant(
		x < 0 ? tensor_at(matcher->other, y) : tensor_at(matcher->reference, x));
}

static unsigned layer_changes(Matcher *matcher, const LayerMatch *layer)
{
	const Graph *reference = matcher->reference, *other = matcher->other;
	const Op *a = &reference->ops[layer->reference], *b = &other->ops[layer->other];
	Constant pair[2];
	unsigned changes =
		attrs_equal(a->code->type, &a->attrs, &b->attrs) ? 0 : CHANGED_ATTRIBUTES;
	for (int k = 0; k < a->n_inputs || k < b->n_inputs; k++) {
		if (gains_bias(matcher, a, b, k))
			changes |= CHANGED_CONSTANTS;
		else if (!same_source(matcher, operand_at(a, k), operand_at(b, k)))
			changes |= CHANGED_WIRING;
		else if (matched_constants(reference, other, matcher->result, layer, k, pair))
			changes |= constant_changes(pair);
	}
	if (a->n_outputs != b->n_outputs)
		return changes | CHANGED_WIRING;
	for (int k = 0; k < a->n_outputs; k++) {
		const Tensor *x = op_output(reference, a, k), *y = op_output(other, b, k);
		if (x && y)
			changes |= computed_changes(x, y);
		else if (x || y)
			changes |= CHANGED_WIRING;
	}
	return changes;
}

static unsigned end_changes(Matcher *matcher)
{
	const Graph *reference = matcher->reference, *other = matcher->other;
	unsigned changes = 0;
	if (reference->n_inputs != other->n_inputs ||
		reference->n_outputs != other->n_outputs)
		return CHANGED_WIRING;
	for (int i = 0; i < reference->n_inputs; i++)
		changes |= computed_changes(tensor_at(reference, reference->inputs[i]),
			tensor_at(other, other->inputs[i]));
	for (int i = 0; i < reference->n_outputs; i++) {
		int a = reference->outputs[i], b = other->outputs[i];
		changes |= computed_changes(tensor_at(reference, a), tensor_at(other, b));
		if (!same_source(matcher, a, b))
			changes |= CHANGED_WIRING;
	}
	return changes;
}

bool match_layers(const Graph *reference, const Graph *other, Arena *arena,
	Matching *result, Error *err)
{
	Arena scratch = {0};
	Matcher matcher = {reference, other, result, NULL, given_tensors(reference, &scratch),
		given_tensors(other, &scratch)};
	size_t n = (size_t)reference->n_ops + (size_t)other->n_ops;
	*result = (Matching){.layers = arena_array(arena, n, sizeof *result->layers)};
	matcher.stands_for = arena_array(&scratch, (size_t)other->n_tensors, sizeof(int));
	bool ok = align_layers(reference, other, result->layers, &result->n_layers, err);
	if (ok)
		follow_tensors(&matcher, arena);
	for (int i = 0; ok && i < result->n_layers; i++) {
		LayerMatch *layer = &result->layers[i];
		if (is_matched(layer))
			layer->changes = layer_changes(&matcher, layer);
	}
	if (ok)
		result->ends = end_changes(&matcher);
	arena_finish(&scratch);
	return ok;
}

bool is_matched(const LayerMatch *layer)
{
	return layer->reference >= 0 && layer->other >= 0;
}

bool is_same(const Matching *matching)
{
	for (int i = 0; i < matching->n_layers; i++)
		if (!is_matched(&matching->layers[i]) || matching->layers[i].changes)
			return false;
	return !matching->ends;
}

bool is_same_structure(const Graph *reference, const Graph *other,
	const Matching *matching)
{
	const unsigned structure = CHANGED_ATTRIBUTES | CHANGED_WIRING | CHANGED_SHAPES;
	unsigned changes = matching->ends;
	for (int i = 0; i < matching->n_layers; i++) {
		const LayerMatch *layer = &matching->layers[i];
		changes |= layer->changes;
		if ((layer->reference < 0 && !is_cast(&other->ops[layer->other])) ||
			(layer->other < 0 && !is_cast(&reference->ops[layer->reference])))
			return false;
	}
	return !(changes & structure);
}
