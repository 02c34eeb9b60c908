/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/equalize.h"

#include <float.h>
#include <math.h>

#include "passes/quantize/channel_ranges.h"
#include "passes/quantize/layer_pairs.h"
#include "passes/quantize/quant_weights.h"

static const float *values_of(const Tensor *tensor)
{
	return (const float *)(const void *)tensor->buffer->data;
}

static size_t count_of(const Tensor *tensor)
{
	return tensor->buffer->n_bytes / sizeof(float);
}

/* --- Ranges --- */

/* How far a channel's values go to both sides of 0; 0 where none was seen. */
static double width(Range range)
{
	if (!(range.low <= range.high))
		return 0;
	return fmax((double)range.high, 0) - fmin((double)range.low, 0);
}

/* Of inputs all alike, a filter makes values as large as its norm. */
static void norms(const Graph *graph, const Op *op, double *sizes)
{
	const Tensor *weight = op_weights(graph, op);
	for (size_t i = 0; i < count_of(weight); i++) {
		double w = (double)values_of(weight)[i];
		sizes[filter_of(graph, op, i)] += w * w;
	}
	for (size_t c = 0; c < weight_view(graph, op).n_channels; c++)
		sizes[c] = sqrt(sizes[c]);
}

/* Of the weights that read a channel, the largest share in the largest of their filter. */
static void weight_shares(const Graph *graph, const Op *op, int n_channels,
	double *shares, Arena *arena)
{
	const Tensor *weight = op_weights(graph, op);
	size_t n = count_of(weight);
	double *largest =
		arena_array(arena, weight_view(graph, op).n_channels, sizeof *largest);
	for (size_t i = 0; i < n; i++) {
		int filter = filter_of(graph, op, i);
		largest[filter] = fmax(largest[filter], fabs((double)values_of(weight)[i]));
	}
	for (size_t i = 0; i < n; i++) {
		double w = fabs((double)values_of(weight)[i]);
		int channel = channel_read_by(graph, op, n_channels, i);
		if (w > 0)
			shares[channel] = fmax(shares[channel], w / largest[filter_of(graph, op, i)]);
	}
}

/* --- Scaling --- */

/* The greatest power of two, as an exponent, that is not above x > 0. */
static int floor_log2(double x)
{
	int exponent;
	frexp(x, &exponent);
	return exponent - 1;
}

static int half_floor(int x)
{
	return x >= 0 ? x / 2 : (x - 1) / 2;
}

/* The powers of two by which channels go up, as far as the largest of them goes. */
static void choose_exponents(const double *sizes, const double *shares, int n,
	bool only_sizes, int *exponents)
{
	double largest = 0;
	for (int c = 0; c < n; c++)
		largest = fmax(largest, shares[c] > 0 ? sizes[c] : 0);
	for (int c = 0; c < n; c++) {
		if (!(sizes[c] > 0 && shares[c] > 0))
			continue;
		double up = largest / sizes[c] * (only_sizes ? 1 : shares[c]);
		int exponent = only_sizes ? floor_log2(up) : half_floor(floor_log2(up));
		exponents[c] = exponent < -EQUALIZE_MOST ? -EQUALIZE_MOST
			: exponent > EQUALIZE_MOST           ? EQUALIZE_MOST
												 : exponent;
	}
}

static float *own_values(Model *model, Tensor *tensor)
{
	float *values = arena_copy(&model->arena, values_of(tensor), tensor->buffer->n_bytes);
	model_set_constant(model, tensor, values, tensor->buffer->n_bytes);
	return values;
}

static void scale_producer(Model *model, const Op *op, const int *exponents)
{
	Graph *graph = &model->graphs[0];
	Tensor *weight = &graph->tensors[weights_index(op)];
	size_t n = count_of(weight);
	float *weights = own_values(model, weight);
	for (size_t i = 0; i < n; i++)
		weights[i] = ldexpf(weights[i], exponents[filter_of(graph, op, i)]);
	if (!op_bias(graph, op))
		return;
	Tensor *bias = &graph->tensors[bias_index(op)];
	float *biases = own_values(model, bias);
	for (size_t c = 0; c < count_of(bias); c++)
		biases[c] = ldexpf(biases[c], exponents[c]);
}

static void scale_consumer(Model *model, const Op *op, int n_channels,
	const int *exponents)
{
	Graph *graph = &model->graphs[0];
	Tensor *weight = &graph->tensors[weights_index(op)];
	size_t n = count_of(weight);
	float *weights = own_values(model, weight);
	for (size_t i = 0; i < n; i++)
		weights[i] =
			ldexpf(weights[i], -exponents[channel_read_by(graph, op, n_channels, i)]);
}

static void equalize_pair(Model *model, const LayerPair *pair, const Range *ranges)
{
	Graph *graph = &model->graphs[0];
	const Op *producer = &graph->ops[pair->producer];
	const Op *consumer = &graph->ops[pair->consumer];
	Arena scratch = {0};
	size_t n = (size_t)pair->n_channels;
	double *sizes = arena_array(&scratch, n, sizeof *sizes);
	double *shares = arena_array(&scratch, n, sizeof *shares);
	int *exponents = arena_array(&scratch, n, sizeof *exponents);
	if (!ranges)
		norms(graph, producer, sizes);
	for (size_t c = 0; ranges && c < n; c++)
		sizes[c] = width(ranges[c]);
	weight_shares(graph, consumer, pair->n_channels, shares, &scratch);
	choose_exponents(sizes, shares, pair->n_channels,
		ranges && consumer->code->type == OP_DEPTHWISE_CONV_2D, exponents);
	scale_producer(model, producer, exponents);
	scale_consumer(model, consumer, pair->n_channels, exponents);
	arena_finish(&scratch);
}

static Range **empty_ranges(const Graph *graph, const LayerPair *pairs, int n_pairs,
	Arena *arena)
{
	Range **ranges = arena_array(arena, (size_t)graph->n_tensors, sizeof *ranges);
	for (int i = 0; i < n_pairs; i++) {
		size_t n = (size_t)pairs[i].n_channels;
		Range *of_channels = arena_array(arena, n, sizeof *of_channels);
		for (size_t c = 0; c < n; c++)
			of_channels[c] = (Range){FLT_MAX, -FLT_MAX};
		ranges[pairs[i].tensor] = of_channels;
	}
	return ranges;
}

bool equalize(Model *model, const Samples *samples, const EqualizeSettings *settings,
	int *n_pairs, Error *err)
{
	if (!plan_check(model, 1, err))
		return false;
	Arena arena = {0};
	LayerPair *pairs = layer_pairs(model, &arena, n_pairs);
	Range **ranges = empty_ranges(&model->graphs[0], pairs, *n_pairs, &arena);
	bool ok = !samples ||
		channel_ranges(model, samples, settings->n_threads, settings->batch, ranges, err);
	for (int i = 0; ok && i < *n_pairs; i++)
		equalize_pair(model, &pairs[i], samples ? ranges[pairs[i].tensor] : NULL);
	arena_finish(&arena);
	return ok;
}
