/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/info.h"
#include "cmd/print_json.h"

static void add_entropy(cJSON *json, double bits)
{
	cJSON_AddItemToObject(json, "entropy_bits", real_json(bits, 6));
}

static cJSON *quantization_json(const Quantization *q)
{
	if (!q || q->n_scales == 0)
		return cJSON_CreateNull();
	cJSON *json = cJSON_CreateObject();
	cJSON *scales = cJSON_AddArrayToObject(json, "scales");
	for (int i = 0; i < q->n_scales; i++)
		cJSON_AddItemToArray(scales, real_json((double)q->scale[i], 9));
	cJSON *zero_points = cJSON_AddArrayToObject(json, "zero_points");
	for (int i = 0; i < q->n_zero_points; i++)
		cJSON_AddItemToArray(zero_points, cJSON_CreateNumber((double)q->zero_point[i]));
	add_count(json, "axis", q->axis);
	return json;
}

/* What a tensor is, wherever it is told of. */
static cJSON *tensor_json(const Graph *graph, int index)
{
	const Tensor *tensor = &graph->tensors[index];
	cJSON *json = cJSON_CreateObject();
	add_count(json, "tensor", index);
	add_name(json, "name", tensor->name);
	cJSON_AddStringToObject(json, "type", type_name(tensor->type));
	cJSON_AddItemToObject(json, "shape", ints_json(tensor->rank, tensor->dims));
	return json;
}

/* Tensors that stand in a list; null for those left out. */
static void add_tensors(cJSON *json, const char *key, const Graph *graph, int n,
	const int *list, bool with_quantization)
{
	cJSON *tensors = cJSON_AddArrayToObject(json, key);
	for (int i = 0; i < n; i++) {
		cJSON *it = list[i] < 0 ? cJSON_CreateNull() : tensor_json(graph, list[i]);
		cJSON_AddItemToArray(tensors, it);
		if (list[i] >= 0 && with_quantization)
			cJSON_AddItemToObject(it, "quantization",
				quantization_json(graph->tensors[list[i]].quantization));
	}
}

static void add_macs(cJSON *json, int64_t macs)
{
	if (macs == MACS_UNKNOWN)
		cJSON_AddNullToObject(json, "macs");
	else
		add_count(json, "macs", macs);
}

static void add_macs_sum(cJSON *json, const GraphFacts *facts)
{
	add_macs(json, facts->n_unknown ? MACS_UNKNOWN : facts->known_macs);
	add_count(json, "known_macs", facts->known_macs);
}

static cJSON *layer_json(const Graph *graph, const LayerFacts *facts, int i)
{
	const Op *op = &graph->ops[i];
	cJSON *json = cJSON_CreateObject();
	add_count(json, "layer", i);
	add_name(json, "operator", op->code->name);
	cJSON_AddBoolToObject(json, "is_custom", op->code->is_custom);
	cJSON_AddBoolToObject(json, "is_decoder", facts->is_decoder);
	add_count(json, "parameters", facts->n_parameters);
	add_macs(json, facts->macs);
	add_count(json, "weight_bytes", (int64_t)facts->weight_bytes);
	if (facts->weights < 0)
		cJSON_AddNullToObject(json, "weights");
	else
		add_count(json, "weights", facts->weights);
	add_tensors(json, "inputs", graph, op->n_inputs, op->inputs, false);
	add_tensors(json, "outputs", graph, op->n_outputs, op->outputs, false);
	return json;
}

static cJSON *graph_json(const Graph *graph, const GraphFacts *facts)
{
	cJSON *json = cJSON_CreateObject();
	add_name(json, "name", graph->name);
	add_count(json, "parameters", facts->n_parameters);
	add_macs_sum(json, facts);
	add_count(json, "weight_bytes", (int64_t)facts->weight_bytes);
	add_tensors(json, "inputs", graph, graph->n_inputs, graph->inputs, true);
	add_tensors(json, "outputs", graph, graph->n_outputs, graph->outputs, true);
	cJSON *layers = cJSON_AddArrayToObject(json, "layers");
	for (int i = 0; i < graph->n_ops; i++)
		cJSON_AddItemToArray(layers, layer_json(graph, &facts->layers[i], i));
	return json;
}

/* Bytes of what is packed; null for what is not. */
static cJSON *packed_json(const ConstantFacts *facts)
{
	const PackedFacts *packed = &facts->packed;
	if (packed->decoder == OP_OTHER)
		return cJSON_CreateNull();
	cJSON *json = cJSON_CreateObject();
	cJSON_AddStringToObject(json, "kind", pack_kind_name((int)packed->kind));
	cJSON_AddStringToObject(json, "operator", op_type_name(packed->decoder));
	add_count(json, "dense_bytes", (int64_t)facts->tensor->buffer->n_bytes);
	add_count(json, "encoded_bytes", (int64_t)packed->encoded_bytes);
	add_count(json, "ancillary_bytes", (int64_t)packed->ancillary_bytes);
	return json;
}

static void add_packed(cJSON *json, const Inspection *found)
{
	cJSON *packed = cJSON_AddObjectToObject(json, "encoded");
	add_count(packed, "constants", found->n_packed);
	add_count(packed, "dense_bytes", (int64_t)found->dense_bytes);
	add_count(packed, "stored_bytes", (int64_t)found->packed_bytes);
	cJSON_AddBoolToObject(packed, "needs_whit_decode", found->needs_whit_decode);
}

static cJSON *constant_json(const Model *model, const ConstantFacts *facts)
{
	cJSON *json = tensor_json(&model->graphs[facts->graph], facts->index);
	const ValueCounts *values = &facts->values;
	add_count(json, "subgraph", facts->graph);
	cJSON_AddBoolToObject(json, "is_parameter", facts->is_parameter);
	add_count(json, "weight_bytes", (int64_t)facts->stored_bytes);
	cJSON_AddItemToObject(json, "encoding", packed_json(facts));
	add_count(json, "values", values->n);
	if (!facts->is_counted)
		return json;
	add_count(json, "zeros", values->n_zeros);
	add_count(json, "unique_values", values->n_unique);
	add_entropy(json, values->entropy_bits);
	return json;
}

cJSON *parts_json(const TfliteParts *parts)
{
	cJSON *json = cJSON_CreateObject();
	add_count(json, "weight_bytes", (int64_t)parts->weight_bytes);
	add_count(json, "quantization_bytes", (int64_t)parts->quantization_bytes);
	add_count(json, "name_bytes", (int64_t)parts->name_bytes);
	add_count(json, "table_bytes", (int64_t)parts->table_bytes);
	return json;
}

/* Those of a network are bytes of any kind. */
static void add_metadata(cJSON *json, const Model *model)
{
	if (!model->is_weights_only)
		return;
	Arena scratch = {0};
	cJSON *metadata = cJSON_AddObjectToObject(json, "metadata");
	for (int i = 0; i < model->n_metadata; i++) {
		const Buffer *text = model->metadata[i].buffer;
		cJSON_AddStringToObject(metadata, model->metadata[i].name,
			arena_text(&scratch, "%.*s", (int)text->n_bytes, (const char *)text->data));
	}
	arena_finish(&scratch);
}

static void add_operators(cJSON *json, const Info *info)
{
	cJSON *operators = cJSON_AddArrayToObject(json, "operators");
	for (int i = 0; i < info->model->n_codes; i++) {
		const OpCode *code = info->model->codes[i];
		if (info->found.n_uses[i] == 0)
			continue;
		cJSON *it = cJSON_CreateObject();
		add_name(it, "name", code->name);
		cJSON_AddBoolToObject(it, "is_custom", code->is_custom);
		add_count(it, "version", code->version);
		add_count(it, "layers", info->found.n_uses[i]);
		cJSON_AddItemToArray(operators, it);
	}
}

void info_print_json(const Info *info)
{
	const Model *model = info->model;
	const Inspection *found = &info->found;
	cJSON *json = report_json();
	add_name(json, "model", info->name);
	add_name(json, "description", model->description);
	cJSON_AddBoolToObject(json, "is_weights_only", model->is_weights_only);
	add_metadata(json, model);
	add_count(json, "file_bytes", (int64_t)model->file_bytes);
	cJSON_AddItemToObject(json, "parts",
		info->has_parts ? parts_json(&info->parts) : cJSON_CreateNull());
	add_count(json, "parameters", found->n_parameters);
	add_count(json, "counted_parameters", found->n_counted);
	add_count(json, "zeros", found->n_zeros);
	add_entropy(json, found->entropy_bits);
	add_macs_sum(json, &found->graphs[0]);
	add_packed(json, found);
	add_operators(json, info);
	cJSON *graphs = cJSON_AddArrayToObject(json, "subgraphs");
	for (int g = 0; g < model->n_graphs; g++)
		cJSON_AddItemToArray(graphs, graph_json(&model->graphs[g], &found->graphs[g]));
	cJSON *constants = cJSON_AddArrayToObject(json, "constants");
	for (int i = 0; i < found->n_constants; i++)
		cJSON_AddItemToArray(constants, constant_json(model, &found->constants[i]));
	print_json(json, stdout);
}
