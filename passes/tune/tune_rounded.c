/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/tune_rounded.h"

#include <string.h>

#include "passes/quantize/quantize.h"
#include "passes/tune/fake_quant.h"

bool rounded_parts(const Model *model, const Graph *prepared, const LayerFormat *formats,
	bool per_tensor_dense, Arena *arena, RoundedParts *rounded, Error *err)
{
	const Graph *graph = &model->graphs[0];
	TuneParts found;
	bool *chosen = arena_array(arena, (size_t)graph->n_ops, sizeof *chosen);
	for (int i = 0; i < graph->n_ops; i++)
		chosen[i] = formats[i] != LAYER_FLOAT32;
	if (!tune_parts(model, chosen, arena, &found, err))
		return false;
	rounded->n = found.n;
	rounded->parts = arena_array(arena, (size_t)found.n, sizeof *rounded->parts);
	for (int i = 0; i < found.n; i++) {
		int layer = found.parts[i].layer;
		const Op *op = &graph->ops[layer];
		WeightView view = weight_view(graph, op);
		rounded->parts[i] = (RoundedPart){
			.tensor = found.parts[i].tensor,
			.bias = bias_index(op),
			.data = data_index(op),
			.format = quantize_weight_format(&prepared->ops[layer], formats[layer],
				per_tensor_dense),
			.view = view,
			.scales = arena_array(arena, view.n_channels, sizeof(float)),
			.behind = arena_array(arena, found.parts[i].units.n, sizeof(Real)),
		};
	}
	return true;
}

/* Find the scales for weights and their bias as they are now. */
static void find_scales(const RoundedPart *part, Net *net, const Param *param,
	const ScaleZero *scales, const DataType *types)
{
	float in_scale = scales[part->data].scale;
	Quantization quantization = {.n_scales = 1, .scale = &in_scale};
	const Tensor in = {
		.type = in_scale > 0 ? types[part->data] : TYPE_FLOAT32,
		.quantization = &quantization,
	};
	const Param *bias = part->bias < 0 ? NULL : tune_param(net, part->bias);
	weight_scales(&part->view, param->values, bias ? bias->values : NULL, &in,
		part->format, part->scales);
}

static void round_part(const RoundedPart *part, Real *values)
{
	const WeightView *view = &part->view;
	int limit = weight_limit(part->format.type);
	for (size_t c = 0; c < view->n_channels; c++)
		fake_quantize_weights(part->scales[part->format.per_tensor ? 0 : c], limit,
			values + c * view->channel_step, view->length, view->step);
}

void round_weights(RoundedParts *rounded, Net *net, const ScaleZero *scales,
	const DataType *types)
{
	for (int i = 0; i < rounded->n; i++) {
		const RoundedPart *part = &rounded->parts[i];
		Param *param = tune_param(net, part->tensor);
		if (!param)
			continue;
		memcpy(part->behind, param->values, param->count * sizeof *part->behind);
		find_scales(part, net, param, scales, types);
		round_part(part, param->values);
	}
}

void put_weights_back(const RoundedParts *rounded, Net *net)
{
	for (int i = 0; i < rounded->n; i++) {
		const RoundedPart *part = &rounded->parts[i];
		Param *param = tune_param(net, part->tensor);
		if (param)
			memcpy(param->values, part->behind, param->count * sizeof *part->behind);
	}
}
