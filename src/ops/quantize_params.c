/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/quantize_params.h"

#include <math.h>

/* A factor below 1, as the sum's three must be. */
static bool rescale_down(double real, Rescale *scale)
{
	Rescale made;

	if (!(real > 0 && real < 1) || !rescale_from_real(real, &made) || made.shift > 0)
		return false;
	*scale = made;
	return true;
}

/* The output's integer for x, held within its type. */
static int32_t quantized(float x, Quant out)
{
	double q = out.zero + (double)roundf(x / out.scale);

	return (int32_t)fmin(fmax(q, quant_lowest(out)), quant_highest(out));
}

bool activation_range_int(ActRange act, Quant out, int32_t *act_min, int32_t *act_max)
{
	if (!quant_usable(out) || !(act.low <= act.high))
		return false;
	*act_min = quantized(act.low, out);
	*act_max = quantized(act.high, out);
	return true;
}

static bool product_rescale(float a, float b, float out, ScaleProduct how, Rescale *scale)
{
	float rounded = a * b;
	double product = how == PRODUCT_IN_FLOAT ? (double)rounded : (double)a * (double)b;

	return rescale_from_real(product / (double)out, scale);
}

bool layer_quant_prepare(LayerQuant *quant, int32_t channels, Quant in,
	WeightScales weight, Quant out, ActRange act, ScaleProduct product,
	int32_t *multiplier, int8_t *shift)
{
	LayerQuant made = {.in_zero = in.zero,
		.out_zero = out.zero,
		.multiplier = multiplier,
		.shift = shift};

	if (!quant_usable(in) || !quant_usable(out) ||
		(weight.n != 1 && weight.n != channels) ||
		!activation_range_int(act, out, &made.act_min, &made.act_max))
		return false;
	for (int32_t c = 0; c < channels; c++) {
		Rescale scale;
		float own = weight.scale[weight.n == 1 ? 0 : c];

		if (!product_rescale(in.scale, own, out.scale, product, &scale))
			return false;
		multiplier[c] = scale.multiplier;
		shift[c] = (int8_t)scale.shift;
	}
	*quant = made;
	return true;
}

bool layer_quant_is_wide(const LayerQuant *quant, int32_t channels)
{
	for (int32_t c = 0; c < channels; c++)
		if (quant->shift[c] > 7)
			return false;
	return true;
}

/* Fraction bits that a sum's operands are given; see the kernels. */
static int32_t sum_bits(Quant out)
{
	return out.is_s16 ? 15 : 20;
}

static bool sum_prepare(AddInt *sum, Quant a, Quant b, Quant out, ActRange act,
	const double factor[3])
{
	AddInt made = {.a_zero = a.zero, .b_zero = b.zero, .out_zero = out.zero};

	if (!quant_usable(a) || !quant_usable(b) || !rescale_down(factor[0], &made.a) ||
		!rescale_down(factor[1], &made.b) || !rescale_down(factor[2], &made.out) ||
		!activation_range_int(act, out, &made.act_min, &made.act_max))
		return false;
	*sum = made;
	return true;
}

bool add_int_prepare(AddInt *add, Quant a, Quant b, Quant out, ActRange act)
{
	double twice = 2 * fmax((double)a.scale, (double)b.scale);
	double unit = (1 << sum_bits(out)) * (double)out.scale;

	return sum_prepare(add, a, b, out, act,
		(double[]){(double)a.scale / twice, (double)b.scale / twice, twice / unit});
}

bool sub_int_prepare(AddInt *sub, Quant a, Quant b, Quant out, ActRange act)
{
	float twice = 2 * fmaxf(a.scale, b.scale);
	float unit = (float)(1 << sum_bits(out)) * out.scale;
	float a_share = a.scale / twice;
	float b_share = b.scale / twice;
	float step = twice / unit;

	return sum_prepare(sub, a, b, out, act,
		(double[]){(double)a_share, (double)b_share, (double)step});
}

bool mul_int_prepare(MulInt *mul, Quant a, Quant b, Quant out, ActRange act)
{
	MulInt made = {.a_zero = a.zero, .b_zero = b.zero, .out_zero = out.zero};

	if (!quant_usable(a) || !quant_usable(b) || !quant_usable(out) ||
		!product_rescale(a.scale, b.scale, out.scale, PRODUCT_IN_DOUBLE, &made.out) ||
		!activation_range_int(act, out, &made.act_min, &made.act_max))
		return false;
	*mul = made;
	return true;
}

bool div_s8_prepare(DivS8 *div, Quant a, Quant b, Quant out, ActRange act)
{
	DivS8 made = {.a_zero = a.zero, .b_zero = b.zero, .out_zero = out.zero};
	float divisor = b.scale * out.scale;
	float factor = a.scale / divisor;

	if (!quant_usable(a) || !quant_usable(b) || !quant_usable(out) ||
		!rescale_from_real((double)factor, &made.out) ||
		made.out.shift > DIV_S8_MOST_SHIFT ||
		!activation_range_int(act, out, &made.act_min, &made.act_max))
		return false;
	*div = made;
	return true;
}

bool sum_int_prepare(MeanInt *sum, Quant in, Quant out)
{
	if (!quant_usable(in) || !quant_usable(out) ||
		!rescale_from_scales(in.scale, out.scale, &sum->scale))
		return false;
	sum->in_zero = in.zero;
	sum->out_zero = out.zero;
	return true;
}

bool mean_int_prepare(MeanInt *mean, Quant in, Quant out)
{
	int64_t count = reduction_count(&mean->shape);
	int32_t bits = 0;

	if (!sum_int_prepare(mean, in, out))
		return false;
	while (bits < 32 && bits < 31 + mean->scale.shift && count >> (bits + 1))
		bits++;
	mean->scale.multiplier =
		(int32_t)(mean->scale.multiplier * (INT64_C(1) << bits) / count);
	mean->scale.shift -= bits;
	return true;
}

/* The largest input that, shifted left, stays within so many integer bits. */
static int32_t input_radius(int32_t integer_bits, int32_t shift)
{
	double radius = ldexp((1 << integer_bits) - 1, 31 - integer_bits - shift);

	return radius < INT32_MAX ? (int32_t)radius : INT32_MAX;
}

bool softmax_s8_prepare(SoftmaxS8 *softmax, float beta, float in_scale)
{
	double real = fmin((double)beta * (double)in_scale * (1 << 26), INT32_MAX);

	if (!scale_usable(in_scale) || !(beta > 0) || !(real > 1) ||
		!rescale_from_real(real, &softmax->scale))
		return false;
	softmax->diff_min = -input_radius(5, softmax->scale.shift);
	return true;
}

bool log_softmax_s8_prepare(LogSoftmaxS8 *softmax, float in_scale)
{
	SoftmaxS8 forward;
	Rescale back;

	if (!softmax_s8_prepare(&forward, 1, in_scale))
		return false;
	if (!rescale_down(ldexp(1, 31 - forward.scale.shift) / forward.scale.multiplier,
			&back))
		return false;
	softmax->scale = forward.scale;
	softmax->back = back;
	softmax->diff_min = forward.diff_min;
	return true;
}

bool softmax_s16_prepare(SoftmaxS16 *softmax, float beta, float in_scale)
{
	double real = (double)in_scale * (double)beta / (10.0 / 65535.0);

	return scale_usable(in_scale) && beta > 0 && rescale_from_real(real, &softmax->scale);
}

bool sigmoid_s8_prepare(SigmoidS8 *sigmoid, Quant in)
{
	Rescale scale;

	if (!quant_usable(in) || !rescale_from_real((double)in.scale * (1 << 27), &scale) ||
		scale.multiplier == 0)
		return false;
	*sigmoid = (SigmoidS8){in.zero, scale, input_radius(4, scale.shift)};
	return true;
}

bool is_power_of_two(float scale, int32_t power)
{
	return fabs(log2((double)scale) - power) < 1e-3;
}

bool sigmoid_s16_prepare(SigmoidS16 *sigmoid, Quant in, int32_t most_shift)
{
	enum { INPUT_BITS = 12, MOST_DOUBLINGS = 31 };
	double multiplier = (double)in.scale * (3 << INPUT_BITS);
	int32_t shift = 0;

	if (!quant_usable(in) || multiplier >= INT16_MAX + 1)
		return false;
	for (int32_t i = 0; i <= most_shift; i++) {
		if (is_power_of_two(in.scale, i - INPUT_BITS)) {
			*sigmoid = (SigmoidS16){3 << i, 0};
			return true;
		}
	}
	for (; multiplier <= INT16_MAX / 2.0 && shift < MOST_DOUBLINGS; shift++)
		multiplier *= 2;
	*sigmoid = (SigmoidS16){(int32_t)multiplier, shift};
	return true;
}

static int32_t upper_half(int32_t multiplier)
{
	return multiplier < INT32_MAX - (1 << 15) ? (multiplier + (1 << 15)) >> 16
											  : INT16_MAX;
}

bool hard_swish_s8_prepare(HardSwishS8 *swish, Quant in, Quant out)
{
	const float gate_scale = 3.0f / 32768;
	float fine = in.scale * (1.0f / 128);
	float fine_to_out = fine / out.scale;
	float fine_to_gate = fine / gate_scale;
	Rescale out_scale, gate;

	if (!quant_usable(in) || !quant_usable(out) ||
		!rescale_from_real((double)fine_to_out, &out_scale) || out_scale.shift > 0 ||
		!rescale_from_real((double)fine_to_gate, &gate))
		return false;
	*swish = (HardSwishS8){in.zero, out.zero, upper_half(out_scale.multiplier),
		out_scale.shift, upper_half(gate.multiplier), gate.shift};
	return true;
}

bool relu_int_prepare(ReluInt *relu, Quant in, Quant out)
{
	float ratio = in.scale / out.scale;
	Rescale scale;

	if (!quant_usable(in) || !quant_usable(out) ||
		!rescale_from_real((double)ratio, &scale))
		return false;
	*relu = (ReluInt){in.zero, out.zero, scale};
	return true;
}

bool leaky_relu_int_prepare(LeakyReluInt *relu, float alpha, Quant in, Quant out)
{
	float ratio = in.scale / out.scale;
	float scaled = in.scale * fabsf(alpha);
	float scaled_ratio = scaled / out.scale;
	Rescale positive, negative;

	if (!quant_usable(in) || !quant_usable(out) ||
		!rescale_from_real((double)ratio, &positive) ||
		!rescale_from_real((double)scaled_ratio, &negative))
		return false;
	*relu = (LeakyReluInt){in.zero, out.zero, positive, negative, alpha < 0 ? -1 : 1};
	return true;
}

bool prelu_int_prepare(PreluInt *prelu, Quant in, Quant alpha, Quant out)
{
	double scale = (double)in.scale, unit = (double)out.scale;
	Rescale positive, negative;

	if (!quant_usable(in) || !quant_usable(alpha) || !quant_usable(out) ||
		!rescale_from_real(scale / unit, &positive) ||
		!rescale_from_real(scale * (double)alpha.scale / unit, &negative))
		return false;
	*prelu = (PreluInt){in.zero, alpha.zero, out.zero, positive, negative};
	return true;
}

bool relu6_int_prepare(int32_t *low, int32_t *high, Quant in)
{
	float six = roundf(6 / in.scale);

	if (!quant_usable(in) || !(six <= (float)(quant_highest(in) - in.zero)))
		return false;
	*low = in.zero;
	*high = (int32_t)six + in.zero;
	return true;
}
