/* SPDX-License-Identifier: Apache-2.0 */
/* Real models with int4 weights; `--verbose` shows the numbers. */
#include <criterion/criterion.h>
#include <string.h>

#include "passes/quantize/quant_weights.h"
#include "passes/quantize/rescue.h"
#include "src/base/nibbles.h"
#include "tests/golden/recorded.h"
#include "tests/unit/quantized.h"

/* The share of weights that are int4. */
static double int4_share(const Model *model)
{
	const Graph *graph = &model->graphs[0];
	double n = 0, n_int4 = 0;
	for (int i = 0; i < graph->n_ops; i++) {
		if (!has_weights(&graph->ops[i]))
			continue;
		WeightView view = weight_view(graph, &graph->ops[i]);
		double count = (double)(view.n_channels * view.length);
		n += count;
		if (op_input(graph, &graph->ops[i], 1)->type == TYPE_INT4)
			n_int4 += count;
	}
	return n_int4 / n;
}

/* Unpack every int4 weight: the model that computes the same from int8. */
static void widen_weights(Model *model)
{
	Graph *graph = &model->graphs[0];
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		const Tensor *weight = has_weights(op) ? op_input(graph, op, 1) : NULL;
		if (!weight || weight->type != TYPE_INT4)
			continue;
		Arena scratch = {0};
		WeightView view = weight_view(graph, op);
		size_t n = view.n_channels * view.length;
		int8_t *values = arena_array(&scratch, n, sizeof *values);
		nibbles_unpack(weight->buffer->data, n, values);
		set_weights(model, graph, op, values, weight->quantization->scale,
			weight->quantization->n_scales, TYPE_INT8);
		arena_finish(&scratch);
	}
}

/* The same bytes come out as from int8 weights, of which the kernels are held against
 * recorded outputs in int8_test.c. */
static void expect_as_unpacked(Model *model, const Array *x, const char *name)
{
	Arena arena = {0};
	Array packed = real_outputs_of(model, x, &arena);
	widen_weights(model);
	expect_quantized(model, name);
	Array unpacked = real_outputs_of(model, x, &arena);
	size_t n_bytes = (size_t)shape_count(packed.shape) * sizeof(float);
	cr_expect(memcmp(packed.data, unpacked.data, n_bytes) == 0, "%s", name);
	arena_finish(&arena);
}

typedef struct Case {
	const char *name;
	Array calibration, x, y;
} Case;

static Model *made(const Case *c, const Model *real, bool best)
{
	Error err = {0};
	Rescued rescued;
	QuantizeSettings settings = QUANTIZE_DEFAULTS;
	RescueSettings rescue = RESCUE_DEFAULTS;
	settings.format = LAYER_INT4;
	rescue.best = best;
	rescue.refine.compensate = rescue.refine.scale_search =
		rescue.refine.bias_correction = best;
	Preprocess as_it_is = PREPROCESS_DEFAULTS;
	Samples samples;
	cr_assert(samples_open(real, &c->calibration, &as_it_is, &samples, &err), "%s",
		err.text);
	cr_assert(quantize_rescued(real, &samples, &settings, &rescue, &rescued, &err),
		"%s: %s", c->name, err.text);
	model_free(rescued.real);
	expect_quantized(rescued.model, c->name);
	return rescued.model;
}

/* With at least nine weights in ten int4, within 1.5 points of float. */
static void expect_accurate(const Case *c)
{
	Error err = {0};
	Model *real = shared_model(c->name);
	double as_float = accuracy_of(real, &c->x, &c->y);
	cr_assert(quantize_prepare(real, &err), "%s", err.text);
	Model *plain = made(c, real, false), *best = made(c, real, true);
	double rounded = accuracy_of(plain, &c->x, &c->y);
	double rescued = accuracy_of(best, &c->x, &c->y);
	double share = int4_share(best);
	measured("%s: %.4f as float32; %.1f %% of the weights int4: %.4f rounded to nearest, "
			 "%.4f with --best",
		c->name, as_float, 100 * share, rounded, rescued);
	cr_expect_geq(share, 0.9, "%s: %.3f", c->name, share);
	cr_expect_geq(rescued, as_float - 0.015, "%s: %.4f", c->name, rescued);
	expect_as_unpacked(best, &c->x, c->name);
	model_free(plain);
	model_free(best);
	model_free(real);
}

Test(int4_models, keep_the_accuracy_of_keyword_spotting)
{
	Arena arena = {0};
	Array x = shared_array("kws/kws_dev_xf.npy", &arena);
	Array y = shared_array("kws/kws_dev_y.npy", &arena);
	expect_accurate(&(Case){"kws_float", x, x, y});
	arena_finish(&arena);
}

/* Calibrated on one half, scored on the other, which no pass has seen. */
Test(int4_models, keep_the_accuracy_of_keywords_not_seen)
{
	Arena arena = {0};
	Array x = shared_array("kws/kws_dev_xf.npy", &arena);
	Array y = shared_array("kws/kws_dev_y.npy", &arena);
	Case c = {"kws_float", rows_of(x, 0, 300), rows_of(x, 300, 300),
		rows_of(y, 300, 300)};
	expect_accurate(&c);
	arena_finish(&arena);
}

Test(int4_models, keep_the_accuracy_of_image_classification)
{
	Arena arena = {0};
	Array train = shared_array("cifar10/cifar10_train10k.npz", &arena);
	Array x = shared_array("cifar10/cifar10_test2k.npz:x", &arena);
	Array y = shared_array("cifar10/cifar10_test2k.npz:y", &arena);
	expect_accurate(&(Case){"ic_float", rows_of(train, 0, 500), x, y});
	arena_finish(&arena);
}
