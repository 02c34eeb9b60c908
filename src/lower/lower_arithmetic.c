/* SPDX-License-Identifier: Apache-2.0 */
/* Operators on two tensors, value by value: ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM and PRELU. */
#include "src/kernels/extremes.h"
#include "src/lower/lower_operators.h"
#include "src/lower/struct_types.h"

static const char f32_header[] = "elementwise_f32.h", f32_source[] = "elementwise_f32.c";
static const char int_header[] = "elementwise_int.h", s8_source[] = "elementwise_s8.c",
				  s16_source[] = "elementwise_s16.c";

static const KernelSet adds = {
	.f32 = FLOAT_KERNEL("add_f32", f32_header, f32_source),
	.s8 = KERNEL("add_s8", int_header, s8_source),
	.s16 = KERNEL("add_s16", int_header, s16_source),
};

static const KernelSet subs = {
	.f32 = FLOAT_KERNEL("sub_f32", f32_header, f32_source),
	.s8 = KERNEL("sub_s8", int_header, s8_source),
	.s16 = KERNEL("sub_s16", int_header, s16_source),
};

static const KernelSet muls = {
	.f32 = FLOAT_KERNEL("mul_f32", f32_header, f32_source),
	.s8 = KERNEL("mul_s8", int_header, s8_source),
	.s16 = KERNEL("mul_s16", int_header, s16_source),
};

static const KernelSet divs = {
	.f32 = FLOAT_KERNEL("div_f32", f32_header, f32_source),
	.s8 = KERNEL("div_s8", "div_s8.h", "div_s8.c"),
};

static const KernelSet prelus = {
	.f32 = FLOAT_KERNEL("prelu_f32", "prelu.h", "prelu.c"),
	.s8 = KERNEL("prelu_s8", "prelu.h", "prelu.c"),
	.s16 = KERNEL("prelu_s16", "prelu.h", "prelu.c"),
};

static const StructType broadcast = {"Broadcast", sizeof(Broadcast), BROADCAST_MEMBERS};
static const StructType f32_struct = {"ElementwiseF32", sizeof(ElementwiseF32), "2f"};
static const StructType add_struct = {"AddInt", sizeof(AddInt), "5i{2i}{2i}{2i}"};
static const StructType mul_struct = {"MulInt", sizeof(MulInt), "5i{2i}"};
static const StructType div_struct = {"DivS8", sizeof(DivS8), "5i{2i}"};
static const StructType prelu_struct = {"PreluInt", sizeof(PreluInt), "3i{2i}{2i}"};

/* Kernels work in place on operands that are walked as the output is. */
static void argue_operands(Lowering *lower, Step *step, const Op *op)
{
	int out = op->outputs[0];
	argue_input(lower, step, op->inputs[0]);
	argue_input(lower, step, op->inputs[1]);
	argue_output(lower, step, out);
	for (int i = 0; i < 2; i++)
		if (tensor_count(lower, op->inputs[i]) == tensor_count(lower, out) &&
			lower->graph->tensors[op->inputs[i]].type == lower->graph->tensors[out].type)
			may_overlap(lower, out, op->inputs[i], 0);
}

bool lower_arithmetic(Lowering *lower, const Layer *layer, Error *err)
{
	const ArithmeticParams *params = layer->params;
	OpType op = layer->op->code->type;
	DataType type = op_input(layer->graph, layer->op, 0)->type;
	const KernelSet *set = op == OP_ADD ? &adds
		: op == OP_SUB                  ? &subs
		: op == OP_MUL                  ? &muls
										: &divs;
	const Kernel *kernel = kernel_of_type(set, type, err);
	if (!kernel)
		return false;
	Step *step = add_step(lower, kernel);
	if (type == TYPE_FLOAT32)
		argue_struct(lower, step, &f32_struct, &params->f32, NULL);
	else if (op == OP_MUL)
		argue_struct(lower, step, &mul_struct, &params->mul, NULL);
	else if (op == OP_DIV)
		argue_struct(lower, step, &div_struct, &params->div, NULL);
	else
		argue_struct(lower, step, &add_struct, &params->add, NULL);
	argue_struct(lower, step, &broadcast, &params->shape, NULL);
	argue_operands(lower, step, layer->op);
	return true;
}

bool lower_prelu(Lowering *lower, const Layer *layer, Error *err)
{
	const PreluParams *params = layer->params;
	DataType type = op_input(layer->graph, layer->op, 0)->type;
	const Kernel *kernel = kernel_of_type(&prelus, type, err);
	if (!kernel)
		return false;
	Step *step = add_step(lower, kernel);
	if (type != TYPE_FLOAT32)
		argue_struct(lower, step, &prelu_struct, &params->prelu, NULL);
	argue_struct(lower, step, &broadcast, &params->shape, NULL);
	argue_operands(lower, step, layer->op);
	return true;
}

#define EXTREME(function) KERNEL(function, "extremes.h", "extremes.c")

/* int32 and int64 too: no other operator computes with them. */
static const Kernel *extreme_kernel(bool is_maximum, DataType type, Error *err)
{
	static const KernelSet maximum = {
		.f32 = FLOAT_KERNEL("maximum_f32", "extremes.h", "extremes.c"),
		.s8 = EXTREME("maximum_s8"),
		.s16 = EXTREME("maximum_s16"),
	};
	static const KernelSet minimum = {
		.f32 = FLOAT_KERNEL("minimum_f32", "extremes.h", "extremes.c"),
		.s8 = EXTREME("minimum_s8"),
		.s16 = EXTREME("minimum_s16"),
	};
	static const Kernel wide[2][2] = {
		{EXTREME("minimum_s32"), EXTREME("minimum_s64")},
		{EXTREME("maximum_s32"), EXTREME("maximum_s64")},
	};
	if (type == TYPE_INT32 || type == TYPE_INT64)
		return &wide[is_maximum][type == TYPE_INT64];
	return kernel_of_type(is_maximum ? &maximum : &minimum, type, err);
}

bool lower_extreme(Lowering *lower, const Layer *layer, Error *err)
{
	DataType type = op_input(layer->graph, layer->op, 0)->type;
	const Kernel *kernel = extreme_kernel(layer->op->code->type == OP_MAXIMUM, type, err);
	if (!kernel)
		return false;
	Step *step = add_step(lower, kernel);
	argue_struct(lower, step, &broadcast, layer->params, NULL);
	argue_operands(lower, step, layer->op);
	return true;
}
