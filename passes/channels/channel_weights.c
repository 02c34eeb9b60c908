/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channel_weights.h"

#include "src/base/nibbles.h"
#include "src/ops/float_constant.h"

static const float *stored_integers(const Tensor *weights, size_t n, Arena *arena)
{
	float *values = arena_array(arena, n, sizeof *values);
	Arena scratch = {0};
	const int8_t *q = (const int8_t *)weights->buffer->data;
	if (weights->type == TYPE_INT4) {
		int8_t *unpacked = arena_alloc(&scratch, n);
		nibbles_unpack(weights->buffer->data, n, unpacked);
		q = unpacked;
	}
	for (size_t i = 0; i < n; i++)
		values[i] = q[i];
	arena_finish(&scratch);
	return values;
}

static const float *numbers(const ChannelWeights *layer, const Graph *graph, Arena *arena)
{
	const Tensor *weights = op_weights(graph, layer->op);
	if (weights->type == TYPE_FLOAT32)
		return (const float *)(const void *)weights->buffer->data;
	if (op_data(graph, layer->op)->type == TYPE_FLOAT32)
		return float_constant(weights, arena);
	return stored_integers(weights, layer->view.n_channels * layer->view.length, arena);
}

/* One axis of a window. */
typedef struct Axis {
	int n_in, n_out, stride, dilation, pad;
} Axis;

/* For how many of the outputs place k of a kernel is inside the input. */
static int64_t outputs_with(Axis axis, int k)
{
	int64_t before =
		axis.pad - (int64_t)k * axis.dilation; /* of the input, as it starts */
	int64_t first = before > 0 ? (before + axis.stride - 1) / axis.stride : 0;
	int64_t room = axis.n_in - 1 + before;
	int64_t last = room < 0 ? -1 : room / axis.stride;
	last = last < axis.n_out ? last : axis.n_out - 1;
	return last < first ? 0 : last - first + 1;
}

/* The inputs of a transposed convolution take the part of outputs. */
static Axis turned(Axis axis)
{
	return (Axis){axis.n_out, axis.n_in, axis.stride, 1, axis.pad};
}

static const double *coverage_of(const LayerGeometry *geometry, Arena *arena)
{
	const Window *w = &geometry->window;
	double *coverage = arena_array(arena, (size_t)geometry->taps, sizeof *coverage);
	Axis y = {w->in_h, w->out_h, w->stride_h, w->dilation_h, w->pad_top};
	Axis x = {w->in_w, w->out_w, w->stride_w, w->dilation_w, w->pad_left};
	double n_outputs = (double)w->out_h * (double)w->out_w;
	if (geometry->is_transposed) {
		y = turned(y);
		x = turned(x);
	}
	for (int tap = 0; tap < geometry->taps; tap++)
		coverage[tap] = (double)outputs_with(y, tap / w->kernel_w) *
			(double)outputs_with(x, tap % w->kernel_w) / n_outputs;
	return coverage;
}

static ChannelWeights *read_layer(const Channels *channels, const Op *op, Arena *arena)
{
	ChannelWeights *layer = arena_alloc(arena, sizeof *layer);
	layer->op = op;
	layer->geometry = layer_geometry(channels->graph, op);
	layer->view = weight_view(channels->graph, op);
	layer->values = numbers(layer, channels->graph, arena);
	layer->coverage = coverage_of(&layer->geometry, arena);
	layer->n_units = channels->n_units[data_index(op)];
	return layer;
}

ChannelWeights **channel_weights(const Channels *channels, Arena *arena)
{
	const Graph *graph = channels->graph;
	ChannelWeights **layers =
		arena_array(arena, (size_t)graph->n_ops, sizeof(ChannelWeights *));
	for (int i = 0; i < graph->n_ops; i++) {
		ChannelRule rule = channels->rules[i];
		if (rule == CHANNELS_MIXED || rule == CHANNELS_DEPTHWISE)
			layers[i] = read_layer(channels, &graph->ops[i], arena);
	}
	return layers;
}

double filter_scale(const Graph *graph, const ChannelWeights *layer, size_t filter)
{
	const Quantization *q = op_weights(graph, layer->op)->quantization;
	if (op_data(graph, layer->op)->type == TYPE_FLOAT32 || !q || q->n_scales < 1)
		return 1;
	return (double)q->scale[q->n_scales == (int)layer->view.n_channels ? filter : 0];
}
