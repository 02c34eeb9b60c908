/* SPDX-License-Identifier: Apache-2.0 */
/* AVERAGE_POOL_2D and MAX_POOL_2D. */
#include "src/kernels/lead.h"
#include "src/kernels/pool_f32.h"
#include "src/lower/lower_operators.h"
#include "src/lower/struct_types.h"

static const KernelSet average = {
	.f32 = FLOAT_KERNEL("average_pool_f32", "pool_f32.h", "pool_f32.c"),
	.s8 = KERNEL("average_pool_s8", "pool_int.h", "pool_s8.c"),
	.s16 = KERNEL("average_pool_s16", "pool_int.h", "pool_s16.c"),
};

static const KernelSet maximum = {
	.f32 = FLOAT_KERNEL("max_pool_f32", "pool_f32.h", "pool_f32.c"),
	.s8 = KERNEL("max_pool_s8", "pool_int.h", "pool_s8.c"),
	.s16 = KERNEL("max_pool_s16", "pool_int.h", "pool_s16.c"),
};

static const StructType pool_f32 = {"PoolF32", sizeof(PoolF32), WINDOW_MEMBERS "2f"};
static const StructType pool_int = {"PoolInt", sizeof(PoolInt), WINDOW_MEMBERS "2i"};

bool lower_pool(Lowering *lower, const Layer *layer, Error *err)
{
	const Op *op = layer->op;
	DataType type = op_input(layer->graph, op, 0)->type;
	const Kernel *kernel =
		kernel_of_type(op->code->type == OP_MAX_POOL_2D ? &maximum : &average, type, err);
	if (!kernel)
		return false;
	Step *step = add_step(lower, kernel);
	argue_struct(lower, step, type == TYPE_FLOAT32 ? &pool_f32 : &pool_int, layer->params,
		NULL);
	argue_input(lower, step, op->inputs[0]);
	argue_output(lower, step, op->outputs[0]);
	if (type != TYPE_FLOAT32)
		may_overlap(lower, op->outputs[0], op->inputs[0],
			pool_int_lead(layer->params, type_bits(type) / 8));
	return true;
}
