/* SPDX-License-Identifier: Apache-2.0 */
/* What convolutions and fully connected layers ask of TFLM's arena as they prepare. */
#include "src/graph/roles.h"
#include "src/target/cmsis_nn.h"
#include "src/target/tflm_ops.h"

static bool is_quantized(const Tensor *tensor)
{
	return tensor->type == TYPE_INT8 || tensor->type == TYPE_INT16;
}

/* Half of what windows reach beyond the input, which SAME padding puts before it. */
static uint64_t padding_before(uint64_t in, uint64_t out, uint64_t kernel,
	uint64_t stride, uint64_t dilation)
{
	uint64_t reach = (out - 1) * stride + (kernel - 1) * dilation + 1;
	return reach > in ? (reach - in) / 2 : 0;
}

static uint64_t at_least_1(int n)
{
	return n > 1 ? (uint64_t)n : 1;
}

/* Lengths alone: no padding, steps of 1. */
static ConvWindow window_over(Tally *tally, const Tensor *in, const Tensor *weights,
	const Tensor *out)
{
	return (ConvWindow){
		.batch = tally_dim(tally, in, 0),
		.in_h = tally_dim(tally, in, 1),
		.in_w = tally_dim(tally, in, 2),
		.in_c = tally_dim(tally, in, 3),
		.out_h = tally_dim(tally, out, 1),
		.out_w = tally_dim(tally, out, 2),
		.out_c = tally_dim(tally, out, 3),
		.kernel_h = tally_dim(tally, weights, 1),
		.kernel_w = tally_dim(tally, weights, 2),
		.kernel_c = tally_dim(tally, weights, 3),
		.stride_h = 1,
		.stride_w = 1,
		.dilation_h = 1,
		.dilation_w = 1,
	};
}

static ConvWindow window_of_conv(Tally *tally)
{
	const Tensor *in = tally_input(tally, 0), *weights = tally_input(tally, 1);
	const ConvAttrs *attrs = &tally->op->attrs.conv;
	ConvWindow window = window_over(tally, in, weights, tally_output(tally, 0));
	window.stride_h = at_least_1(attrs->stride_h);
	window.stride_w = at_least_1(attrs->stride_w);
	window.dilation_h = at_least_1(attrs->dilation_h);
	window.dilation_w = at_least_1(attrs->dilation_w);
	if (attrs->padding == PADDING_SAME) {
		window.pad_h = padding_before(window.in_h, window.out_h, window.kernel_h,
			window.stride_h, window.dilation_h);
		window.pad_w = padding_before(window.in_w, window.out_w, window.kernel_w,
			window.stride_w, window.dilation_w);
	}
	return window;
}

static void scratch_unless_0(Tally *tally, uint64_t bytes)
{
	if (bytes)
		tally_scratch(tally, bytes);
}

/* A multiplier and a shift for each output channel. */
static void keep_multipliers(Tally *tally, uint64_t channels)
{
	tally_keep(tally, bounded_product(4, channels));
	tally_keep(tally, bounded_product(4, channels));
}

/* The steps that both kinds of convolution share; channels lie along that axis of the
 * weights. The kernels open input, weights and output a second time. */
static void prepare_channels(Tally *tally, int axis)
{
	const Tensor *in = tally_input(tally, 0), *weights = tally_input(tally, 1);
	if (!tally->cmsis_nn || is_quantized(in))
		keep_multipliers(tally, tally_dim(tally, weights, axis));
	tally_open(tally, in);
	tally_open(tally, weights);
	tally_open(tally, tally_output(tally, 0));
	if (!tally->cmsis_nn && weights->type == TYPE_INT4)
		tally_scratch(tally, tally_count(tally, weights));
}

void prepare_conv(Tally *tally)
{
	prepare_channels(tally, 0);
	const Tensor *in = tally_input(tally, 0);
	if (!tally->cmsis_nn || !is_quantized(in))
		return;
	ConvWindow window = window_of_conv(tally);
	scratch_unless_0(tally,
		in->type == TYPE_INT8 ? conv_s8_scratch(tally->core, &window)
							  : conv_s16_scratch(tally->core, &window));
}

void prepare_depthwise_conv(Tally *tally)
{
	prepare_channels(tally, 3);
	const Tensor *in = tally_input(tally, 0), *weights = tally_input(tally, 1);
	if (!tally->cmsis_nn || in->type != TYPE_INT8)
		return;
	ConvWindow window = window_of_conv(tally);
	scratch_unless_0(tally, depthwise_s8_scratch(tally->core, &window, weights->type));
}

void prepare_fully_connected(Tally *tally)
{
	const Tensor *in = tally_input(tally, 0), *weights = tally_input(tally, 1);
	const Tensor *bias = op_bias(tally->graph, tally->op);
	const Tensor *out = tally_output(tally, 0);
	if (!tally->cmsis_nn && weights->type == TYPE_INT4)
		tally_scratch(tally, tally_count(tally, weights));
	bool per_channel = in->type != TYPE_FLOAT32 && tflm_scales(weights) > 1;
	if (per_channel)
		keep_multipliers(tally, (uint64_t)tflm_scales(weights));
	if (!tally->cmsis_nn || in->type != TYPE_INT8 || weights->type == TYPE_INT4)
		return;

	uint64_t out_c = tally_dim(tally, out, -1);
	if (out->rank > 2 && tally_dim(tally, weights, -1) % 4 == 0) {
		if (!per_channel)
			tally_scratch(tally, bounded_product(8, out_c));
	} else if (tally->core->has_mve) {
		/* Sums of the weights: made once where those are constant. */
		if (tensor_is_constant(weights) && (!bias || tensor_is_constant(bias)))
			tally_keep(tally, bounded_product(4, out_c));
		else
			tally_scratch(tally, bounded_product(4, out_c));
	}
}

/*
 * The largest stride that fits an output length, whatever the padding: the true one is in
 * options not seen here.
 */
static uint64_t stride_bound(uint64_t in, uint64_t out)
{
	uint64_t bound = in > 1 ? (out - 1) / (in - 1) : out;
	return bound > 1 ? bound : 1;
}

static void transpose_conv_s8(Tally *tally)
{
	const Tensor *weights = tally_input(tally, 1), *in = tally_input(tally, 2);
	ConvWindow window = window_over(tally, in, weights, tally_output(tally, 0));
	window.stride_h = stride_bound(window.in_h, window.out_h);
	window.stride_w = stride_bound(window.in_w, window.out_w);
	uint64_t sums, reversed;
	if (!transpose_conv_s8_scratch(tally->core, &window, &sums, &reversed))
		tally->doubts |= DOUBT_STRIDE;
	tally_scratch(tally, sums);
	tally_scratch(tally, reversed);
}

/* Inputs: the output's shape, weights, values, bias. */
void prepare_transpose_conv(Tally *tally)
{
	const Tensor *weights = tally_input(tally, 1), *in = tally_input(tally, 2);
	const Tensor *bias = op_input(tally->graph, tally->op, 3);
	uint64_t n_out = tally_count(tally, tally_output(tally, 0));
	if (in->type == TYPE_FLOAT32 && weights->type != TYPE_FLOAT32)
		tally->ok =
			failed(tally->err, "TFLM does not run %s weights beside float32 activations",
				type_name(weights->type));
	uint64_t channels = tally_dim(tally, weights, 0);
	keep_multipliers(tally, channels);
	if (in->type == TYPE_INT8 && tally->cmsis_nn)
		transpose_conv_s8(tally);
	else if (in->type == TYPE_INT8)
		tally_scratch(tally, bounded_product(4, n_out));
	if (in->type != TYPE_INT16)
		return;
	tally_scratch(tally, bounded_product(8, n_out));
	if (bias && bias->type == TYPE_INT16)
		tally_scratch(tally, bounded_product(8, channels));
}
