/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/diff.h"
#include "cmd/print_difference.h"
#include "cmd/print_json.h"

enum { DIGITS = 6 };

static cJSON *share_json(int64_t part, int64_t whole)
{
	if (whole <= 0 || part < 0)
		return cJSON_CreateNull();
	return real_json((double)part / (double)whole, DIGITS);
}

static cJSON *changes_json(unsigned changes)
{
	cJSON *json = cJSON_CreateArray();
	for (int i = 0; i < N_CHANGES; i++)
		if (changes & 1U << i)
			cJSON_AddItemToArray(json,
				cJSON_CreateString(change_name((Change)(1U << i))));
	return json;
}

static cJSON *model_json(const Info *info)
{
	cJSON *json = cJSON_CreateObject();
	add_name(json, "model", info->name);
	add_count(json, "file_bytes", (int64_t)info->model->file_bytes);
	cJSON_AddItemToObject(json, "parts",
		info->has_parts ? parts_json(&info->parts) : cJSON_CreateNull());
	add_count(json, "subgraphs", info->model->n_graphs);
	add_count(json, "parameters", info->found.n_parameters);
	return json;
}

/* A layer's number and the bytes of its constants, in one of the models. */
static void add_side(cJSON *json, const char *key, const Info *info, int g, int op)
{
	if (op < 0) {
		cJSON_AddNullToObject(json, key);
		return;
	}
	cJSON *side = cJSON_AddObjectToObject(json, key);
	const Op *it = &info->model->graphs[g].ops[op];
	const Tensor *out = op_output(&info->model->graphs[g], it, 0);
	add_count(side, "layer", op);
	if (out)
		cJSON_AddStringToObject(side, "type", type_name(out->type));
	else
		cJSON_AddNullToObject(side, "type");
	cJSON_AddItemToObject(side, "shape",
		out ? ints_json(out->rank, out->dims) : cJSON_CreateNull());
	add_count(side, "weight_bytes",
		(int64_t)info->found.graphs[g].layers[op].weight_bytes);
}

static cJSON *constant_json(const ConstantRow *row)
{
	char text[OPERAND_TEXT_BYTES];
	const ConstantDifference *difference = &row->difference;
	const Tensor *a = &row->reference.graph->tensors[row->reference.tensor];
	const Tensor *b = &row->other.graph->tensors[row->other.tensor];
	cJSON *json = cJSON_CreateObject();
	add_count(json, "input", row->reference.operand);
	cJSON_AddStringToObject(json, "constant",
		operand_name(row->reference.op, row->reference.operand, text));
	cJSON_AddStringToObject(json, "type_a", type_name(a->type));
	cJSON_AddStringToObject(json, "type_b", type_name(b->type));
	cJSON_AddItemToObject(json, "equal_share",
		share_json(difference->n_equal, difference->n));
	cJSON_AddItemToObject(json, "difference",
		difference_json(difference->is_real ? &difference->values : NULL));
	return json;
}

/* What a run found of a tensor. */
static cJSON *output_json(const Difference *difference)
{
	cJSON *json = difference_json(difference);
	if (!difference)
		return json;
	cJSON_AddItemToObject(json, "saturated_share",
		share_json(difference->n_saturated, difference->n));
	return json;
}

/* row goes on to where the constants of the next layer begin. */
static cJSON *layer_json(const Diff *diff, int g, int i, int *row)
{
	const GraphDiff *graph = &diff->graphs[g];
	const LayerMatch *layer = &graph->matching.layers[i];
	const Op *op = layer->reference < 0 ? &graph->other->ops[layer->other]
										: &graph->reference->ops[layer->reference];
	cJSON *json = cJSON_CreateObject();
	add_name(json, "operator", op->code->name);
	add_side(json, "a", &diff->reference, g, layer->reference);
	add_side(json, "b", &diff->other, g, layer->other);
	cJSON_AddItemToObject(json, "changes", changes_json(layer->changes));
	cJSON *constants = cJSON_AddArrayToObject(json, "constants");
	for (; *row < graph->n_constants && graph->constants[*row].layer == i; ++*row)
		cJSON_AddItemToArray(constants, constant_json(&graph->constants[*row]));
	if (diff->n_samples && g == 0)
		cJSON_AddItemToObject(json, "output", output_json(layer_difference(diff, g, i)));
	return json;
}

static cJSON *graph_json(const Diff *diff, int g)
{
	const GraphDiff *graph = &diff->graphs[g];
	cJSON *json = cJSON_CreateObject();
	cJSON_AddItemToObject(json, "inputs_and_outputs", changes_json(graph->matching.ends));
	cJSON *layers = cJSON_AddArrayToObject(json, "layers");
	int row = 0;
	for (int i = 0; i < graph->matching.n_layers; i++)
		cJSON_AddItemToArray(layers, layer_json(diff, g, i, &row));
	return json;
}

static void add_run(cJSON *json, const Diff *diff)
{
	add_count(json, "samples", diff->n_samples);
	cJSON *outputs = cJSON_AddArrayToObject(json, "outputs");
	for (int i = 0; i < diff->n_outputs; i++) {
		const Difference *it = diff->outputs[i];
		cJSON *output = output_json(it);
		cJSON_AddItemToArray(outputs, output);
		if (it)
			cJSON_AddItemToObject(output, "same_top1_share",
				share_json(it->n_same_top, it->n_rows));
	}
}

void diff_print_json(const Diff *diff)
{
	cJSON *json = report_json();
	cJSON_AddItemToObject(json, "a", model_json(&diff->reference));
	cJSON_AddItemToObject(json, "b", model_json(&diff->other));
	cJSON_AddBoolToObject(json, "is_same", diff->is_same);
	cJSON_AddBoolToObject(json, "is_same_structure", diff->is_same_structure);
	cJSON *graphs = cJSON_AddArrayToObject(json, "subgraphs");
	for (int g = 0; g < diff->n_graphs; g++)
		cJSON_AddItemToArray(graphs, graph_json(diff, g));
	if (diff->n_samples)
		add_run(json, diff);
	if (diff->why_not)
		add_name(json, "not_run", diff->why_not);
	if (diff->min_snr >= 0)
		cJSON_AddNumberToObject(json, "min_snr_db", diff->min_snr);
	if (diff->min_agreement >= 0)
		cJSON_AddNumberToObject(json, "min_agreement", diff->min_agreement);
	if (diff->min_snr >= 0 || diff->min_agreement >= 0)
		cJSON_AddBoolToObject(json, "met", diff->is_met);
	print_json(json, stdout);
}
