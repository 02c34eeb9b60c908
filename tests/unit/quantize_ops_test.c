/* SPDX-License-Identifier: Apache-2.0 */
/* Quantisation of operators that take apart, pick, pad and reduce. */
#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

#include "passes/quantize/quantize.h"
#include "tests/golden/recorded.h"
#include "tests/unit/build.h"
#include "tests/unit/quantized.h"
#include "tests/unit/shared.h"

enum { N_ROWS = 64, N_INPUTS = 8 * 8 * 4 };

static float value_at(int i)
{
	return (float)((i * 37 + 11) % 101 - 50) / 50;
}

static const float *values_of(int n, float factor, Arena *arena)
{
	float *values = arena_array(arena, (size_t)n, sizeof *values);
	for (int i = 0; i < n; i++)
		values[i] = factor * value_at(i * 7 + i / 13);
	return values;
}

static int computed(Model *model, int rank, const int *dims)
{
	return test_computed(model, TYPE_FLOAT32, rank, dims);
}

/* A 3x3 convolution to eight channels, padded with minus infinity for a pool: [1, 5, 5, 8]. */
static int add_padded_pool(Model *model)
{
	static const int32_t sizes[] = {0, 0, 1, 1, 1, 1, 0, 0};
	static const float lowest = -FLT_MAX;
	int in = computed(model, DIMS(1, 8, 8, 4)), conv = computed(model, DIMS(1, 8, 8, 8));
	int weights = test_values(model, TYPE_FLOAT32, DIMS(8, 3, 3, 4),
		values_of(8 * 3 * 3 * 4, 0.2F, &model->arena));
	int paddings = test_values(model, TYPE_INT32, DIMS(4, 2), sizes);
	int value = test_values(model, TYPE_FLOAT32, DIMS(1), &lowest);
	int padded = computed(model, DIMS(1, 10, 10, 8));
	int pooled = computed(model, DIMS(1, 5, 5, 8));
	test_inputs(model, LIST(in));
	test_op(model, "CONV_2D", LIST(in, weights, -1), LIST(conv))->attrs.conv =
		(ConvAttrs){PADDING_SAME, ACTIVATION_NONE, 1, 1, 1, 1, 1, TYPE_FLOAT32};
	test_op(model, "PADV2", LIST(conv, paddings, value), LIST(padded));
	test_op(model, "MAX_POOL_2D", LIST(padded), LIST(pooled))->attrs.pool =
		(PoolAttrs){PADDING_VALID, ACTIVATION_NONE, 2, 2, 2, 2};
	return pooled;
}

/* Its channels' halves, the larger of both, held below 0.75: [1, 5, 5, 4]. */
static int add_halves(Model *model, int from)
{
	static const float most = 0.75F;
	int axis = test_ints(model, LIST(3));
	int first = computed(model, DIMS(1, 5, 5, 4)),
		last = computed(model, DIMS(1, 5, 5, 4));
	int larger = computed(model, DIMS(1, 5, 5, 4)),
		held = computed(model, DIMS(1, 5, 5, 4));
	int limit = test_values(model, TYPE_FLOAT32, DIMS(1), &most);
	test_op(model, "SPLIT", LIST(axis, from), LIST(first, last))->attrs.split.n_splits =
		2;
	test_op(model, "MAXIMUM", LIST(last, first), LIST(larger));
	test_op(model, "MINIMUM", LIST(larger, limit), LIST(held));
	return held;
}

/* Every second row and column, summed by channel: [1, 4]. */
static int add_sums(Model *model, int from)
{
	int begin = test_ints(model, LIST(0, 0, 4, 0)),
		end = test_ints(model, LIST(1, 5, 0, 4));
	int stride = test_ints(model, LIST(1, 2, -2, 1)), axes = test_ints(model, LIST(1, 2));
	int part = computed(model, DIMS(1, 3, 2, 4)), sums = computed(model, DIMS(1, 4));
	test_op(model, "STRIDED_SLICE", LIST(from, begin, end, stride), LIST(part));
	test_op(model, "SUM", LIST(part, axes), LIST(sums));
	return sums;
}

/* Columns picked, the largest of each, in another shape: [1, 4]. */
static int add_largest(Model *model, int from)
{
	int index = test_ints(model, LIST(4, 0, 1)), axes = test_ints(model, LIST(1, 2));
	int picked = computed(model, DIMS(1, 5, 3, 4)), largest = computed(model, DIMS(1, 4));
	int more = computed(model, DIMS(1, 1, 4)), back = computed(model, DIMS(1, 4));
	int axis = test_ints(model, LIST(1));
	test_op(model, "GATHER", LIST(from, index), LIST(picked))->attrs.gather.axis = 2;
	test_op(model, "REDUCE_MAX", LIST(picked, axes), LIST(largest));
	test_op(model, "EXPAND_DIMS", LIST(largest, axis), LIST(more));
	test_op(model, "SQUEEZE", LIST(more), LIST(back))->attrs.squeeze =
		(SqueezeAttrs){.n_axes = 1, .axes = {1}};
	return back;
}

static Array rows(Arena *arena)
{
	return (Array){.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {4, {N_ROWS, 8, 8, 4}},
		.data = values_of(N_ROWS * N_INPUTS, 1, arena)};
}

/* Signal-to-noise of the model, which is freed, once it is quantised. */
static double quality(Model *model, LayerFormat format, Error *err)
{
	Arena arena = {0};
	Array data = rows(&arena);
	Preprocess how = PREPROCESS_DEFAULTS;
	QuantizeSettings settings = QUANTIZE_DEFAULTS;
	Samples samples;
	settings.format = format;
	Array real = real_outputs_of(model, &data, &arena);
	bool ok = samples_open(model, &data, &how, &samples, err) &&
		quantize(model, &samples, &settings, err);
	double ratio = 0;
	if (ok) {
		expect_quantized(model, model->name);
		Array small = real_outputs_of(model, &data, &arena);
		ratio = signal_to_noise(&small, &real);
	}
	model_free(model);
	arena_finish(&arena);
	return ratio;
}

static Model *sum_model(void)
{
	Model *model = test_model_new(1);
	test_outputs(model, LIST(add_sums(model, add_halves(model, add_padded_pool(model)))));
	return model;
}

static Model *largest_model(void)
{
	Model *model = test_model_new(1);
	test_outputs(model,
		LIST(add_largest(model, add_halves(model, add_padded_pool(model)))));
	return model;
}

/* Weights even in +-127 steps have 20 log10(127 * sqrt(12 / 3)) = 48 dB, which is what int16
 * activations leave; int8 ones are as much noise again, and one more at the sum. */
Test(quantize_ops, keep_the_signal)
{
	Error err = {0};
	double sums = quality(sum_model(), LAYER_INT8, &err);
	double largest = quality(largest_model(), LAYER_INT8, &err);
	double wide = quality(sum_model(), LAYER_INT16, &err);
	cr_expect_str_eq(err.text, "");
	measured("split, padded, picked: sums %.1f dB, largest %.1f dB, int16 sums %.1f dB",
		sums, largest, wide);
	cr_expect_geq(sums, 43);
	cr_expect_geq(largest, 43);
	cr_expect_geq(wide, 48);
}

Test(quantize_ops, say_where_there_is_no_kernel)
{
	Error err = {0};
	Model *model = largest_model();
	model->name = "m";
	quality(model, LAYER_INT16, &err);
	cr_expect_str_eq(err.text,
		"m: once quantised: operator 7 (GATHER): TFLM has no int16 GATHER");
}

/* TFLM's int8 DIV stops at some divisors and quotients. */
Test(quantize_ops, leave_division_in_float)
{
	Error err = {0};
	Model *model = test_model_new(1);
	int in = computed(model, DIMS(1, 8, 8, 4)), sum = computed(model, DIMS(1, 8, 8, 4));
	int out = computed(model, DIMS(1, 8, 8, 4));
	static const float two = 2, three = 3;
	int shift = test_values(model, TYPE_FLOAT32, DIMS(1), &two);
	int divisor = test_values(model, TYPE_FLOAT32, DIMS(1), &three);
	test_inputs(model, LIST(in));
	test_op(model, "ADD", LIST(in, shift), LIST(sum));
	test_op(model, "DIV", LIST(sum, divisor), LIST(out));
	test_outputs(model, LIST(out));

	Arena arena = {0};
	Array data = rows(&arena);
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	cr_assert(samples_open(model, &data, &how, &samples, &err) &&
			quantize(model, &samples, &QUANTIZE_DEFAULTS, &err),
		"%s", err.text);
	const Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++) {
		DataType wanted = graph->ops[i].code->type == OP_DIV ? TYPE_FLOAT32 : TYPE_INT8;
		if (graph->ops[i].code->type != OP_DEQUANTIZE)
			cr_expect_eq(op_output(graph, &graph->ops[i], 0)->type, wanted);
	}
	cr_expect_eq(graph->n_ops, 4); /* and a conversion to and fro */
	model_free(model);
	arena_finish(&arena);
}
