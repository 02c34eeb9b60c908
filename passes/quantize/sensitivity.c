/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/sensitivity.h"

#include <math.h>

#include "passes/quantize/output_noise.h"
#include "passes/quantize/quant_weights.h"
#include "src/target/tflm_types.h"

static bool has_kernel(const Graph *graph, int op, LayerFormat format)
{
	OpType type = graph->ops[op].code->type;
	bool weighs = has_weights(&graph->ops[op]);
	if (stays_float(&graph->ops[op]) || format == LAYER_FLOAT32 ||
		(format == LAYER_INT4 && !weighs))
		return false;
	DataType weights = format == LAYER_INT4 ? TYPE_INT4 : TYPE_INT8;
	return tflm_has_kernel(type, activation_type(format), weights);
}

/* The noise of the outputs where one layer has a format and the others none. */
static bool measure(const Model *real, const Samples *samples,
	const Calibrated *calibrated, const SensitivitySettings *settings, int op,
	LayerFormat format, double *noise, Error *err)
{
	Arena scratch = {0};
	const Graph *graph = &real->graphs[0];
	LayerFormat *formats = arena_array(&scratch, (size_t)graph->n_ops, sizeof *formats);
	for (int i = 0; i < graph->n_ops; i++)
		formats[i] = i == op ? format : LAYER_FLOAT32;
	QuantizeSettings how = QUANTIZE_DEFAULTS;
	how.layers = formats;
	how.per_tensor_dense = settings->per_tensor_dense;
	how.input_type = how.output_type = TYPE_FLOAT32;
	CompareSettings compare = {
		.n_threads = settings->n_threads,
		.batch = settings->batch,
		.max_samples = settings->max_samples,
	};
	Model *copy = model_copy(real);
	bool ok = quantize_by_ranges(copy, calibrated, &how, err) &&
		output_noise(real, samples, copy, &compare, noise, err);
	model_free(copy);
	arena_finish(&scratch);
	return ok;
}

bool measure_sensitivity(const Model *real, const Samples *samples,
	const Calibrated *calibrated, const SensitivitySettings *settings,
	Sensitivity *layers, Error *err)
{
	const Graph *graph = &real->graphs[0];
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		layers[i] = (Sensitivity){0};
		if (settings->progress)
			settings->progress->report(settings->progress->context, "measuring", i,
				graph->n_ops);
		if (has_weights(op)) {
			WeightView view = weight_view(graph, op);
			layers[i].n_weights = (int64_t)(view.n_channels * view.length);
		}
		for (LayerFormat f = 0; computes(op) && f < N_LAYER_FORMATS; f++) {
			layers[i].is_measured[f] = !settings->leave_out[f] && has_kernel(graph, i, f);
			if (layers[i].is_measured[f] &&
				!measure(real, samples, calibrated, settings, i, f, &layers[i].noise[f],
					err))
				return false;
		}
	}
	return true;
}

/* --- The choice --- */

/* What a change of format costs in noise for each byte it saves, or how much it lowers the
 * noise; HUGE_VAL and 0 where there is no such change. */
static double cost_of_int4(const Sensitivity *layer, LayerFormat now)
{
	if (now != LAYER_INT8 || !layer->is_measured[LAYER_INT4])
		return HUGE_VAL;
	double bytes_saved = (double)layer->n_weights / 2;
	return (layer->noise[LAYER_INT4] - layer->noise[LAYER_INT8]) / bytes_saved;
}

static double gain_of_int16(const Sensitivity *layer, LayerFormat now)
{
	if (now != LAYER_INT8 || !layer->is_measured[LAYER_INT16])
		return 0;
	return layer->noise[LAYER_INT8] - layer->noise[LAYER_INT16];
}

static double sum_of_noise(const Sensitivity *layers, int n, const LayerFormat *formats)
{
	double sum = 0;
	for (int i = 0; i < n; i++)
		sum += layers[i].is_measured[formats[i]] ? layers[i].noise[formats[i]] : 0;
	return sum;
}

/* One more layer to int16, that which gains most; false where none is left to gain. */
static bool widen_one(const Sensitivity *layers, int n, LayerFormat *formats)
{
	int best = -1;
	for (int i = 0; i < n; i++) {
		double gain = gain_of_int16(&layers[i], formats[i]);
		if (gain > (best < 0 ? 0 : gain_of_int16(&layers[best], formats[best])))
			best = i;
	}
	if (best >= 0)
		formats[best] = LAYER_INT16;
	return best >= 0;
}

/* The layers that become int4, cheapest first, while the noise stays within the limit. One
 * that does not fit is passed over. */
static void narrow(const Sensitivity *layers, int n, double limit, LayerFormat *formats,
	Arena *scratch)
{
	bool *is_tried = arena_array(scratch, (size_t)n, sizeof *is_tried);
	for (;;) {
		int best = -1;
		double least = HUGE_VAL;
		for (int i = 0; i < n; i++) {
			double cost = cost_of_int4(&layers[i], formats[i]);
			if (!is_tried[i] && cost < least) {
				best = i;
				least = cost;
			}
		}
		if (best < 0)
			return;
		is_tried[best] = true;
		formats[best] = LAYER_INT4;
		if (sum_of_noise(layers, n, formats) > limit)
			formats[best] = LAYER_INT8;
	}
}

double choose_formats(const Sensitivity *layers, int n, double least_snr,
	LayerFormat *formats)
{
	Arena scratch = {0};
	double limit = pow(10, -least_snr / 10);
	for (int i = 0; i < n; i++)
		formats[i] = LAYER_INT8;
	while (sum_of_noise(layers, n, formats) > limit && widen_one(layers, n, formats)) {
	}
	narrow(layers, n, limit, formats, &scratch);
	arena_finish(&scratch);
	return noise_snr(sum_of_noise(layers, n, formats));
}
