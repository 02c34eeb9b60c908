/* SPDX-License-Identifier: Apache-2.0 */
/* RELU, RELU6, LEAKY_RELU, ELU, LOGISTIC, TANH, HARD_SWISH, SOFTMAX and LOG_SOFTMAX. All work in
 * place. */
#include "src/kernels/log_softmax.h"
#include "src/kernels/softmax_int.h"
#include "src/lower/lower_operators.h"
#include "src/lower/struct_types.h"

/* int8 is a table, whatever the function. */
#define INT8_TABLE KERNEL("table_s8", "table_s8.h", "table_s8.c")
#define FLOAT(function, file) FLOAT_KERNEL(function, file ".h", file ".c")
#define INT16(function, tables) \
	{ \
		function, "activation_int.h", "activation_s16.c", tables, false \
	}

static const KernelSet relu = {FLOAT("relu_f32", "elementwise_f32"), INT8_TABLE,
	INT16("relu_s16", NULL)};
static const KernelSet relu6 = {FLOAT("relu6_f32", "elementwise_f32"), INT8_TABLE,
	INT16("clamp_s16", NULL)};
static const KernelSet leaky_relu = {FLOAT("leaky_relu_f32", "elementwise_f32"),
	INT8_TABLE, INT16("leaky_relu_s16", NULL)};
static const KernelSet hard_swish = {FLOAT("hard_swish_f32", "elementwise_f32"),
	INT8_TABLE, {0}};
static const KernelSet elu = {FLOAT("elu_f32", "elu"), INT8_TABLE, {0}};
static const KernelSet logistic = {FLOAT("logistic_f32", "logistic_f32"), INT8_TABLE,
	INT16("logistic_s16", "sigmoid_s16_table.c")};
static const KernelSet tanh_ = {FLOAT("tanh_f32", "tanh_f32"), INT8_TABLE,
	INT16("tanh_s16", "sigmoid_s16_table.c")};

static const KernelSet *activation_kernels(OpType type)
{
	switch (type) {
	case OP_RELU:
		return &relu;
	case OP_RELU6:
		return &relu6;
	case OP_LEAKY_RELU:
		return &leaky_relu;
	case OP_ELU:
		return &elu;
	case OP_LOGISTIC:
		return &logistic;
	case OP_TANH:
		return &tanh_;
	default:
		return &hard_swish;
	}
}

static const StructType relu_struct = {"ReluInt", sizeof(ReluInt), "2i{2i}"};
static const StructType leaky_struct = {"LeakyReluInt", sizeof(LeakyReluInt),
	"2i{2i}{2i}i"};
static const StructType sigmoid_struct = {"SigmoidS16", sizeof(SigmoidS16), "2i"};

static void argue_s16(Lowering *lower, Step *step, OpType type,
	const ActivationS16 *params)
{
	switch (type) {
	case OP_RELU:
		argue_struct(lower, step, &relu_struct, &params->relu, NULL);
		return;
	case OP_RELU6:
		argue_int(step, params->clamp.low);
		argue_int(step, params->clamp.high);
		return;
	case OP_LEAKY_RELU:
		argue_struct(lower, step, &leaky_struct, &params->leaky, NULL);
		return;
	default:
		argue_struct(lower, step, &sigmoid_struct, &params->sigmoid, NULL);
	}
}

bool lower_activation(Lowering *lower, const Layer *layer, Error *err)
{
	const Op *op = layer->op;
	DataType type = op_input(layer->graph, op, 0)->type;
	const Kernel *kernel = kernel_of_type(activation_kernels(op->code->type), type, err);
	if (!kernel)
		return false;
	Step *step = add_step(lower, kernel);
	if (type == TYPE_INT8)
		argue_constant(step,
			constant_array(lower, "table", -1, TYPE_INT8, layer->params, 256));
	else if (type == TYPE_INT16)
		argue_s16(lower, step, op->code->type, layer->params);
	argue_input(lower, step, op->inputs[0]);
	argue_int(step, tensor_count(lower, op->outputs[0]));
	if (type == TYPE_FLOAT32 && op->code->type == OP_LEAKY_RELU)
		argue_real(step, op->attrs.leaky_relu.alpha);
	argue_output(lower, step, op->outputs[0]);
	may_overlap(lower, op->outputs[0], op->inputs[0], 0);
	return true;
}

static const KernelSet softmax = {
	.f32 = FLOAT("softmax_f32", "softmax_f32"),
	.s8 = KERNEL("softmax_s8", "softmax_int.h", "softmax_s8.c"),
	.s16 = {"softmax_s16", "softmax_int.h", "softmax_s16.c", "softmax_s16_tables.c",
		false},
};

static const KernelSet log_softmax = {
	.f32 = FLOAT_KERNEL("log_softmax_f32", "log_softmax.h", "log_softmax_f32.c"),
	.s8 = KERNEL("log_softmax_s8", "log_softmax.h", "log_softmax_s8.c"),
};

static const StructType softmax_s8_struct = {"SoftmaxS8", sizeof(SoftmaxS8), "2i{2i}i"};
static const StructType softmax_s16_struct = {"SoftmaxS16", sizeof(SoftmaxS16), "2i{2i}"};
static const StructType log_softmax_struct = {"LogSoftmaxS8", sizeof(LogSoftmaxS8),
	"2i{2i}{2i}i"};

/* Rows of the last axis: int8 and int16 have them in their structs. */
static bool lower_rows(Lowering *lower, const Layer *layer, const KernelSet *set,
	const StructType *params, const float *beta, Error *err)
{
	const Op *op = layer->op;
	DataType type = op_input(layer->graph, op, 0)->type;
	const Kernel *kernel = kernel_of_type(set, type, err);
	if (!kernel)
		return false;
	Step *step = add_step(lower, kernel);
	if (type != TYPE_FLOAT32)
		argue_struct(lower, step, params, layer->params, NULL);
	argue_input(lower, step, op->inputs[0]);
	if (type == TYPE_FLOAT32) {
		const Tensor *in = op_input(layer->graph, op, 0);
		int length = in->dims[in->rank - 1];
		argue_int(step, tensor_count(lower, op->inputs[0]) / length);
		argue_int(step, length);
		if (beta)
			argue_real(step, *beta);
	}
	argue_output(lower, step, op->outputs[0]);
	may_overlap(lower, op->outputs[0], op->inputs[0], 0);
	return true;
}

bool lower_softmax(Lowering *lower, const Layer *layer, Error *err)
{
	bool is_s16 = op_input(layer->graph, layer->op, 0)->type == TYPE_INT16;
	return lower_rows(lower, layer, &softmax,
		is_s16 ? &softmax_s16_struct : &softmax_s8_struct, &layer->op->attrs.softmax.beta,
		err);
}

bool lower_log_softmax(Lowering *lower, const Layer *layer, Error *err)
{
	return lower_rows(lower, layer, &log_softmax, &log_softmax_struct, NULL, err);
}
