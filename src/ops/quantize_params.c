/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/quantize_params.h"

#include <math.h>

static bool usable_scale(float scale)
{
	return scale > 0 && isfinite(scale);
}

static bool usable(QuantS8 q)
{
	return usable_scale(q.scale) && q.zero >= INT8_MIN && q.zero <= INT8_MAX;
}

bool rescale_from_real(double real, Rescale *scale)
{
	const int64_t one = INT64_C(1) << 31;

	if (!(real >= 0) || !isfinite(real))
		return false;
	int shift;
	int64_t multiplier = llround(frexp(real, &shift) * (double)one);
	if (multiplier == one) {
		multiplier /= 2;
		shift++;
	}
	if (shift > 31)
		return false;
	if (shift < -31)
		multiplier = shift = 0;
	*scale = (Rescale){(int32_t)multiplier, shift};
	return true;
}

bool rescale_from_scales(float in, float out, Rescale *scale)
{
	return usable_scale(in) && usable_scale(out) &&
		rescale_from_real((double)in / (double)out, scale);
}

/* A factor below 1, as the sum's three must be. */
static bool rescale_down(double real, Rescale *scale)
{
	Rescale made;

	if (!(real > 0 && real < 1) || !rescale_from_real(real, &made) || made.shift > 0)
		return false;
	*scale = made;
	return true;
}

static int32_t saturated(double q)
{
	return q > INT8_MAX ? INT8_MAX : q < INT8_MIN ? INT8_MIN : (int32_t)q;
}

bool activation_range_s8(ActRange act, QuantS8 out, int32_t *act_min, int32_t *act_max)
{
	if (!usable(out) || !(act.low <= act.high))
		return false;
	*act_min = saturated(out.zero + (double)roundf(act.low / out.scale));
	*act_max = saturated(out.zero + (double)roundf(act.high / out.scale));
	return true;
}

/* The factor of channel c. */
typedef bool ChannelRescale(float in, float weight, float out, Rescale *scale);

static bool product_in_double(float in, float weight, float out, Rescale *scale)
{
	return rescale_from_real((double)in * (double)weight / (double)out, scale);
}

static bool product_in_float(float in, float weight, float out, Rescale *scale)
{
	float product = in * weight;

	return rescale_from_real((double)product / (double)out, scale);
}

static bool channel_rescales(QuantS8 in, WeightScales weight, QuantS8 out,
	int32_t channels, ChannelRescale *rescale_of, int32_t *multiplier, int32_t *shift)
{
	if (!usable(in) || !usable(out) || (weight.n != 1 && weight.n != channels))
		return false;
	for (int32_t c = 0; c < channels; c++) {
		Rescale scale;
		float own = weight.scale[weight.n == 1 ? 0 : c];

		if (!rescale_of(in.scale, own, out.scale, &scale))
			return false;
		multiplier[c] = scale.multiplier;
		shift[c] = scale.shift;
	}
	return true;
}

bool conv_s8_prepare(ConvS8 *conv, QuantS8 in, WeightScales weight, QuantS8 out,
	ActRange act, int32_t *multiplier, int32_t *shift)
{
	if (!channel_rescales(in, weight, out, conv->window.out_c, product_in_double,
			multiplier, shift) ||
		!activation_range_s8(act, out, &conv->act_min, &conv->act_max))
		return false;
	conv->in_zero = in.zero;
	conv->out_zero = out.zero;
	conv->multiplier = multiplier;
	conv->shift = shift;
	return true;
}

bool depthwise_s8_prepare(DepthwiseS8 *conv, QuantS8 in, WeightScales weight, QuantS8 out,
	ActRange act, int32_t *multiplier, int32_t *shift)
{
	if (!channel_rescales(in, weight, out, conv->window.out_c, product_in_double,
			multiplier, shift) ||
		!activation_range_s8(act, out, &conv->act_min, &conv->act_max))
		return false;
	conv->in_zero = in.zero;
	conv->out_zero = out.zero;
	conv->multiplier = multiplier;
	conv->shift = shift;
	return true;
}

bool dense_s8_prepare(DenseS8 *dense, QuantS8 in, WeightScales weight, QuantS8 out,
	ActRange act, int32_t *multiplier, int32_t *shift)
{
	if (!channel_rescales(in, weight, out, dense->out_n,
			weight.n == 1 ? product_in_float : product_in_double, multiplier, shift) ||
		!activation_range_s8(act, out, &dense->act_min, &dense->act_max))
		return false;
	dense->in_zero = in.zero;
	dense->out_zero = out.zero;
	dense->multiplier = multiplier;
	dense->shift = shift;
	return true;
}

static bool sum_prepare(AddS8 *sum, QuantS8 a, QuantS8 b, QuantS8 out, ActRange act,
	const double factor[3])
{
	AddS8 made = {.a_zero = a.zero, .b_zero = b.zero, .out_zero = out.zero};

	if (!usable(a) || !usable(b) || !rescale_down(factor[0], &made.a) ||
		!rescale_down(factor[1], &made.b) || !rescale_down(factor[2], &made.out) ||
		!activation_range_s8(act, out, &made.act_min, &made.act_max))
		return false;
	*sum = made;
	return true;
}

bool add_s8_prepare(AddS8 *add, QuantS8 a, QuantS8 b, QuantS8 out, ActRange act)
{
	double twice = 2 * fmax((double)a.scale, (double)b.scale);
	double unit = (1 << 20) * (double)out.scale;

	return sum_prepare(add, a, b, out, act,
		(double[]){(double)a.scale / twice, (double)b.scale / twice, twice / unit});
}

bool sub_s8_prepare(AddS8 *sub, QuantS8 a, QuantS8 b, QuantS8 out, ActRange act)
{
	float twice = 2 * fmaxf(a.scale, b.scale);
	float unit = (1 << 20) * out.scale;
	float a_share = a.scale / twice;
	float b_share = b.scale / twice;
	float step = twice / unit;

	return sum_prepare(sub, a, b, out, act,
		(double[]){(double)a_share, (double)b_share, (double)step});
}

bool mul_s8_prepare(MulS8 *mul, QuantS8 a, QuantS8 b, QuantS8 out, ActRange act)
{
	MulS8 made = {.a_zero = a.zero, .b_zero = b.zero, .out_zero = out.zero};

	if (!usable(a) || !usable(b) || !usable(out) ||
		!product_in_double(a.scale, b.scale, out.scale, &made.out) ||
		!activation_range_s8(act, out, &made.act_min, &made.act_max))
		return false;
	*mul = made;
	return true;
}

bool sum_s8_prepare(MeanS8 *sum, QuantS8 in, QuantS8 out)
{
	if (!usable(in) || !usable(out) ||
		!rescale_from_scales(in.scale, out.scale, &sum->scale))
		return false;
	sum->in_zero = in.zero;
	sum->out_zero = out.zero;
	return true;
}

bool mean_s8_prepare(MeanS8 *mean, QuantS8 in, QuantS8 out)
{
	int64_t count = reduction_count(&mean->shape);
	int32_t bits = 0;

	if (!sum_s8_prepare(mean, in, out))
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

	if (!usable_scale(in_scale) || !(beta > 0) || !(real > 1) ||
		!rescale_from_real(real, &softmax->scale))
		return false;
	softmax->diff_min = -input_radius(5, softmax->scale.shift);
	return true;
}

bool sigmoid_s8_prepare(SigmoidS8 *sigmoid, QuantS8 in)
{
	Rescale scale;

	if (!usable(in) || !rescale_from_real((double)in.scale * (1 << 27), &scale) ||
		scale.multiplier == 0)
		return false;
	*sigmoid = (SigmoidS8){in.zero, scale, input_radius(4, scale.shift)};
	return true;
}

static int32_t upper_half(int32_t multiplier)
{
	return multiplier < INT32_MAX - (1 << 15) ? (multiplier + (1 << 15)) >> 16
											  : INT16_MAX;
}

bool hard_swish_s8_prepare(HardSwishS8 *swish, QuantS8 in, QuantS8 out)
{
	const float gate_scale = 3.0f / 32768;
	float fine = in.scale * (1.0f / 128);
	float fine_to_out = fine / out.scale;
	float fine_to_gate = fine / gate_scale;
	Rescale out_scale, gate;

	if (!usable(in) || !usable(out) ||
		!rescale_from_real((double)fine_to_out, &out_scale) || out_scale.shift > 0 ||
		!rescale_from_real((double)fine_to_gate, &gate))
		return false;
	*swish = (HardSwishS8){in.zero, out.zero, upper_half(out_scale.multiplier),
		out_scale.shift, upper_half(gate.multiplier), gate.shift};
	return true;
}

bool relu_s8_prepare(ReluS8 *relu, QuantS8 in, QuantS8 out)
{
	float ratio = in.scale / out.scale;
	Rescale scale;

	if (!usable(in) || !usable(out) || !rescale_from_real((double)ratio, &scale))
		return false;
	*relu = (ReluS8){in.zero, out.zero, scale};
	return true;
}

bool leaky_relu_s8_prepare(LeakyReluS8 *relu, float alpha, QuantS8 in, QuantS8 out)
{
	float ratio = in.scale / out.scale;
	float scaled = in.scale * fabsf(alpha);
	float scaled_ratio = scaled / out.scale;
	Rescale positive, negative;

	if (!usable(in) || !usable(out) || !rescale_from_real((double)ratio, &positive) ||
		!rescale_from_real((double)scaled_ratio, &negative))
		return false;
	*relu = (LeakyReluS8){in.zero, out.zero, positive, negative, alpha < 0 ? -1 : 1};
	return true;
}

bool relu6_s8_prepare(int32_t *low, int32_t *high, QuantS8 in)
{
	float six = roundf(6 / in.scale);

	if (!usable(in) || !(six <= (float)(INT8_MAX - in.zero)))
		return false;
	*low = in.zero;
	*high = (int32_t)six + in.zero;
	return true;
}
