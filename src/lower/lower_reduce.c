/* SPDX-License-Identifier: Apache-2.0 */
/* MEAN, SUM, REDUCE_MAX and RESIZE_BILINEAR. */
#include "src/kernels/mean_int.h"
#include "src/kernels/resize_bilinear.h"
#include "src/lower/lower_operators.h"
#include "src/lower/struct_types.h"

static const KernelSet mean = {
	.f32 = FLOAT_KERNEL("mean_f32", "reduce_f32.h", "reduce_f32.c"),
	.s8 = KERNEL("mean_s8", "mean_int.h", "mean_s8.c"),
	.s16 = KERNEL("mean_s16", "mean_int.h", "mean_s16.c"),
};

static const KernelSet sum = {
	.f32 = FLOAT_KERNEL("sum_f32", "reduce_f32.h", "reduce_f32.c"),
	.s8 =
		KERNEL("mean_s8", "mean_int.h", "mean_s8.c"), /* they differ in the scale alone */
	.s16 = KERNEL("mean_s16", "mean_int.h", "mean_s16.c"),
};

static const KernelSet maximum = {
	.f32 = FLOAT_KERNEL("reduce_max_f32", "reduce_f32.h", "reduce_f32.c"),
	.s8 = KERNEL("reduce_max_s8", "reduce_max_s8.h", "reduce_max_s8.c"),
};

bool lower_reduce(Lowering *lower, const Layer *layer, Error *err)
{
	static const StructType mean_int = {"MeanInt", sizeof(MeanInt),
		"{" REDUCTION_MEMBERS "}2i{2i}"};
	static const StructType reduction = {"Reduction", sizeof(Reduction),
		REDUCTION_MEMBERS};
	OpType op = layer->op->code->type;
	DataType type = op_input(layer->graph, layer->op, 0)->type;
	const Kernel *kernel = kernel_of_type(op == OP_MEAN ? &mean
			: op == OP_SUM                              ? &sum
														: &maximum,
		type, err);
	if (!kernel)
		return false;
	Step *step = add_step(lower, kernel);
	argue_struct(lower, step,
		type == TYPE_FLOAT32 || op == OP_REDUCE_MAX ? &reduction : &mean_int,
		layer->params, NULL);
	argue_input(lower, step, layer->op->inputs[0]);
	argue_output(lower, step, layer->op->outputs[0]);
	return true;
}

static const StructType between_f32 = {"BetweenF32", sizeof(BetweenF32), "2i2f"};
static const StructType between_s8 = {"BetweenS8", sizeof(BetweenS8), "4i"};

bool lower_resize_bilinear(Lowering *lower, const Layer *layer, Error *err)
{
	static const KernelSet resize = {
		.f32 = FLOAT_KERNEL("resize_bilinear_f32", "resize_bilinear.h",
			"resize_bilinear_f32.c"),
		.s8 = KERNEL("resize_bilinear_s8", "resize_bilinear.h", "resize_bilinear_s8.c"),
	};
	static const StructType resize_f32 = {"ResizeF32", sizeof(ResizeF32), "6i2p"};
	static const StructType resize_s8 = {"ResizeS8", sizeof(ResizeS8), "6i2p"};
	DataType type = op_input(layer->graph, layer->op, 0)->type;
	bool is_float = type == TYPE_FLOAT32;
	const Kernel *kernel = kernel_of_type(&resize, type, err);
	if (!kernel)
		return false;
	const ResizeF32 *f32 = layer->params;
	const ResizeS8 *s8 = layer->params;
	Step *step = add_step(lower, kernel);
	const int places[] = {
		is_float ? constant_structs(lower, "rows", &between_f32, f32->rows, f32->out_h)
				 : constant_structs(lower, "rows", &between_s8, s8->rows, s8->out_h),
		is_float
			? constant_structs(lower, "columns", &between_f32, f32->columns, f32->out_w)
			: constant_structs(lower, "columns", &between_s8, s8->columns, s8->out_w),
	};
	argue_struct(lower, step, is_float ? &resize_f32 : &resize_s8, layer->params, places);
	argue_input(lower, step, layer->op->inputs[0]);
	argue_output(lower, step, layer->op->outputs[0]);
	return true;
}
