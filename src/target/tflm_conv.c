/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What convolutions and fully connected layers ask of TFLM's arena as they prepare. Scratch
 * sizes of CMSIS-NN follow its ..._get_buffer_size functions as gcc builds them (armclang's
 * differ in two cases).
 */
#include "src/target/tflm_ops.h"

/* A convolution as CMSIS-NN sees it. */
typedef struct ConvWindow {
	uint64_t in_h, in_w, in_c, out_w, out_c;
	uint64_t kernel_h, kernel_w, kernel_c;
	uint64_t pad_h, pad_w, stride_h, stride_w;
	bool dilated_h, dilated_w;
} ConvWindow;

static bool is_quantized(const Tensor *tensor)
{
	return tensor->type == TYPE_INT8 || tensor->type == TYPE_INT16;
}

/* TFLM runs float with float weights, and integers with integer ones. */
static void refuse_hybrid(Tally *tally, const Tensor *in, const Tensor *weights)
{
	if (in->type == TYPE_FLOAT32 && weights->type != TYPE_FLOAT32)
		tally->ok = failed(tally->err,
			"TFLM does not run float activations with %s weights (a hybrid model)",
			type_name(weights->type));
}

/* Half the rows that a window reaches beyond the input, as SAME padding puts before it. */
static uint64_t padding_before(uint64_t in, uint64_t out, uint64_t kernel,
	uint64_t stride, uint64_t dilation)
{
	uint64_t reach = (out - 1) * stride + (kernel - 1) * dilation + 1;
	return reach > in ? (reach - in) / 2 : 0;
}

static uint64_t positive(int n)
{
	return n > 0 ? (uint64_t)n : 1;
}

static ConvWindow window_of_op(Tally *tally)
{
	const Tensor *in = tally_input(tally, 0), *weights = tally_input(tally, 1);
	const Tensor *out = tally_output(tally, 0);
	const ConvAttrs *attrs = &tally->op->attrs.conv;
	ConvWindow window = {
		.in_h = tally_dim(tally, in, 1),
		.in_w = tally_dim(tally, in, 2),
		.in_c = tally_dim(tally, in, 3),
		.out_w = tally_dim(tally, out, 2),
		.out_c = tally_dim(tally, out, 3),
		.kernel_h = tally_dim(tally, weights, 1),
		.kernel_w = tally_dim(tally, weights, 2),
		.kernel_c = tally_dim(tally, weights, 3),
		.stride_h = positive(attrs->stride_h),
		.stride_w = positive(attrs->stride_w),
		.dilated_h = positive(attrs->dilation_h) > 1,
		.dilated_w = positive(attrs->dilation_w) > 1,
	};
	if (attrs->padding == PADDING_SAME) {
		window.pad_h = padding_before(window.in_h, tally_dim(tally, out, 1),
			window.kernel_h, window.stride_h, positive(attrs->dilation_h));
		window.pad_w = padding_before(window.in_w, window.out_w, window.kernel_w,
			window.stride_w, positive(attrs->dilation_w));
	}
	return window;
}

static uint64_t kernel_bytes(const ConvWindow *window, uint64_t channels)
{
	return bounded_product(bounded_product(window->kernel_h, window->kernel_w), channels);
}

/* Columns gathered four at a time into 16-byte lanes. */
static uint64_t mve_columns(const ConvWindow *window)
{
	return bounded_product(4, rounded_up(kernel_bytes(window, window->in_c), 16));
}

/* One row, convolved in place but for its padded ends, which are copied. */
static uint64_t mve_row(const ConvWindow *window)
{
	int64_t overhang =
		(int64_t)((window->out_w - 1) * window->stride_w + window->kernel_w) -
		(int64_t)window->in_w;
	int64_t odd = overhang % 2; /* -1 for an odd shortfall, as in C */
	int64_t pad = (int64_t)window->pad_w, stride = (int64_t)window->stride_w;
	int64_t right = 0, left = 0;
	if (pad + odd != 0)
		right =
			(pad + odd + stride - 1) / stride > 1 ? (pad + odd + stride - 1) / stride : 1;
	if (pad != 0)
		left = (pad + stride - 1) / stride;
	int64_t middle = (int64_t)window->out_w - left - right;
	if (middle < 0)
		return mve_columns(window);

	uint64_t at_left = bounded_product(window->kernel_w + window->pad_w, window->in_c);
	uint64_t beyond = odd ? (uint64_t)right : window->pad_w;
	uint64_t at_right = bounded_product(window->kernel_w - 1 + beyond, window->in_c);
	return at_left > at_right ? at_left : at_right;
}

/* int8 input; weights of four bits are asked for alike. */
static uint64_t conv_s8_scratch(const Tally *tally, const ConvWindow *window)
{
	bool dilated = window->dilated_h || window->dilated_w;
	bool whole_depth = window->in_c == window->kernel_c;
	if (window->kernel_h == 1 && window->kernel_w == 1 && !window->pad_h &&
		!window->pad_w && !dilated && whole_depth)
		return 0;
	if (!tally->core->has_mve)
		return bounded_product(4, rounded_up(kernel_bytes(window, window->in_c), 4));
	bool one_row = window->in_h == 1 && window->kernel_h == 1 && !window->dilated_w &&
		window->stride_w * window->in_c % 4 == 0 && whole_depth;
	return one_row ? mve_row(window) : mve_columns(window);
}

static uint64_t conv_s16_scratch(const Tally *tally, const ConvWindow *window)
{
	uint64_t n = kernel_bytes(window, window->in_c);
	return bounded_product(tally->core->has_mve ? 8 : 4,
		tally->core->has_mve ? rounded_up(n, 8) : n);
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
	refuse_hybrid(tally, in, weights);
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
	ConvWindow window = window_of_op(tally);
	const Tensor *bias = op_input(tally->graph, tally->op, 2);
	if (in->type == TYPE_INT8)
		scratch_unless_0(tally, conv_s8_scratch(tally, &window));
	else if (!bias || bias->type == TYPE_INT64)
		scratch_unless_0(tally, conv_s16_scratch(tally, &window));
}

static uint64_t depthwise_s8_scratch(const Tally *tally, const ConvWindow *window,
	bool four_bits)
{
	const CoreInfo *core = tally->core;
	uint64_t area = bounded_product(window->kernel_h, window->kernel_w);
	if (core->has_mve && window->in_c == 1 && window->out_c > 1 && !four_bits) {
		/* Run as a convolution, over weights with their axes exchanged. */
		ConvWindow as_conv = *window;
		as_conv.kernel_c = 1;
		return conv_s8_scratch(tally, &as_conv) + bounded_product(area, window->out_c);
	}
	if (core->has_mve)
		return bounded_product(496, area);
	bool own_3x3 = window->kernel_h == 3 && window->kernel_w == 3 && window->pad_h <= 1 &&
		window->pad_w <= 1;
	if (four_bits || (core->has_dsp && !own_3x3))
		return bounded_product(2 * window->in_c, area);
	return 0;
}

void prepare_depthwise_conv(Tally *tally)
{
	prepare_channels(tally, 3);
	const Tensor *in = tally_input(tally, 0), *weights = tally_input(tally, 1);
	if (!tally->cmsis_nn || in->type != TYPE_INT8)
		return;
	ConvWindow window = window_of_op(tally);
	bool four_bits = weights->type == TYPE_INT4;
	bool widened =
		tally->core->has_mve && window.in_c == 1 && window.out_c > 1 && !four_bits;
	bool fast = window.in_c == window.out_c && tally_dim(tally, in, 0) == 1 &&
		!window.dilated_h && !window.dilated_w;
	if (fast || widened)
		scratch_unless_0(tally, depthwise_s8_scratch(tally, &window, four_bits));
}

void prepare_fully_connected(Tally *tally)
{
	const Tensor *in = tally_input(tally, 0), *weights = tally_input(tally, 1);
	const Tensor *bias = op_input(tally->graph, tally->op, 2);
	const Tensor *out = tally_output(tally, 0);
	refuse_hybrid(tally, in, weights);
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
	return in > 1 ? (out - 1) / (in - 1) : out;
}

/* int8 with CMSIS-NN: a plain convolution over the input spread out, where that pays. */
static void transpose_conv_s8(Tally *tally)
{
	enum { REVERSED_ABOVE = 16 };
	const Tensor *weights = tally_input(tally, 1), *in = tally_input(tally, 2);
	const Tensor *out = tally_output(tally, 0);
	ConvWindow window = {
		.in_h = tally_dim(tally, in, 1),
		.in_w = tally_dim(tally, in, 2),
		.in_c = tally_dim(tally, in, 3),
		.out_w = tally_dim(tally, out, 2),
		.out_c = tally_dim(tally, out, 3),
		.kernel_h = tally_dim(tally, weights, 1),
		.kernel_w = tally_dim(tally, weights, 2),
	};
	uint64_t stride_h = stride_bound(window.in_h, tally_dim(tally, out, 1));
	uint64_t stride_w = stride_bound(window.in_w, window.out_w);
	uint64_t reach = window.kernel_w > stride_h ? window.kernel_w : stride_h;
	uint64_t rows = window.kernel_h > stride_h ? window.kernel_h : stride_h;
	uint64_t row = bounded_product((window.in_w - 1) * stride_w + reach, window.out_c);
	uint64_t spread = bounded_product(4, bounded_product(row, rows)), reversed = 0;

	if (window.in_c > REVERSED_ABOVE) {
		uint64_t columns = tally->core->has_mve
			? mve_columns(&window)
			: bounded_product(4, rounded_up(kernel_bytes(&window, window.in_c), 4));
		reversed = bounded_product(kernel_bytes(&window, window.in_c), window.out_c);
		bool surely = stride_h <= 2 && stride_w <= 2;
		if (surely || columns > spread)
			spread = columns;
		if (!surely)
			tally->doubts |= DOUBT_STRIDE;
	} else if (stride_h > 1 || stride_w > 1) {
		tally->doubts |= DOUBT_STRIDE;
	}
	tally_scratch(tally, spread);
	tally_scratch(tally, reversed);
}

/* Inputs: the output's shape, weights, values, bias. */
void prepare_transpose_conv(Tally *tally)
{
	const Tensor *weights = tally_input(tally, 1), *in = tally_input(tally, 2);
	const Tensor *bias = op_input(tally->graph, tally->op, 3);
	uint64_t n_out = tally_count(tally, tally_output(tally, 0));
	refuse_hybrid(tally, in, weights);
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
