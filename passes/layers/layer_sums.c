/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/layers/layer_sums.h"

#include "passes/channels/add_to_bias.h"
#include "passes/layers/layer_weights.h"

double bias_unit(const Graph *graph, const Op *op, size_t channel)
{
	const Tensor *in = op_data(graph, op);
	const Quantization *q = op_weights(graph, op)->quantization;
	if (in->type == TYPE_FLOAT32)
		return 1;
	float scale = q->scale[q->n_scales > 1 ? channel : 0];
	return (double)in->quantization->scale[0] * (double)scale;
}

bool layer_sums_new(const Graph *graph, const Op *op, Arena *arena, LayerSums *sums,
	Error *err)
{
	const Tensor *bias = op_bias(graph, op);
	*sums = (LayerSums){.geometry = layer_geometry(graph, op)};
	sums->view = weight_view(graph, op);
	sums->bias = arena_array(arena, sums->view.n_channels, sizeof *sums->bias);
	for (size_t c = 0; bias && c < sums->view.n_channels; c++)
		sums->bias[c] = bias_at(bias, c) * bias_unit(graph, op, c);
	return weights_as_real(graph, weights_index(op), arena, &sums->weights, err);
}

/* Under each tap lies the whole input, of which the channel's group reads a part. */
static double channel_sum(const LayerSums *sums, size_t channel, const float *inputs)
{
	const LayerGeometry *geometry = &sums->geometry;
	const float *weights = sums->weights + channel * sums->view.channel_step;
	int in_c = geometry->window.in_c, group = (int)channel / geometry->channels;
	double sum = sums->bias[channel];
	inputs += group * geometry->width;
	for (int tap = 0; tap < geometry->taps; tap++, inputs += in_c)
		for (int i = 0; i < geometry->width; i++, weights += sums->view.step)
			sum += (double)*weights * (double)inputs[i];
	return sum;
}

void layer_sums(const LayerSums *sums, const float *inputs, float *out)
{
	for (size_t c = 0; c < sums->view.n_channels; c++)
		out[c] = (float)channel_sum(sums, c, inputs);
}
