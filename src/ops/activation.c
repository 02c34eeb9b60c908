/* SPDX-License-Identifier: Apache-2.0 */
/* RELU, RELU6, LEAKY_RELU, ELU, LOGISTIC, TANH and HARD_SWISH, value by value. */
#include "src/kernels/elementwise_f32.h"
#include "src/kernels/elu.h"
#include "src/kernels/logistic_f32.h"
#include "src/kernels/table_s8.h"
#include "src/kernels/tanh_f32.h"
#include "src/ops/operands.h"
#include "src/ops/params.h"

#include <math.h>

static void run_f32(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	size_t count = (size_t)n * output_count(layer);
	switch (layer->op->code->type) {
	case OP_RELU:
		relu_f32(in[0], count, out[0]);
		break;
	case OP_RELU6:
		relu6_f32(in[0], count, out[0]);
		break;
	case OP_LEAKY_RELU:
		leaky_relu_f32(in[0], count, layer->op->attrs.leaky_relu.alpha, out[0]);
		break;
	case OP_ELU:
		elu_f32(in[0], count, out[0]);
		break;
	case OP_LOGISTIC:
		logistic_f32(in[0], count, out[0]);
		break;
	case OP_TANH:
		tanh_f32(in[0], count, out[0]);
		break;
	default:
		hard_swish_f32(in[0], count, out[0]);
	}
}

/* An int8 function of one int8 value is a table of its 256 results, made by the kernel. */
static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	table_s8(layer->params, in[0], (size_t)n * output_count(layer), out[0]);
}

static bool fill_table(const Layer *layer, const int8_t all[256], int8_t *table,
	Error *err)
{
	Quant in, out;
	ReluInt relu;
	LeakyReluInt leaky;
	SigmoidS8 sigmoid;
	HardSwishS8 swish;
	int32_t low, high;
	bool ok;
	if (!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err))
		return false;
	switch (layer->op->code->type) {
	case OP_RELU:
		if ((ok = relu_int_prepare(&relu, in, out)))
			relu_s8(&relu, all, 256, table);
		break;
	case OP_RELU6:
		if (!same_quant(layer, 0, 0, err))
			return false;
		if ((ok = relu6_int_prepare(&low, &high, in)))
			clamp_s8(low, high, all, 256, table);
		break;
	case OP_LEAKY_RELU:
		if ((ok = leaky_relu_int_prepare(&leaky, layer->op->attrs.leaky_relu.alpha, in,
				 out)))
			leaky_relu_s8(&leaky, all, 256, table);
		break;
	case OP_ELU:
		if ((ok = quant_usable(out) && isfinite(1 / out.scale)))
			elu_s8(&(EluS8){in.scale, out.scale, in.zero, out.zero}, all, 256, table);
		break;
	case OP_LOGISTIC:
		if (out.zero != -128)
			return failed(err, "the output's zero point is %d; it must be -128",
				(int)out.zero);
		if ((ok = sigmoid_s8_prepare(&sigmoid, in)))
			logistic_s8(&sigmoid, all, 256, table);
		break;
	case OP_TANH:
		if ((ok = sigmoid_s8_prepare(&sigmoid, in)))
			tanh_s8(&sigmoid, all, 256, table);
		break;
	default:
		if ((ok = hard_swish_s8_prepare(&swish, in, out)))
			hard_swish_s8(&swish, all, 256, table);
	}
	return ok || bad_scales(err);
}

static bool prepare_s8(Layer *layer, Arena *arena, Error *err)
{
	int8_t all[256]; /* in the order of the bytes that hold them */
	for (int i = 0; i < 256; i++)
		all[i] = (int8_t)i;
	int8_t *table = arena_alloc(arena, sizeof all);
	layer->params = table;
	layer->run = run_s8;
	return fill_table(layer, all, table, err);
}

static void run_s16(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)scratch;
	const ActivationS16 *params = layer->params;
	size_t count = (size_t)n * output_count(layer);
	switch (layer->op->code->type) {
	case OP_RELU:
		relu_s16(&params->relu, in[0], count, out[0]);
		break;
	case OP_RELU6:
		clamp_s16(params->clamp.low, params->clamp.high, in[0], count, out[0]);
		break;
	case OP_LEAKY_RELU:
		leaky_relu_s16(&params->leaky, in[0], count, out[0]);
		break;
	case OP_LOGISTIC:
		logistic_s16(&params->sigmoid, in[0], count, out[0]);
		break;
	default:
		tanh_s16(&params->sigmoid, in[0], count, out[0]);
	}
}

/* LOGISTIC and TANH give 1/32768 a unit. */
static bool check_sigmoid_scale(Quant out, Error *err)
{
	if (!is_power_of_two(out.scale, -15))
		return failed(err, "the output has scale %g; it must be 1/32768",
			(double)out.scale);
	return true;
}

static bool prepare_s16(Layer *layer, Arena *arena, Error *err)
{
	ActivationS16 *params = arena_alloc(arena, sizeof *params);
	Quant in, out;
	bool ok = true;
	layer->params = params;
	layer->run = run_s16;
	if (!input_quant(layer, 0, &in, err) || !output_quant(layer, &out, err))
		return false;
	switch (layer->op->code->type) {
	case OP_RELU:
		ok = relu_int_prepare(&params->relu, in, out);
		break;
	case OP_RELU6:
		if (!same_quant(layer, 0, 0, err))
			return false;
		ok = relu6_int_prepare(&params->clamp.low, &params->clamp.high, in);
		break;
	case OP_LEAKY_RELU:
		ok = leaky_relu_int_prepare(&params->leaky, layer->op->attrs.leaky_relu.alpha, in,
			out);
		break;
	case OP_LOGISTIC:
	case OP_TANH:
		if (!check_sigmoid_scale(out, err))
			return false;
		ok = sigmoid_s16_prepare(&params->sigmoid, in,
			layer->op->code->type == OP_TANH ? 1 : 0);
		break;
	default:
		return failed(err, "int16 cannot be run; float32 and int8 can");
	}
	return ok || bad_scales(err);
}

static bool activation_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	if (!one_type(layer, &type, err))
		return false;
	if (type != TYPE_FLOAT32)
		return type == TYPE_INT8 ? prepare_s8(layer, arena, err)
								 : prepare_s16(layer, arena, err);
	layer->run = run_f32;
	return true;
}

#define ACTIVATION \
	.min_inputs = 1, .max_inputs = 1, .shape = same_shape, .prepare = activation_prepare

const OpInfo op_relu = {ACTIVATION};
const OpInfo op_relu6 = {ACTIVATION};
const OpInfo op_leaky_relu = {ACTIVATION};
const OpInfo op_elu = {ACTIVATION};
const OpInfo op_logistic = {ACTIVATION};
const OpInfo op_tanh = {ACTIVATION};
const OpInfo op_hard_swish = {ACTIVATION};
