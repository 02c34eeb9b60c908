/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channel_weights.h"

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

/* Whether place k of a kernel is outside the input for the first or the last output. */
static bool misses(int k, int dilation, int pad, int stride, int n_out, int n_in)
{
	int64_t first = (int64_t)k * dilation - pad;
	return first < 0 || first + (int64_t)(n_out - 1) * stride >= n_in;
}

/* Where a transposed convolution spreads to, an output has some taps and not others. */
static const bool *taps_that_miss(const LayerGeometry *geometry, Arena *arena)
{
	const Window *w = &geometry->window;
	bool *may_miss = arena_array(arena, (size_t)geometry->taps, sizeof *may_miss);
	for (int tap = 0; tap < geometry->taps; tap++) {
		int y = tap / w->kernel_w, x = tap % w->kernel_w;
		may_miss[tap] = geometry->is_transposed ||
			misses(y, w->dilation_h, w->pad_top, w->stride_h, w->out_h, w->in_h) ||
			misses(x, w->dilation_w, w->pad_left, w->stride_w, w->out_w, w->in_w);
	}
	return may_miss;
}

static bool read_layer(const Channels *channels, const Op *op, ChannelWeights *layer,
	Arena *arena)
{
	layer->op = op;
	layer->geometry = layer_geometry(channels->graph, op);
	layer->view = weight_view(channels->graph, op);
	layer->values = numbers(layer, channels->graph, arena);
	layer->may_miss = taps_that_miss(&layer->geometry, arena);
	layer->n_units = channels->n_units[data_index(op)];
	return layer->values != NULL;
}

ChannelWeights **channel_weights(const Channels *channels, Arena *arena)
{
	const Graph *graph = channels->graph;
	ChannelWeights **layers =
		arena_array(arena, (size_t)graph->n_ops, sizeof(ChannelWeights *));
	for (int i = 0; i < graph->n_ops; i++) {
		ChannelWeights layer;
		ChannelRule rule = channels->rules[i];
		if ((rule == CHANNELS_MIXED || rule == CHANNELS_DEPTHWISE) &&
			read_layer(channels, &graph->ops[i], &layer, arena))
			layers[i] = arena_copy(arena, &layer, sizeof layer);
	}
	return layers;
}
