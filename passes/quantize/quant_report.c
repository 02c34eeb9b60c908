/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/quant_report.h"

#include <math.h>
#include <stdlib.h>

/* The inputs, then what each layer computes, then the outputs. */
static TensorPair *choose_pairs(const Graph *graph, Arena *arena, int *n)
{
	*n = graph->n_inputs + graph->n_ops + graph->n_outputs;
	TensorPair *pairs = arena_array(arena, (size_t)*n, sizeof *pairs), *next = pairs;
	for (int i = 0; i < graph->n_inputs; i++)
		*next++ = (TensorPair){graph->inputs[i], graph->inputs[i]};
	for (int i = 0; i < graph->n_ops; i++)
		*next++ = (TensorPair){graph->ops[i].outputs[0], graph->ops[i].outputs[0]};
	for (int i = 0; i < graph->n_outputs; i++)
		*next++ = (TensorPair){graph->outputs[i], graph->outputs[i]};
	return pairs;
}

/* The worst of an operator's computed inputs. */
static double input_snr(const Graph *graph, const Op *op, const double *snr_of_tensor)
{
	double worst = HUGE_VAL;
	for (int i = 0; i < op->n_inputs; i++) {
		const Tensor *in = op_input(graph, op, i);
		if (in && !tensor_is_constant(in))
			worst = fmin(worst, snr_of_tensor[op->inputs[i]]);
	}
	return worst;
}

/* Beyond this, one is as good as exact: what is lost is counted from here. */
static const double clean_snr = 60;

static double lost_from(double before, double after)
{
	return fmax(0, fmin(before, clean_snr) - fmin(after, clean_snr));
}

/* Those of an operator with several have its values between them: one speaks for all. */
static void set_outputs(const Op *op, double snr, double *snr_of_tensor)
{
	for (int i = 0; i < op->n_outputs; i++)
		snr_of_tensor[op->outputs[i]] = snr;
}

static void fill_layers(const Graph *graph, const TensorPair *pairs,
	const Difference *found, Arena *arena, QuantReport *report)
{
	double *snr_of_tensor =
		arena_array(arena, (size_t)graph->n_tensors, sizeof *snr_of_tensor);
	for (int i = 0; i < graph->n_tensors; i++)
		snr_of_tensor[i] = HUGE_VAL;
	for (int i = 0; i < report->n_layers; i++) {
		int op = i - graph->n_inputs;
		LayerNoise *layer = &report->layers[i];
		*layer = (LayerNoise){
			.op = op < 0 ? -1 : op,
			.tensor = pairs[i].reference,
			.difference = found[i],
			.snr = difference_snr(&found[i]),
		};
		double before =
			op < 0 ? clean_snr : input_snr(graph, &graph->ops[op], snr_of_tensor);
		layer->lost = lost_from(before, layer->snr);
		if (op < 0)
			snr_of_tensor[layer->tensor] = layer->snr;
		else
			set_outputs(&graph->ops[op], layer->snr, snr_of_tensor);
	}
}

static int worst_first(const void *a, const void *b)
{
	const LayerNoise *x = a, *y = b;
	if (x->snr != y->snr)
		return x->snr < y->snr ? -1 : 1;
	return (x->op > y->op) - (x->op < y->op);
}

bool quant_report(const Model *real, const Samples *real_samples, const Model *small,
	const Samples *small_samples, const CompareSettings *settings, Arena *arena,
	QuantReport *report, Error *err)
{
	const Graph *graph = &real->graphs[0];
	int n;
	if (!plan_check(real, 1, err))
		return false;
	const TensorPair *pairs = choose_pairs(graph, arena, &n);
	Difference *found = arena_array(arena, (size_t)n, sizeof *found);
	if (!compare_runs(real, real_samples, small, small_samples, pairs, n, settings, found,
			err))
		return false;
	*report = (QuantReport){
		.n_layers = graph->n_inputs + graph->n_ops,
		.n_outputs = graph->n_outputs,
		.n_samples = real_samples->n,
	};
	if (settings->max_samples > 0 && settings->max_samples < report->n_samples)
		report->n_samples = settings->max_samples;
	report->outputs = found + report->n_layers;
	report->layers = arena_array(arena, (size_t)report->n_layers, sizeof *report->layers);
	fill_layers(graph, pairs, found, arena, report);
	qsort(report->layers, (size_t)report->n_layers, sizeof *report->layers, worst_first);
	return true;
}
