/* SPDX-License-Identifier: Apache-2.0 */
/* Layers of different formats in one model. */
#include "passes/quantize/layer_format.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "formats/format.h"
#include "passes/quantize/quant_weights.h"
#include "passes/quantize/quantize.h"
#include "src/base/rng.h"
#include "src/target/tflm_types.h"
#include "tests/golden/recorded.h"
#include "tests/unit/build.h"
#include "tests/unit/quantized.h"
#include "tests/unit/random_net.h"
#include "tests/unit/shared.h"

enum { N_ROWS = 16 };

static LayerFormat *formats_for(const Graph *graph, uint32_t seed, Arena *arena)
{
	Rng rng = rng_new(seed);
	LayerFormat *formats = arena_array(arena, (size_t)graph->n_ops, sizeof *formats);
	for (int i = 0; i < graph->n_ops; i++) {
		formats[i] = (LayerFormat)(rng_next(&rng) % N_LAYER_FORMATS);
		DataType type = activation_type(formats[i]);
		if (!tflm_has_kernel(graph->ops[i].code->type, type, TYPE_INT8))
			formats[i] = LAYER_INT8;
	}
	return formats;
}

static Array data_for(uint32_t seed, Arena *arena)
{
	return (Array){.name = "data",
		.type = TYPE_FLOAT32,
		.shape = {4, {N_ROWS, NET_SIZE, NET_SIZE, NET_CHANNELS}},
		.data = random_net_inputs(seed, N_ROWS, arena)};
}

static void quantize_by(Model *model, const Array *data, const LayerFormat *formats,
	DataType border)
{
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	QuantizeSettings settings = QUANTIZE_DEFAULTS;
	settings.layers = formats;
	settings.input_type = settings.output_type = border;
	cr_assert(samples_open(model, data, &how, &samples, &err) &&
			quantize(model, &samples, &settings, &err),
		"%s", err.text);
	expect_quantized(model, model->name);
}

/* Whatever meets whatever, the model is one that runs, here and in TFLM, and goes round. */
Test(layer_format, any_layer_can_stand_beside_any_other)
{
	static const DataType borders[] = {TYPE_INT8, TYPE_INT16, TYPE_UINT8, TYPE_FLOAT32};
	double least = HUGE_VAL;
	for (uint32_t seed = 0; seed < 120; seed++) {
		Arena arena = {0};
		Error err = {0};
		Bytes file;
		Model *model = random_net(seed, 2 + (int)seed % 7);
		Array data = data_for(seed, &arena);
		Array real = real_outputs_of(model, &data, &arena);
		quantize_by(model, &data, formats_for(&model->graphs[0], seed, &arena),
			borders[seed % 4]);
		cr_expect_eq(model->graphs[0].tensors[model->graphs[0].inputs[0]].type,
			borders[seed % 4]);
		cr_expect_eq(model->graphs[0].tensors[model->graphs[0].outputs[0]].type,
			borders[seed % 4]);
		cr_expect(tflm_runs_model(model, KERNELS_BEST, &err), "%s", err.text);

		Array out = real_outputs_of(model, &data, &arena);
		least = fmin(least, signal_to_noise(&out, &real));
		cr_assert(model_to_bytes(model, NULL, &arena, &file, &err), "%s", err.text);
		Model *again = model_from_bytes(file, "again", &err);
		cr_assert(again, "%s", err.text);
		Array reread = real_outputs_of(again, &data, &arena);
		cr_expect(memcmp(reread.data, out.data,
					  (size_t)shape_count(out.shape) * sizeof(float)) == 0,
			"net %u", seed);
		model_free(again);
		model_free(model);
		arena_finish(&arena);
	}
	measured("120 networks of mixed formats: %.1f dB at least", least);
	cr_expect_geq(least, 5);
}

/* Where all is float32, nothing is converted. */
Test(layer_format, float_layers_between_float_borders_stay_as_they_are)
{
	for (uint32_t seed = 0; seed < 20; seed++) {
		Arena arena = {0};
		Model *model = random_net(seed, 5);
		Array data = data_for(seed, &arena);
		Array real = real_outputs_of(model, &data, &arena);
		Graph *graph = &model->graphs[0];
		int n_ops = graph->n_ops;
		LayerFormat *formats = arena_array(&arena, (size_t)n_ops, sizeof *formats);
		for (int i = 0; i < n_ops; i++)
			formats[i] = LAYER_FLOAT32;
		quantize_by(model, &data, formats, TYPE_FLOAT32);
		cr_expect_eq(graph->n_ops, n_ops);
		Array out = real_outputs_of(model, &data, &arena);
		cr_expect(memcmp(out.data, real.data,
					  (size_t)shape_count(out.shape) * sizeof(float)) == 0,
			"net %u", seed);
		model_free(model);
		arena_finish(&arena);
	}
}

/* input -> RELU -> 0: int8, 1: int16, 2: int16; RELU's output is converted once for both. */
Test(layer_format, a_value_is_converted_once_for_all_its_readers)
{
	Arena arena = {0};
	Model *model = test_model_new(1);
	for (int i = 0; i < 5; i++)
		test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_op(model, "RELU", LIST(0), LIST(1));
	test_op(model, "TANH", LIST(1), LIST(2));
	test_op(model, "LOGISTIC", LIST(1), LIST(3));
	test_op(model, "RELU", LIST(1), LIST(4));
	test_inputs(model, LIST(0));
	test_outputs(model, LIST(2, 3, 4));
	static const float rows[] = {1, -1, 0.5F, 2, 3, 1, 0, 0.25F};
	Array data = {.name = "d", .type = TYPE_FLOAT32, .shape = {2, {2, 4}}, .data = rows};
	LayerFormat formats[] = {LAYER_INT8, LAYER_INT16, LAYER_INT16, LAYER_INT8};
	quantize_by(model, &data, formats, TYPE_INT8);
	int n_to_int16 = 0;
	const Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++)
		n_to_int16 += graph->ops[i].code->type == OP_QUANTIZE &&
			op_output(graph, &graph->ops[i], 0)->type == TYPE_INT16;
	cr_expect_eq(n_to_int16, 1);
	cr_expect_eq(graph->n_ops, 4 + 1 + 2); /* and two outputs back to int8 */
	model_free(model);
	arena_finish(&arena);
}

/* input -> RESHAPE -> RELU: int16 -> RESHAPE -> TANH: int8 -> RESHAPE */
Test(layer_format, what_only_moves_values_keeps_the_width_of_what_it_moves)
{
	Model *model = test_model_new(1);
	for (int i = 0; i < 6; i++)
		test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_op(model, "RESHAPE", LIST(0), LIST(1));
	test_op(model, "RELU", LIST(1), LIST(2));
	test_op(model, "RESHAPE", LIST(2), LIST(3));
	test_op(model, "TANH", LIST(3), LIST(4));
	test_op(model, "RESHAPE", LIST(4), LIST(5));
	test_inputs(model, LIST(0));
	test_outputs(model, LIST(5));
	LayerFormat formats[] = {LAYER_INT8, LAYER_INT16, LAYER_INT8, LAYER_INT8, LAYER_INT8};
	const Graph *graph = &model->graphs[0];
	carry_formats(graph, formats);
	const LayerFormat carried[] = {LAYER_INT16, LAYER_INT16, LAYER_INT16, LAYER_INT8,
		LAYER_INT8};
	cr_expect_arr_eq(formats, carried, sizeof carried);
	cr_expect_eq(format_at_input(graph, formats), LAYER_INT16);
	cr_expect_eq(format_at_output(graph, formats), LAYER_INT8);
	model_free(model);
}

/* input -> RELU: int16 -> GATHER, which has no int16 kernel -> RESHAPE */
Test(layer_format, what_only_moves_values_keeps_a_width_that_there_is_a_kernel_for)
{
	Model *model = test_model_new(1);
	for (int i = 0; i < 4; i++)
		test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int index = test_ints(model, LIST(0));
	test_op(model, "RELU", LIST(0), LIST(1));
	test_op(model, "GATHER", LIST(1, index), LIST(2));
	test_op(model, "RESHAPE", LIST(2), LIST(3));
	test_inputs(model, LIST(0));
	test_outputs(model, LIST(3));
	LayerFormat formats[] = {LAYER_INT16, LAYER_INT16, LAYER_INT16};
	carry_formats(&model->graphs[0], formats);
	const LayerFormat carried[] = {LAYER_INT16, LAYER_INT8, LAYER_INT8};
	cr_expect_arr_eq(formats, carried, sizeof carried);
	model_free(model);
}

static DataType weights_of(const Model *model, int op)
{
	const Graph *graph = &model->graphs[0];
	return op_input(graph, &graph->ops[op], 1)->type;
}

Test(layer_format, int4_is_of_weights_and_leaves_activations_int8)
{
	Arena arena = {0};
	Model *model = shared_model("kws_float");
	Array data = shared_array("golden/kws_float_x.npy", &arena);
	const Graph *graph = &model->graphs[0];
	LayerFormat *formats = arena_array(&arena, (size_t)graph->n_ops, sizeof *formats);
	for (int i = 0; i < graph->n_ops; i++)
		formats[i] = LAYER_INT4;
	quantize_by(model, &data, formats, TYPE_INT8);
	for (int i = 0; i < graph->n_ops; i++) {
		cr_expect_eq(op_output(graph, &graph->ops[i], 0)->type, TYPE_INT8);
		if (has_weights(&graph->ops[i]))
			cr_expect_eq(weights_of(model, i), TYPE_INT4);
	}
	model_free(model);
	arena_finish(&arena);
}
