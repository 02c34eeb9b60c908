/* SPDX-License-Identifier: Apache-2.0 */
/* ADD, SUB, MUL and DIV of two tensors whose shapes go together by NumPy's rule. */
#include "src/ops/params.h"
#include "src/ops/two_operands.h"

static void run_f32(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const ArithmeticParams *params = layer->params;
	switch (layer->op->code->type) {
	case OP_ADD:
		add_f32(&params->f32, &params->shape, in[0], in[1], out[0]);
		break;
	case OP_SUB:
		sub_f32(&params->f32, &params->shape, in[0], in[1], out[0]);
		break;
	case OP_DIV:
		div_f32(&params->f32, &params->shape, in[0], in[1], out[0]);
		break;
	default:
		mul_f32(&params->f32, &params->shape, in[0], in[1], out[0]);
	}
}

static void compute_s8(const Layer *layer, const ArithmeticParams *params,
	const Broadcast *shape, const int8_t *a, const int8_t *b, int8_t *out)
{
	switch (layer->op->code->type) {
	case OP_ADD:
		add_s8(&params->add, shape, a, b, out);
		break;
	case OP_SUB:
		sub_s8(&params->add, shape, a, b, out);
		break;
	case OP_DIV:
		div_s8(&params->div, shape, a, b, out);
		break;
	default:
		mul_s8(&params->mul, shape, a, b, out);
	}
}

static void run_s8(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const ArithmeticParams *params = layer->params;
	compute_s8(layer, params, &params->shape, in[0], in[1], out[0]);
}

static void run_s16(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const ArithmeticParams *params = layer->params;
	switch (layer->op->code->type) {
	case OP_ADD:
		add_s16(&params->add, &params->shape, in[0], in[1], out[0]);
		break;
	case OP_SUB:
		sub_s16(&params->add, &params->shape, in[0], in[1], out[0]);
		break;
	default:
		mul_s16(&params->mul, &params->shape, in[0], in[1], out[0]);
	}
}

static void run_pairs(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch)
{
	(void)n;
	(void)scratch;
	const ArithmeticParams *params = layer->params;
	const uint8_t *a = in[0], *b = in[1];
	int8_t *to = out[0];
	for (int32_t i = 0; i < params->shape.dims[0]; i++)
		to[i] = params->pairs[a[i] << 8 | b[i]];
}

/* The results for all pairs of bytes, made by the kernel itself: looking them up is several
 * times faster than rescaling three times. */
static void make_pairs(const Layer *layer, ArithmeticParams *params, Arena *arena)
{
	enum { ALL = 1 << 16 };
	int8_t *pairs = arena_alloc(arena, ALL);
	Arena scratch = {0};
	int8_t *a = arena_alloc(&scratch, ALL), *b = arena_alloc(&scratch, ALL);
	for (int i = 0; i < ALL; i++) {
		a[i] = (int8_t)(i >> 8);
		b[i] = (int8_t)i;
	}
	const Broadcast shape = {.rank = 1, .dims = {ALL}, .a_stride = {1}, .b_stride = {1}};
	compute_s8(layer, params, &shape, a, b, pairs);
	arena_finish(&scratch);
	params->pairs = pairs;
}

/* Whether a table of pairs can serve, and the layer is large enough to be worth it. */
static bool wants_pairs(const Layer *layer, const Broadcast *shape)
{
	enum { WORTHWHILE = 2048 };
	return !layer->portable_kernels && shape->rank == 1 && shape->a_stride[0] == 1 &&
		shape->b_stride[0] == 1 && shape->dims[0] >= WORTHWHILE;
}

static bool prepare_int(Layer *layer, ArithmeticParams *params, ActRange act,
	Arena *arena, Error *err)
{
	Quant a, b, out;
	if (!input_quant(layer, 0, &a, err) || !input_quant(layer, 1, &b, err) ||
		!output_quant(layer, &out, err))
		return false;
	bool ok;
	switch (layer->op->code->type) {
	case OP_ADD:
		ok = add_int_prepare(&params->add, a, b, out, act);
		break;
	case OP_SUB:
		ok = sub_int_prepare(&params->add, a, b, out, act);
		break;
	case OP_DIV:
		if (out.is_s16)
			return failed(err, "int16 cannot be run; float32 and int8 can");
		ok = div_s8_prepare(&params->div, a, b, out, act);
		break;
	default:
		ok = mul_int_prepare(&params->mul, a, b, out, act);
	}
	if (!ok)
		return bad_scales(err);
	layer->run = out.is_s16 ? run_s16 : run_s8;
	if (!out.is_s16 && wants_pairs(layer, &params->shape)) {
		make_pairs(layer, params, arena);
		layer->run = run_pairs;
	}
	return true;
}

static bool arithmetic_prepare(Layer *layer, Arena *arena, Error *err)
{
	DataType type;
	ActRange act;
	if (!one_type(layer, &type, err) || !same_input_types(layer, err) ||
		!activation_bounds(layer->op->attrs.arithmetic.activation, &act, err))
		return false;

	ArithmeticParams *params = arena_alloc(arena, sizeof *params);
	params->shape = broadcast_inputs(layer);
	params->f32 = (ElementwiseF32){act.low, act.high};
	layer->params = params;
	layer->one_by_one = true;
	if (type != TYPE_FLOAT32)
		return prepare_int(layer, params, act, arena, err);
	layer->run = run_f32;
	return true;
}

#define ARITHMETIC \
	.min_inputs = 2, .max_inputs = 2, .shape = broadcast_shape, \
	.prepare = arithmetic_prepare

const OpInfo op_add = {ARITHMETIC};
const OpInfo op_sub = {ARITHMETIC};
const OpInfo op_mul = {ARITHMETIC};
const OpInfo op_div = {ARITHMETIC};
