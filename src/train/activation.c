/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RELU, RELU6, LEAKY_RELU, ELU, LOGISTIC, TANH and HARD_SWISH in training, value by value. At a
 * kink the slope is that of the left side.
 */
#include <string.h>

#include "src/ops/operands.h"
#include "src/train/clamp.h"
#include "src/train/simd.h"
#include "src/train/train_op.h"

static size_t count_of(const TrainLayer *layer, const LayerPass *pass)
{
	return (size_t)pass->n * train_out_count(layer, 0);
}

/* --- Those that cut off --- */

static Activation fused_like(const TrainLayer *layer)
{
	return layer->op->code->type == OP_RELU ? ACTIVATION_RELU : ACTIVATION_RELU6;
}

static void clamp_forward(const TrainLayer *layer, const LayerPass *pass)
{
	size_t n = count_of(layer, pass);
	memcpy(pass->out[0], pass->in[0], n * sizeof(Real));
	activation_do(fused_like(layer), pass->out[0], n);
}

static void clamp_backward(const TrainLayer *layer, const LayerPass *pass)
{
	size_t n = count_of(layer, pass);
	if (!pass->d_in[0])
		return;
	memcpy(pass->d_in[0], pass->d_out[0], n * sizeof(Real));
	activation_undo(fused_like(layer), pass->out[0], pass->d_in[0], n);
}

/* --- Others: a function, and its slope by x and y = f(x) --- */

typedef struct Curve {
	Real (*value)(Real x, Real alpha);
	Real (*slope)(Real x, Real y, Real alpha);
} Curve;

static Real leaky(Real x, Real alpha)
{
	return x > 0 ? x : alpha * x;
}

static Real leaky_slope(Real x, Real y, Real alpha)
{
	(void)y;
	return x > 0 ? 1 : alpha;
}

static Real elu(Real x, Real alpha)
{
	(void)alpha;
	return x < 0 ? real_exp(x) - 1 : x;
}

static Real elu_slope(Real x, Real y, Real alpha)
{
	(void)alpha;
	return x < 0 ? y + 1 : 1;
}

static Real logistic(Real x, Real alpha)
{
	(void)alpha;
	return 1 / (1 + real_exp(-x));
}

static Real logistic_slope(Real x, Real y, Real alpha)
{
	(void)x;
	(void)alpha;
	return y * (1 - y);
}

static Real hyperbolic(Real x, Real alpha)
{
	(void)alpha;
	return real_tanh(x);
}

static Real hyperbolic_slope(Real x, Real y, Real alpha)
{
	(void)x;
	(void)alpha;
	return 1 - y * y;
}

static Real hard_swish(Real x, Real alpha)
{
	(void)alpha;
	return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6;
}

static Real hard_swish_slope(Real x, Real y, Real alpha)
{
	(void)y;
	(void)alpha;
	return x <= -3 ? 0 : x > 3 ? 1 : (2 * x + 3) / 6;
}

static Curve curve_of(OpType type)
{
	switch (type) {
	case OP_LEAKY_RELU:
		return (Curve){leaky, leaky_slope};
	case OP_ELU:
		return (Curve){elu, elu_slope};
	case OP_LOGISTIC:
		return (Curve){logistic, logistic_slope};
	case OP_TANH:
		return (Curve){hyperbolic, hyperbolic_slope};
	default:
		return (Curve){hard_swish, hard_swish_slope};
	}
}

static Real alpha_of(const Op *op)
{
	return op->code->type == OP_LEAKY_RELU ? (Real)op->attrs.leaky_relu.alpha : 0;
}

static void curve_forward(const TrainLayer *layer, const LayerPass *pass)
{
	Curve curve = curve_of(layer->op->code->type);
	Real alpha = alpha_of(layer->op);
	size_t n = count_of(layer, pass);
	for (size_t i = 0; i < n; i++)
		pass->out[0][i] = curve.value(pass->in[0][i], alpha);
}

static void curve_backward(const TrainLayer *layer, const LayerPass *pass)
{
	Curve curve = curve_of(layer->op->code->type);
	Real alpha = alpha_of(layer->op);
	size_t n = count_of(layer, pass);
	if (!pass->d_in[0])
		return;
	for (size_t i = 0; i < n; i++)
		pass->d_in[0][i] =
			pass->d_out[0][i] * curve.slope(pass->in[0][i], pass->out[0][i], alpha);
}

bool train_activation(TrainLayer *layer, Arena *arena, Error *err)
{
	(void)arena;
	(void)err;
	OpType type = layer->op->code->type;
	bool clamps = type == OP_RELU || type == OP_RELU6;
	layer->forward = clamps ? clamp_forward : curve_forward;
	layer->backward = clamps ? clamp_backward : curve_backward;
	layer->needs_in = !clamps;
	layer->needs_out = true;
	return true;
}
