/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/conv_layer.h"

#include "src/kernels/x86/conv_f32_x86.h"
#include "src/kernels/x86/conv_s8_x86.h"

typedef struct ParamsF32 {
	ConvF32 conv;
	WeightsF32 weights;
	const ConvF32Host *host; /* NULL: the portable kernel */
	void *packed;
} ParamsF32;

static void run_f32(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	const ParamsF32 *params = layer->params;
	ConvF32 conv = params->conv;
	conv.window.batch *= n;
	if (params->host)
		params->host->run(&conv, in[0], params->packed, out[0], scratch);
	else
		conv_f32(&conv, in[0], params->weights.weight, params->weights.bias, out[0]);
}

void conv_layer_f32(Layer *layer, const ConvF32 *conv, const WeightsF32 *weights,
	Arena *arena)
{
	ParamsF32 *params = arena_alloc(arena, sizeof *params);
	*params = (ParamsF32){.conv = *conv, .weights = *weights};
	params->host = layer->portable_kernels ? NULL : conv_f32_host();
	if (params->host) {
		ConvF32 full = *conv;
		full.window.batch *= layer->batch;
		params->packed = arena_alloc(arena, params->host->packed_bytes(&full));
		params->host->pack(&full, weights->weight, weights->bias, params->packed);
		layer->scratch_bytes = params->host->scratch_bytes(&full);
	}
	layer->params = params;
	layer->run = run_f32;
}

typedef struct ParamsS8 {
	ConvS8 conv;
	WeightsS8 weights;
	const ConvS8Host *host; /* NULL: the portable kernel */
	void *packed;
} ParamsS8;

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	const ParamsS8 *params = layer->params;
	ConvS8 conv = params->conv;
	conv.window.batch *= n;
	if (params->host)
		params->host->run(&conv, in[0], params->packed, out[0], scratch);
	else
		conv_s8(&conv, in[0], params->weights.weight, params->weights.bias, out[0]);
}

void conv_layer_s8(Layer *layer, const ConvS8 *conv, const WeightsS8 *weights,
	Arena *arena)
{
	ParamsS8 *params = arena_alloc(arena, sizeof *params);
	*params = (ParamsS8){.conv = *conv, .weights = *weights};
	ConvS8 full = *conv;
	full.window.batch *= layer->batch;
	params->host = layer->portable_kernels ? NULL : conv_s8_host(&full);
	if (params->host) {
		params->packed = arena_alloc(arena, params->host->packed_bytes(&full));
		params->host->pack(&full, weights->weight, weights->bias, params->packed);
		layer->scratch_bytes = params->host->scratch_bytes(&full);
	}
	layer->params = params;
	layer->run = run_s8;
}
