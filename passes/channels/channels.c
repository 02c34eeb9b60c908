/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channels.h"

#include <string.h>

#include "src/graph/roles.h"

/* Of all tensors together; those beyond have none, so that no model takes much memory. */
enum { MOST_UNITS = 1 << 24 };

/* While classes grow: unit u of a tensor is item first[tensor] + u of one list. */
typedef struct Growing {
	Channels *channels;
	int *first;
	int *parent; /* of each item: another of its class, or itself */
	bool *is_fixed;
} Growing;

/* --- Units --- */

static int units_of(const Tensor *tensor)
{
	if (tensor_is_constant(tensor) || tensor->is_variable || tensor->is_sparse ||
		tensor->rank < 1 || tensor->rank > MAX_RANK ||
		(tensor->quantization && tensor->quantization->has_details))
		return 0;
	int n = tensor->dims[tensor->rank - 1];
	return n > 0 ? n : 0;
}

static int count_units(Channels *channels, int *first)
{
	int total = 0;
	for (int i = 0; i < channels->n_tensors; i++) {
		int n = units_of(&channels->graph->tensors[i]);
		first[i] = total;
		if (n <= MOST_UNITS - total)
			total += channels->n_units[i] = n;
	}
	return total;
}

/* FULLY_CONNECTED multiplies scales in float32 where the weights have one, and in float64
 * where they have several. */
static void find_least(Channels *channels)
{
	for (int i = 0; i < channels->n_tensors; i++)
		channels->least[i] = 1;
	for (int i = 0; i < channels->graph->n_ops; i++) {
		const Op *op = &channels->graph->ops[i];
		if (op->code->type != OP_FULLY_CONNECTED || channels->rules[i] != CHANNELS_MIXED)
			continue;
		const Quantization *q = op_weights(channels->graph, op)->quantization;
		if (q && q->n_scales > 1)
			channels->least[op->outputs[0]] = 2;
	}
}

/* --- Classes --- */

static int root_of(Growing *growing, int item)
{
	while (growing->parent[item] != item) {
		growing->parent[item] = growing->parent[growing->parent[item]];
		item = growing->parent[item];
	}
	return item;
}

static void tie(Growing *growing, int a, int b)
{
	a = root_of(growing, a);
	b = root_of(growing, b);
	int root = a < b ? a : b;
	growing->parent[a] = growing->parent[b] = root;
	growing->is_fixed[root] = growing->is_fixed[a] || growing->is_fixed[b];
}

/* Value i of the last dimension, however often it is counted through. */
static void tie_tensors(Growing *growing, int a, int b)
{
	int n_a = growing->channels->n_units[a], n_b = growing->channels->n_units[b];
	for (int i = 0; i < (n_a > n_b ? n_a : n_b); i++)
		tie(growing, growing->first[a] + i % n_a, growing->first[b] + i % n_b);
}

static void fix_list(Growing *growing, const int *list, int n)
{
	for (int i = 0; i < n; i++)
		for (int u = 0; list[i] >= 0 && u < growing->channels->n_units[list[i]]; u++)
			growing->is_fixed[root_of(growing, growing->first[list[i]] + u)] = true;
}

static void tie_depthwise(Growing *growing, const Op *op)
{
	int in = data_index(op), out = op->outputs[0];
	int n_out = growing->channels->n_units[out];
	int multiplier = n_out / growing->channels->n_units[in];
	for (int u = 0; u < n_out; u++)
		tie(growing, growing->first[in] + u / multiplier, growing->first[out] + u);
}

/* An operand of one unit beside an output of several is repeated, and so is no part of
 * them. */
static void tie_operands(Growing *growing, const Op *op)
{
	const int *n_units = growing->channels->n_units;
	int out = op->outputs[0];
	for (int i = 0; i < n_operands(op); i++) {
		int in = op->inputs[i];
		if (n_units[in] == n_units[out])
			tie_tensors(growing, in, out);
	}
}

static void tie_concatenated(Growing *growing, const Op *op)
{
	int at = growing->first[op->outputs[0]];
	for (int i = 0; i < op->n_inputs; i++)
		for (int u = 0; u < growing->channels->n_units[op->inputs[i]]; u++)
			tie(growing, growing->first[op->inputs[i]] + u, at++);
}

static void follow(Growing *growing, const Op *op, ChannelRule rule)
{
	switch (rule) {
	case CHANNELS_FIXED:
		fix_list(growing, op->inputs, op->n_inputs);
		fix_list(growing, op->outputs, op->n_outputs);
		fix_list(growing, op->intermediates, op->n_intermediates);
		break;
	case CHANNELS_MIXED:
		break;
	case CHANNELS_DEPTHWISE:
		tie_depthwise(growing, op);
		break;
	case CHANNELS_UNITWISE:
		tie_operands(growing, op);
		break;
	case CHANNELS_CONCATENATED:
		tie_concatenated(growing, op);
		break;
	case CHANNELS_REPEATED:
		tie_tensors(growing, op->inputs[0], op->outputs[0]);
		break;
	}
}

/* --- What is fixed from outside --- */

static void fix_names(Growing *growing, const TensorName *names, int n)
{
	for (int i = 0; i < n; i++)
		fix_list(growing, &names[i].tensor, 1);
}

/* Tensors that whoever runs the model sees, and those that nothing computes. */
static void fix_borders(Growing *growing, const Model *model)
{
	Channels *channels = growing->channels;
	const Graph *graph = channels->graph;
	Arena scratch = {0};
	bool *is_made = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *is_made);
	for (int i = 0; i < graph->n_ops; i++)
		for (int k = 0; k < graph->ops[i].n_outputs; k++)
			if (graph->ops[i].outputs[k] >= 0)
				is_made[graph->ops[i].outputs[k]] = true;
	for (int i = 0; i < graph->n_tensors; i++)
		if (!is_made[i])
			fix_list(growing, &i, 1);
	arena_finish(&scratch);
	fix_list(growing, graph->inputs, graph->n_inputs);
	fix_list(growing, graph->outputs, graph->n_outputs);
	for (int i = 0; i < model->n_signatures; i++) {
		const Signature *signature = &model->signatures[i];
		if (signature->graph != 0)
			continue;
		fix_names(growing, signature->inputs, signature->n_inputs);
		fix_names(growing, signature->outputs, signature->n_outputs);
	}
}

/* TFLM's own compressed tensors have a form that their shapes do not tell. */
static bool is_compressed(const Model *model)
{
	for (int i = 0; i < model->n_metadata; i++)
		if (strcmp(model->metadata[i].name, "COMPRESSION_METADATA") == 0)
			return true;
	return false;
}

/* --- The result --- */

/* Classes by number, in the order in which their first units come. */
static void number_classes(Growing *growing, int n_items, Arena *arena)
{
	Channels *channels = growing->channels;
	int *numbers = arena_array(arena, (size_t)n_items, sizeof *numbers);
	channels->is_fixed = arena_array(arena, (size_t)n_items, sizeof *channels->is_fixed);
	for (int i = 0; i < n_items; i++) {
		int root = root_of(growing, i);
		if (root == i) {
			channels->is_fixed[channels->n_classes] = growing->is_fixed[i];
			numbers[i] = channels->n_classes++;
		}
		numbers[i] = numbers[root];
	}
	for (int i = 0; i < channels->n_tensors; i++)
		if (channels->n_units[i])
			channels->classes[i] = numbers + growing->first[i];
}

static void list_members(Channels *channels, int n_items, Arena *arena)
{
	size_t n = (size_t)channels->n_classes;
	channels->members = arena_array(arena, (size_t)n_items, sizeof *channels->members);
	channels->first_member = arena_array(arena, n + 2, sizeof *channels->first_member);
	size_t *end = channels->first_member + 1; /* of each class, while they fill */
	for (int t = 0; t < channels->n_tensors; t++)
		for (int u = 0; u < channels->n_units[t]; u++)
			end[channels->classes[t][u] + 1]++;
	for (size_t c = 0; c < n; c++)
		end[c + 1] += end[c];
	for (int t = 0; t < channels->n_tensors; t++)
		for (int u = 0; u < channels->n_units[t]; u++)
			channels->members[end[channels->classes[t][u]]++] = (ChannelMember){t, u};
}

static void find_rules(Channels *channels, const Model *model, Arena *arena)
{
	const Graph *graph = channels->graph;
	channels->rules = arena_array(arena, (size_t)graph->n_ops, sizeof *channels->rules);
	for (int i = 0; !is_compressed(model) && i < graph->n_ops; i++)
		channels->rules[i] = channel_rule(graph, &graph->ops[i], channels->n_units);
}

Channels channels_of(const Model *model, Arena *arena)
{
	const Graph *graph = &model->graphs[0];
	size_t n = (size_t)graph->n_tensors;
	Channels channels = {.graph = graph, .n_tensors = graph->n_tensors};
	channels.n_units = arena_array(arena, n, sizeof *channels.n_units);
	channels.least = arena_array(arena, n, sizeof *channels.least);
	channels.classes = arena_array(arena, n, sizeof(int *));
	Arena scratch = {0};
	Growing growing = {.channels = &channels};
	growing.first = arena_array(&scratch, n, sizeof *growing.first);
	int n_items = count_units(&channels, growing.first);
	growing.parent = arena_array(&scratch, (size_t)n_items, sizeof *growing.parent);
	growing.is_fixed = arena_array(&scratch, (size_t)n_items, sizeof *growing.is_fixed);
	for (int i = 0; i < n_items; i++)
		growing.parent[i] = i;
	find_rules(&channels, model, arena);
	find_least(&channels);
	for (int i = 0; i < graph->n_ops; i++)
		follow(&growing, &graph->ops[i], channels.rules[i]);
	fix_borders(&growing, model);
	number_classes(&growing, n_items, arena);
	list_members(&channels, n_items, arena);
	arena_finish(&scratch);
	return channels;
}
