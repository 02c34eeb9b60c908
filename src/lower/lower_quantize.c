/* SPDX-License-Identifier: Apache-2.0 */
/* QUANTIZE, DEQUANTIZE and CAST. */
#include "src/lower/lower_operators.h"

#define REQUANTIZE(function) \
	{ \
		function, "requantize.h", "requantize.c", NULL, false \
	}
#define REAL(function) \
	{ \
		function, "quantize.h", "quantize.c", NULL, true \
	}

static const StructType affine = {"Affine8", sizeof(Affine8), "2i"};
static const StructType rescale_type = {"Rescale", sizeof(Rescale), "2i"};

bool lower_quantize(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel to_8 = REAL("quantize_8"), to_s16 = REAL("quantize_s16");
	static const Kernel requantize[2][2] = {
		{REQUANTIZE("requantize_8"), REQUANTIZE("requantize_8_to_s16")},
		{REQUANTIZE("requantize_s16_to_8"), REQUANTIZE("requantize_s16")},
	};
	const QuantizeParams *params = layer->params;
	const Op *op = layer->op;
	int in = op->inputs[0], out = op->outputs[0];
	bool from_real = layer->graph->tensors[in].type == TYPE_FLOAT32;
	(void)err;
	Step *step = add_step(lower,
		!from_real           ? &requantize[params->from_s16][params->to_s16]
			: params->to_s16 ? &to_s16
							 : &to_8);
	if (!from_real && !params->from_s16)
		argue_struct_itself(lower, step, &affine, &params->from);
	if (!params->to_s16)
		argue_struct_itself(lower, step, &affine, &params->to);
	if (from_real)
		argue_real(step, params->scale);
	else
		argue_struct_itself(lower, step, &rescale_type, &params->rescale);
	argue_input(lower, step, in);
	argue_int(step, tensor_count(lower, out));
	argue_output(lower, step, out);
	if (!from_real && params->from_s16 == params->to_s16)
		may_overlap(lower, out, in, 0);
	return true;
}

bool lower_dequantize(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel of_8 = REAL("dequantize_8"), of_s16 = REAL("dequantize_s16");
	const QuantizeParams *params = layer->params;
	const Op *op = layer->op;
	(void)err;
	Step *step = add_step(lower, params->from_s16 ? &of_s16 : &of_8);
	if (!params->from_s16)
		argue_struct_itself(lower, step, &affine, &params->from);
	argue_real(step, params->scale);
	argue_input(lower, step, op->inputs[0]);
	argue_int(step, tensor_count(lower, op->outputs[0]));
	argue_output(lower, step, op->outputs[0]);
	return true;
}

bool lower_cast(Lowering *lower, const Layer *layer, Error *err)
{
	static const Kernel of_integers = KERNEL("cast", "cast.h", "cast.c");
	static const Kernel of_reals = FLOAT_KERNEL("cast", "cast.h", "cast.c");
	static const char *const names[] = {
		[CAST_F32] = "CAST_F32",
		[CAST_S8] = "CAST_S8",
		[CAST_U8] = "CAST_U8",
		[CAST_S16] = "CAST_S16",
		[CAST_S32] = "CAST_S32",
		[CAST_S64] = "CAST_S64",
		[CAST_BOOL] = "CAST_BOOL",
	};
	const CastParams *params = layer->params;
	const Op *op = layer->op;
	(void)err;
	bool is_real = params->from == CAST_F32 || params->to == CAST_F32;
	Step *step = add_step(lower, is_real ? &of_reals : &of_integers);
	argue_symbol(step, names[params->from]);
	argue_symbol(step, names[params->to]);
	argue_input(lower, step, op->inputs[0]);
	argue_int(step, tensor_count(lower, op->outputs[0]));
	argue_output(lower, step, op->outputs[0]);
	return true;
}
