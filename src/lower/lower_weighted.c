/* SPDX-License-Identifier: Apache-2.0 */
/* CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED and TRANSPOSE_CONV. */
#include "src/graph/roles.h"
#include "src/kernels/conv_s16.h"
#include "src/kernels/depthwise_s16.h"
#include "src/kernels/lead.h"
#include "src/kernels/transpose_conv_f32.h"
#include "src/kernels/transpose_conv_s16.h"
#include "src/kernels/transpose_conv_s8.h"
#include "src/lower/lower_operators.h"
#include "src/lower/struct_types.h"
#include "src/lower/weighted.h"
#include "src/ops/operands.h"
#include "src/ops/weighted_layer.h"

#define QUANT_MEMBERS "{4i2p}"

static const KernelSet convs = {
	.f32 = FLOAT_KERNEL("conv_f32", "conv_f32.h", "conv_f32.c"),
	.s8 = KERNEL("conv_s8", "conv_s8.h", "conv_s8.c"),
	.s16 = KERNEL("conv_s16", "conv_s16.h", "conv_s16.c"),
};

static const KernelSet depthwises = {
	.f32 = FLOAT_KERNEL("depthwise_f32", "depthwise_f32.h", "depthwise_f32.c"),
	.s8 = KERNEL("depthwise_s8", "depthwise_s8.h", "depthwise_s8.c"),
	.s16 = KERNEL("depthwise_s16", "depthwise_s16.h", "depthwise_s16.c"),
};

static const KernelSet transposes = {
	.f32 = FLOAT_KERNEL("transpose_conv_f32", "transpose_conv_f32.h",
		"transpose_conv_f32.c"),
	.s8 = KERNEL("transpose_conv_s8", "transpose_conv_s8.h", "transpose_conv_s8.c"),
	.s16 = KERNEL("transpose_conv_s16", "transpose_conv_s16.h", "transpose_conv_s16.c"),
};

static const StructType conv_f32_type = {"ConvF32", sizeof(ConvF32),
	WINDOW_MEMBERS "i2f"};
static const StructType conv_s8_type = {"ConvS8", sizeof(ConvS8),
	WINDOW_MEMBERS "2i" QUANT_MEMBERS};
static const StructType conv_s16_type = {"ConvS16", sizeof(ConvS16),
	WINDOW_MEMBERS "i" QUANT_MEMBERS "i"};
static const StructType depthwise_f32_type = {"DepthwiseF32", sizeof(DepthwiseF32),
	WINDOW_MEMBERS "2f"};
static const StructType depthwise_s8_type = {"DepthwiseS8", sizeof(DepthwiseS8),
	WINDOW_MEMBERS "3i" QUANT_MEMBERS};
static const StructType depthwise_s16_type = {"DepthwiseS16", sizeof(DepthwiseS16),
	WINDOW_MEMBERS QUANT_MEMBERS};
static const StructType transpose_f32_type = {"TransposeConvF32",
	sizeof(TransposeConvF32), WINDOW_MEMBERS "2f"};
static const StructType transpose_s8_type = {"TransposeConvS8", sizeof(TransposeConvS8),
	WINDOW_MEMBERS QUANT_MEMBERS};
static const StructType transpose_s16_type = {"TransposeConvS16",
	sizeof(TransposeConvS16), WINDOW_MEMBERS QUANT_MEMBERS};
static const StructType dense_s8_type = {"DenseS8", sizeof(DenseS8), "4i" QUANT_MEMBERS};

/* The input that is read, and the window over it: that of a PAD that the layer does itself. */
static int absorb_pad(const Lowering *lower, int tensor, Window *window)
{
	const FusedPad *pad = &lower->pad[tensor];
	if (!pad->padding)
		return tensor;
	window->pad_top += pad->padding->before[1];
	window->pad_left += pad->padding->before[2];
	window->in_h -= pad->padding->before[1] + pad->padding->after[1];
	window->in_w -= pad->padding->before[2] + pad->padding->after[2];
	return pad->tensor;
}

static void use_dense_s8(Weighted *what)
{
	static const Kernel kernel = KERNEL("dense_s8", "dense_s8.h", "dense_s8.c");
	const ConvS8 *conv = &what->call.params.conv_s8;
	what->dense = (DenseS8){conv->window.batch, conv->window.in_c, conv->window.out_c,
		conv->window.out_c, conv->quant};
	what->kernel = &kernel;
	what->type = &dense_s8_type;
	what->params = &what->dense;
	what->quant = &what->dense.quant;
	what->scratch_bytes = dense_s8_scratch(&what->dense);
}

static void use_conv(Weighted *what, DataType type)
{
	KernelParams *params = &what->call.params;
	what->type = type == TYPE_FLOAT32 ? &conv_f32_type
		: type == TYPE_INT16          ? &conv_s16_type
									  : &conv_s8_type;
	what->quant = type == TYPE_INT16 ? &params->conv_s16.quant : &params->conv_s8.quant;
	if (type != TYPE_INT8)
		return;
	what->scratch_bytes = conv_s8_scratch(&params->conv_s8);
	what->lead = conv_s8_lead(&params->conv_s8);
	if (what->layer->op->code->type == OP_FULLY_CONNECTED) {
		use_dense_s8(what);
		what->lead = dense_s8_lead(&what->dense);
	}
}

static void use_depthwise(Weighted *what, DataType type)
{
	KernelParams *params = &what->call.params;
	what->type = type == TYPE_FLOAT32 ? &depthwise_f32_type
		: type == TYPE_INT16          ? &depthwise_s16_type
									  : &depthwise_s8_type;
	what->quant =
		type == TYPE_INT16 ? &params->depthwise_s16.quant : &params->depthwise_s8.quant;
	if (type != TYPE_INT8)
		return;
	what->scratch_bytes = depthwise_s8_scratch(&params->depthwise_s8);
	what->lead = depthwise_s8_lead(&params->depthwise_s8);
}

static void use_transpose(Weighted *what, DataType type)
{
	KernelParams *params = &what->call.params;
	what->type = type == TYPE_FLOAT32 ? &transpose_f32_type
		: type == TYPE_INT16          ? &transpose_s16_type
									  : &transpose_s8_type;
	what->quant =
		type == TYPE_INT16 ? &params->transpose_s16.quant : &params->transpose_s8.quant;
}

static bool choose(Lowering *lower, const Layer *layer, Weighted *what, Error *err)
{
	const Op *op = layer->op;
	OpType kind = op->code->type;
	DataType type = op_data(layer->graph, op)->type;
	const KernelSet *set = kind == OP_DEPTHWISE_CONV_2D ? &depthwises
		: kind == OP_TRANSPOSE_CONV                     ? &transposes
														: &convs;
	*what = (Weighted){.layer = layer,
		.kernel = kernel_of_type(set, type, err),
		.call = weighted_layer_call(layer),
		.out = op->outputs[0],
		.scratch_bytes = -1,
		.lead = NO_LEAD};
	if (!what->kernel)
		return false;
	what->data = absorb_pad(lower, data_index(op), &what->call.params.window);
	what->out_c = what->call.params.window.out_c;
	what->params = &what->call.params;
	if (kind == OP_DEPTHWISE_CONV_2D)
		use_depthwise(what, type);
	else if (kind == OP_TRANSPOSE_CONV)
		use_transpose(what, type);
	else
		use_conv(what, type);
	if (type == TYPE_FLOAT32)
		what->quant = NULL;
	return true;
}

/* The weights as they are in the model, or as they were made. */
static int weight_constant(Lowering *lower, const Weighted *what)
{
	int tensor = weights_index(what->layer->op);
	const Tensor *stored = &lower->graph->tensors[tensor];
	if (what->call.weight == stored->buffer->data)
		return tensor_constant(lower, "weight", tensor);
	return constant_array(lower, "weight", tensor, what->quant ? TYPE_INT8 : TYPE_FLOAT32,
		what->call.weight, (size_t)tensor_count(lower, tensor));
}

void argue_bias(Lowering *lower, Step *step, const Weighted *what)
{
	DataType type = !what->quant                                     ? TYPE_FLOAT32
		: op_data(lower->graph, what->layer->op)->type == TYPE_INT16 ? TYPE_INT64
																	 : TYPE_INT32;
	if (!what->call.bias)
		argue_null(step);
	else
		argue_constant(step,
			constant_array(lower, "bias", bias_index(what->layer->op), type,
				what->call.bias, (size_t)what->out_c));
}

/* One multiplier for all channels is there once a channel, too: kernels ask for it so. */
void argue_params(Lowering *lower, Step *step, const Weighted *what)
{
	int pointers[2] = {-1, -1};
	if (what->quant) {
		pointers[0] = constant_array(lower, "multiplier", -1, TYPE_INT32,
			what->quant->multiplier, (size_t)what->out_c);
		pointers[1] = constant_array(lower, "shift", -1, TYPE_INT8, what->quant->shift,
			(size_t)what->out_c);
	}
	argue_struct(lower, step, what->type, what->params, pointers);
}

/* Whether kernels take the weights as they are stored, and not real numbers made of them. */
static bool takes_stored(const Lowering *lower, const Weighted *what)
{
	DataType stored = op_weights(lower->graph, what->layer->op)->type;
	return stored == TYPE_FLOAT32 || what->quant;
}

/* Weights that are packed are unpacked whole, where tiles are not for this kernel. */
static void lower_plain(Lowering *lower, const Weighted *what,
	const PackedConstant *packed)
{
	int block = packed->constant < 0
		? -1
		: unpack_to_block(lower, packed, weights_index(what->layer->op));
	Step *step = add_step(lower, what->kernel);
	argue_params(lower, step, what);
	argue_input(lower, step, what->data);
	if (block < 0)
		argue_constant(step, weight_constant(lower, what));
	else
		argue_block(step, block, what->quant ? "int8_t" : "float");
	argue_bias(lower, step, what);
	argue_output(lower, step, what->out);
	if (what->scratch_bytes >= 0)
		argue_scratch(lower, step, "void", what->scratch_bytes);
	may_overlap(lower, what->out, what->data, what->lead);
}

bool lower_weighted(Lowering *lower, const Layer *layer, Error *err)
{
	Weighted what;
	PackedConstant packed = {.constant = -1};
	if (!choose(lower, layer, &what, err) ||
		(takes_stored(lower, &what) &&
			!packed_constant(lower, weights_index(layer->op), &packed, err)))
		return false;
	if (packed.constant < 0 || what.scratch_bytes < 0)
		lower_plain(lower, &what, &packed);
	else
		lower_packed(lower, &what, &packed);
	return true;
}
