/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/tune_quant.h"

#include <criterion/criterion.h>
#include <string.h>

#include "passes/cluster/cluster.h"
#include "passes/prune/prune.h"
#include "passes/quantize/stored_ranges.h"
#include "passes/tune/fake_quant.h"
#include "passes/tune/tune_clusters.h"
#include "passes/tune/tune_mask.h"
#include "tests/unit/tune_models.h"

static TrainCase the;
static TrainSettings how;
static Model *model;
static Error err;

static void make_case(void)
{
	train_case(&the);
	how = train_case_settings();
	model = train_case_model();
}

static void free_model(void)
{
	model_free(model);
}

TestSuite(tune_quant, .init = make_case, .fini = free_model);

static TuneQuant *new_quant(const Calibrated *calibrated)
{
	TuneQuantSettings settings = TUNE_QUANT_DEFAULTS;
	settings.learns = !calibrated;
	settings.quantize.output_type = TYPE_FLOAT32;
	TuneQuant *quant = tune_quant_new(model, &settings, calibrated, &err);
	cr_assert(quant, "%s", err.text);
	return quant;
}

/* What quantising makes of a tuned model. */
static Model *quantized_by(const Model *made, const Calibrated *ranges)
{
	QuantizeSettings settings = QUANTIZE_DEFAULTS;
	Model *small = model_copy(made);
	cr_assert(quantize_prepare(small, &err), "%s", err.text);
	cr_assert(quantize_by_ranges(small, ranges, &settings, &err), "%s", err.text);
	return small;
}

Test(tune_quant, rounds_and_saturates)
{
	/* -2 to 2.08 in steps of 1/8, made by a RELU */
	FakeQuant how_to = fake_quant(0.125F, 2, -14, 18, 0, INFINITY);
	Real values[] = {0, 0.01F, 0.3F, 2.01F, 5}, gradient[] = {1, 1, 1, 1, 1};
	fake_quantize(&how_to, values, 5);
	fake_quantize_back(values, gradient, 5);
	cr_expect_arr_eq(gradient, ((Real[]){0, 1, 1, 1, 0}), sizeof gradient);
	cr_expect_eq(values[0], 0);
	cr_expect(values[1] > 0 && values[1] < 1e-9F);
	cr_expect_float_eq(values[2], 0.25F, 1e-7);
	cr_expect_float_eq(values[3], 2, 1e-6);
	cr_expect_eq(values[4], 2);
}

Test(tune_quant, rounds_weights_as_a_file_would)
{
	Real values[] = {1, 9, 0.5F, 9, -2.6F, 9, 200, 9};
	fake_quantize_weights(1, 127, values, 4, 2);
	cr_expect_arr_eq(values, ((Real[]){1, 9, 1, 9, -3, 9, 127, 9}), sizeof values);
}

/* Looks at what the rule has made of a net. */
typedef struct Look {
	TrainRule rule;
	const Model *small;
	double furthest; /* of a value from a step of the file's scale, in steps */
	int n_tensors;
} Look;

static void load(void *context, const Slice *slice)
{
	(void)context;
	for (int i = 0; i < slice->n; i++)
		memcpy(slice_input(slice, 0) + i * CASE_INPUTS, the.inputs[slice->first + i],
			sizeof the.inputs[0]);
}

static void look(void *context, const Slice *slice, int tensor, Real *values,
	size_t count)
{
	Look *looks = context;
	const Quantization *q = looks->small->graphs[0].tensors[tensor].quantization;
	looks->rule.computed(looks->rule.context, slice, tensor, values, count);
	cr_assert(q && q->n_scales == 1);
	looks->n_tensors++;
	for (size_t i = 0; i < count; i++) {
		double steps = (double)values[i] / (double)q->scale[0] + (double)q->zero_point[0];
		looks->furthest = fmax(looks->furthest, fabs(steps - round(steps)));
		cr_assert(round(steps) >= -128 && round(steps) <= 127);
	}
}

static void expect_same_weights(Net *net, const Model *small, int param,
	int channel_length)
{
	const Param *of = net_param(net, param);
	const Tensor *tensor = &small->graphs[0].tensors[of->tensor];
	const int8_t *stored = (const int8_t *)tensor->buffer->data;
	for (size_t i = 0; i < of->count; i++) {
		float scale = tensor->quantization->scale[i / (size_t)channel_length];
		cr_assert_eq(of->values[i], scale * stored[i], "param %d, %zu", param, i);
	}
}

/* The net as validation sees it computes with the quantised file's numbers. */
static void expect_same_numbers(const Model *made, const Model *small, TrainRule rule)
{
	Net *net = net_new(made, &(NetSettings){.batch = 8, .before_softmax = true}, &err);
	Team *team = team_new(1);
	Look looks = {.rule = rule, .small = small};
	const StepHooks hooks = {.context = &looks, .load = load, .computed = look};
	rule.judge(rule.context, net, true);
	expect_same_weights(net, small, 0, 9);
	expect_same_weights(net, small, 2, 144);
	net_forward(net, team, 8, &hooks);
	rule.judge(rule.context, net, false);
	cr_expect(looks.furthest < 1e-3, "%g", looks.furthest);
	cr_expect_eq(looks.n_tensors, 2 * 3);
	team_free(team);
	net_free(net);
}

Test(tune_quant, learns_the_scales_that_the_quantised_file_has)
{
	TuneQuant *quant = new_quant(NULL);
	TrainRule rule = tune_quant_rule(quant);
	Model *made = tuned(model, &the.data, &how, &rule, 1);
	Calibrated ranges = tune_quant_ranges(quant);
	Model *small = quantized_by(made, &ranges);
	expect_same_numbers(made, small, rule);
	model_free(small);
	model_free(made);
	tune_quant_free(quant);
}

Test(tune_quant, keeps_to_ranges_that_are_given)
{
	const Graph *graph = &model->graphs[0];
	Range given[16];
	for (int i = 0; i < graph->n_tensors; i++)
		given[i] = (Range){-2, 3};
	const Calibrated calibrated = {given, given};
	TuneQuant *quant = new_quant(&calibrated);
	TrainRule rule = tune_quant_rule(quant);
	Model *made = tuned(model, &the.data, &how, &rule, 1);
	Calibrated ranges = tune_quant_ranges(quant);
	cr_expect_eq(ranges.ranges[graph->inputs[0]].low, -2);
	Model *small = quantized_by(made, &calibrated);
	expect_same_numbers(made, small, rule);
	model_free(small);
	model_free(made);
	tune_quant_free(quant);
}

Test(tune_quant, goes_on_with_the_ranges_it_had)
{
	TuneQuant *quants[] = {new_quant(NULL), new_quant(NULL), new_quant(NULL)};
	TrainRule rules[3];
	for (int i = 0; i < 3; i++)
		rules[i] = tune_quant_rule(quants[i]);
	Model *made = tuned(model, &the.data, &how, &rules[0], 1);
	Model *again = tuned_with_a_break(model, &the.data, &how, &rules[1], &rules[2], 1, 7);
	cr_expect(same_constants(made, again));
	cr_expect_arr_eq(tune_quant_ranges(quants[0]).ranges,
		tune_quant_ranges(quants[2]).ranges,
		(size_t)model->graphs[0].n_tensors * sizeof(Range));
	model_free(again);
	model_free(made);
	for (int i = 0; i < 3; i++)
		tune_quant_free(quants[i]);
}

Test(tune_quant, is_the_same_for_any_number_of_threads)
{
	Model *made[2];
	for (int i = 0; i < 2; i++) {
		TuneQuant *quant = new_quant(NULL);
		TrainRule rule = tune_quant_rule(quant);
		how.n_threads = 1 + 2 * i;
		made[i] = tuned(model, &the.data, &how, &rule, 1);
		tune_quant_free(quant);
	}
	cr_expect(same_constants(made[0], made[1]));
	model_free(made[0]);
	model_free(made[1]);
}

static void compress(void)
{
	PruneSettings pruning = PRUNE_DEFAULTS;
	ClusterSettings clustering = CLUSTER_DEFAULTS;
	LayerClusters layers[TUNE_LAYERS];
	pruning.of_layer = (const double[]){0.5, 0.75, -1};
	clustering.chosen = (const bool[]){true, true, false};
	clustering.k = 6;
	clustering.per = CLUSTER_PER_TENSOR;
	cr_assert(prune(model, &pruning, &err) && cluster(model, &clustering, layers, &err));
}

Test(tune_quant, goes_together_with_masks_and_clusters)
{
	compress();
	TuneMask *mask = tune_mask_new(model, NULL, 0.1, &err);
	TuneClusters *clusters = tune_clusters_new(model, NULL, &err);
	TuneQuant *quant = new_quant(NULL);
	const TrainRule rules[] = {tune_mask_rule(mask), tune_clusters_rule(clusters),
		tune_quant_rule(quant)};
	Model *made = tuned(model, &the.data, &how, rules, 3);
	for (int layer = TUNE_CONV; layer <= TUNE_DENSE; layer++) {
		size_t n;
		const float *was = weights_of(model, layer, &n),
					*is = weights_of(made, layer, &n);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k <= i; k++)
				cr_assert_eq(was[i] == was[k] && (i > k || was[i] == 0),
					is[i] == is[k] && (i > k || is[i] == 0), "%d: %zu, %zu", layer, i, k);
	}
	model_free(made);
	tune_quant_free(quant);
	tune_clusters_free(clusters);
	tune_mask_free(mask);
}

Test(tune_quant, hands_its_ranges_on_in_the_model)
{
	Arena arena = {0};
	Calibrated stored;
	TuneQuant *quant = new_quant(NULL);
	TrainRule rule = tune_quant_rule(quant);
	Model *made = tuned(model, &the.data, &how, &rule, 1);
	cr_expect_not(stored_ranges(made, &arena, &stored));
	store_ranges(made, tune_quant_ranges(quant).ranges);
	cr_expect(model_verify(made, &err));
	cr_assert(stored_ranges(made, &arena, &stored));
	Model *small = quantized_by(made, &stored);
	expect_same_numbers(made, small, rule);
	model_free(small);
	model_free(made);
	tune_quant_free(quant);
	arena_finish(&arena);
}
