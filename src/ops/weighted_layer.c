/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/weighted_layer.h"

#include "src/graph/roles.h"
#include "src/kernels/x86/conv_f32_x86.h"
#include "src/kernels/x86/conv_s8_x86.h"
#include "src/kernels/x86/depthwise_f32_x86.h"
#include "src/ops/fold_zero_point.h"
#include "src/ops/weights.h"

typedef void RunKernel(const KernelParams *params, const void *in, const void *weight,
	const void *bias, void *out, void *scratch);

/* A layer made ready. */
typedef struct Prepared {
	KernelParams params; /* of one sample */
	const HostKernel *host;
	const void *packed;
	RunKernel *portable;  /* where there is no host's variant */
	size_t scratch_bytes; /* of the portable kernel, for the most samples */
	const void *weight, *bias;
} Prepared;

/* --- The portable kernels --- */

static void run_conv_f32(const KernelParams *params, const void *in, const void *weight,
	const void *bias, void *out, void *scratch)
{
	(void)scratch;
	conv_f32(&params->conv_f32, in, weight, bias, out);
}

static void run_conv_s8(const KernelParams *params, const void *in, const void *weight,
	const void *bias, void *out, void *scratch)
{
	conv_s8(&params->conv_s8, in, weight, bias, out, scratch);
}

static void run_conv_s16(const KernelParams *params, const void *in, const void *weight,
	const void *bias, void *out, void *scratch)
{
	(void)scratch;
	conv_s16(&params->conv_s16, in, weight, bias, out);
}

static void run_depthwise_f32(const KernelParams *params, const void *in,
	const void *weight, const void *bias, void *out, void *scratch)
{
	(void)scratch;
	depthwise_f32(&params->depthwise_f32, in, weight, bias, out);
}

static void run_depthwise_s8(const KernelParams *params, const void *in,
	const void *weight, const void *bias, void *out, void *scratch)
{
	depthwise_s8(&params->depthwise_s8, in, weight, bias, out, scratch);
}

static void run_depthwise_s16(const KernelParams *params, const void *in,
	const void *weight, const void *bias, void *out, void *scratch)
{
	(void)scratch;
	depthwise_s16(&params->depthwise_s16, in, weight, bias, out);
}

static void run_transpose_f32(const KernelParams *params, const void *in,
	const void *weight, const void *bias, void *out, void *scratch)
{
	(void)scratch;
	transpose_conv_f32(&params->transpose_f32, in, weight, bias, out);
}

static void run_transpose_s8(const KernelParams *params, const void *in,
	const void *weight, const void *bias, void *out, void *scratch)
{
	(void)scratch;
	transpose_conv_s8(&params->transpose_s8, in, weight, bias, out);
}

static void run_transpose_s16(const KernelParams *params, const void *in,
	const void *weight, const void *bias, void *out, void *scratch)
{
	(void)scratch;
	transpose_conv_s16(&params->transpose_s16, in, weight, bias, out);
}

/* --- Running, and packing for the host's variant --- */

static void run_layer(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	const Prepared *prepared = layer->params;
	KernelParams params = prepared->params;
	const void *data = in[roles_of(layer->op->code->type).data];
	params.window.batch *= n;
	if (prepared->host)
		prepared->host->run(&params, data, prepared->packed, out[0], scratch);
	else
		prepared->portable(&params, data, prepared->weight, prepared->bias, out[0],
			scratch);
}

/* The parameters for the most samples that come together. */
static KernelParams full_batch(const Layer *layer, const KernelParams *params)
{
	KernelParams full = *params;
	full.window.batch *= layer->batch;
	return full;
}

static void finish(Layer *layer, const Prepared *made, Arena *arena)
{
	Prepared *prepared = arena_copy(arena, made, sizeof *made);
	KernelParams full = full_batch(layer, &made->params);
	const HostKernel *host = layer->portable_kernels ? NULL : made->host;
	prepared->host = host;
	if (host) {
		void *packed = arena_alloc(arena, host->packed_bytes(&full));
		host->pack(&full, made->weight, made->bias, packed);
		layer->scratch_bytes = host->scratch_bytes(&full);
		prepared->packed = packed;
	} else {
		layer->scratch_bytes = made->scratch_bytes;
	}
	layer->params = prepared;
	layer->run = run_layer;
}

/* --- From tensors to parameters --- */

static void choose_f32(const WeightedLayer *what, ActRange act, Prepared *made)
{
	switch (what->kind) {
	case KIND_DEPTHWISE:
		made->params.depthwise_f32 = (DepthwiseF32){what->window, act.low, act.high};
		made->portable = run_depthwise_f32;
		made->host = depthwise_f32_host();
		return;
	case KIND_TRANSPOSE:
		made->params.transpose_f32 = (TransposeConvF32){what->window, act.low, act.high};
		made->portable = run_transpose_f32;
		return;
	case KIND_CONV:
		made->params.conv_f32 =
			(ConvF32){what->window, what->window.in_c / what->groups, act.low, act.high};
		made->portable = run_conv_f32;
		made->host = conv_f32_host();
		return;
	}
}

static bool prepare_f32(Layer *layer, const WeightedLayer *what, Arena *arena, Error *err)
{
	WeightsF32 weights;
	ActRange act;
	Prepared made = {0};
	if (!weights_f32(layer, what->window.out_c, arena, &weights, err) ||
		!activation_bounds(what->activation, &act, err))
		return false;
	made.weight = weights.weight;
	made.bias = weights.bias;
	choose_f32(what, act, &made);
	finish(layer, &made, arena);
	return true;
}

/* The bias as conv_s8 and depthwise_s8 take it. */
static const int32_t *folded_bias(const WeightedLayer *what, int32_t in_zero,
	const WeightsInt *weights, Arena *arena)
{
	const Window *w = &what->window;
	int32_t taps = w->kernel_h * w->kernel_w;
	WeightLayout layout = what->kind == KIND_DEPTHWISE
		? (WeightLayout){taps, w->out_c, 1}
		: (WeightLayout){1, w->out_c, taps * (w->in_c / what->groups)};
	int32_t *folded = arena_array(arena, (size_t)w->out_c, sizeof *folded);
	fold_zero_point(in_zero, layout, weights->weight, weights->bias, folded);
	return folded;
}

static void choose_s8(const Layer *layer, const WeightedLayer *what,
	const LayerQuant *quant, Prepared *made)
{
	KernelParams full;
	switch (what->kind) {
	case KIND_DEPTHWISE:
		made->params.depthwise_s8 = (DepthwiseS8){.window = what->window,
			.repeat = what->window.out_c / what->window.in_c,
			.out_step = what->window.out_c,
			.quant = *quant};
		made->portable = run_depthwise_s8;
		full = full_batch(layer, &made->params);
		made->scratch_bytes = (size_t)depthwise_s8_scratch(&full.depthwise_s8);
		made->host = depthwise_s8_host(&full.depthwise_s8);
		return;
	case KIND_TRANSPOSE:
		made->params.transpose_s8 = (TransposeConvS8){what->window, *quant};
		made->portable = run_transpose_s8;
		return;
	case KIND_CONV:
		made->params.conv_s8 =
			(ConvS8){what->window, what->groups, what->window.out_c, *quant};
		made->portable = run_conv_s8;
		full = full_batch(layer, &made->params);
		made->scratch_bytes = (size_t)conv_s8_scratch(&full.conv_s8);
		made->host = conv_s8_host(&full.conv_s8);
		return;
	}
}

/* Sums of a CONV_2D or a FULLY_CONNECTED have 32 bits beside an int32 bias, or where the model
 * says that there would be one. */
static bool choose_s16(const WeightedLayer *what, const LayerQuant *quant,
	const WeightsInt *weights, Prepared *made, Error *err)
{
	bool is_narrow = what->kind == KIND_CONV &&
		(weights->has_int32_bias || (!weights->bias && what->bias_type == TYPE_INT32));
	if (what->kind != KIND_CONV && weights->has_int32_bias)
		return failed(err, "an int32 bias beside int16; it must be int64");
	switch (what->kind) {
	case KIND_DEPTHWISE:
		made->params.depthwise_s16 = (DepthwiseS16){what->window, *quant};
		made->portable = run_depthwise_s16;
		break;
	case KIND_TRANSPOSE:
		made->params.transpose_s16 = (TransposeConvS16){what->window, *quant};
		made->portable = run_transpose_s16;
		break;
	case KIND_CONV:
		made->params.conv_s16 = (ConvS16){what->window, what->groups, *quant, is_narrow};
		made->portable = run_conv_s16;
		break;
	}
	return is_narrow || layer_quant_is_wide(quant, what->window.out_c) || bad_scales(err);
}

/* Kernels count a filter's values, the bytes of scratch for them, and all windows in 32 bits. */
static bool counts_fit(const Layer *layer, const WeightedLayer *what, Error *err)
{
	enum { MOST_VALUES = 1 << 26 };
	const Window *w = &what->window;
	int64_t taps = (int64_t)w->kernel_h * w->kernel_w;
	int64_t depth = what->kind == KIND_DEPTHWISE ? 1
		: what->kind == KIND_CONV                ? w->in_c / what->groups
												 : w->in_c;
	int64_t rows = (int64_t)w->batch * layer->batch;
	if (taps > MOST_VALUES || taps * depth > MOST_VALUES)
		return failed(err, "a filter has more than %d values", MOST_VALUES);
	if (rows > INT32_MAX || (int64_t)w->out_h * w->out_w > INT32_MAX / rows)
		return failed(err, "it has more than %d windows", INT32_MAX);
	return true;
}

static bool prepare_int(Layer *layer, const WeightedLayer *what, Arena *arena, Error *err)
{
	WeightsInt weights;
	Quant in, out;
	ActRange act;
	LayerQuant quant;
	size_t channels = (size_t)what->window.out_c;
	if (!counts_fit(layer, what, err) ||
		!weights_int(layer, what->window.out_c, what->channel_axis, arena, &weights,
			err) ||
		!quant_of(layer->graph, data_index(layer->op), &in, err) ||
		!output_quant(layer, &out, err) ||
		!activation_bounds(what->activation, &act, err))
		return false;
	ScaleProduct product = what->has_float_product && weights.scales.n == 1
		? PRODUCT_IN_FLOAT
		: PRODUCT_IN_DOUBLE;
	int32_t *multiplier = arena_array(arena, channels, sizeof *multiplier);
	int8_t *shift = arena_array(arena, channels, sizeof *shift);
	if (!layer_quant_prepare(&quant, what->window.out_c, in, weights.scales, out, act,
			product, multiplier, shift))
		return bad_scales(err);
	Prepared made = {.weight = weights.weight, .bias = weights.bias};
	if (!in.is_s16) {
		if (what->kind != KIND_TRANSPOSE)
			made.bias = folded_bias(what, in.zero, &weights, arena);
		choose_s8(layer, what, &quant, &made);
	} else if (!choose_s16(what, &quant, &weights, &made, err)) {
		return false;
	}
	finish(layer, &made, arena);
	return true;
}

bool weighted_layer_prepare(Layer *layer, const WeightedLayer *what, Arena *arena,
	Error *err)
{
	DataType type;
	if (!one_type(layer, &type, err))
		return false;
	return type == TYPE_FLOAT32 ? prepare_f32(layer, what, arena, err)
								: prepare_int(layer, what, arena, err);
}

LayerCall weighted_layer_call(const Layer *layer)
{
	const Prepared *prepared = layer->params;
	return (LayerCall){prepared->params, prepared->weight, prepared->bias};
}
