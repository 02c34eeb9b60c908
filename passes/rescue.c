/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/rescue.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "passes/compare.h"
#include "passes/equalize.h"

/* One way to quantise. */
typedef struct Way {
	CalibrationMethod calibration;
	bool equalize;
	int n_pairs; /* of layers that were equalized, once a model is made */
	RefineSettings refine;
} Way;

typedef struct Rescue {
	const Model *real;
	const Samples *samples;
	const QuantizeSettings *settings;
	const RescueSettings *how;
} Rescue;

static bool refines(const RefineSettings *refine)
{
	return refine->compensate || refine->scale_search || refine->bias_correction;
}

/* The samples as another model takes them. */
static bool samples_for(const Model *model, const Samples *samples, Samples *own,
	Error *err)
{
	return samples_open(model, samples->feed.data, samples->feed.how, own, err);
}

static bool make(const Rescue *rescue, Way *way, Model *model, Error *err)
{
	Arena scratch = {0};
	Calibrated calibrated;
	Samples small_samples;
	CalibrationSettings calibration = rescue->settings->calibration;
	calibration.method = way->calibration;
	EqualizeSettings even = EQUALIZE_DEFAULTS;
	even.n_threads = calibration.n_threads;
	even.batch = calibration.batch;
	bool ok =
		!way->equalize || equalize(model, rescue->samples, &even, &way->n_pairs, err);
	Model *real = ok ? model_copy(model) : NULL;
	ok = ok &&
		quantize_calibrate(real, rescue->samples, &calibration, &scratch, &calibrated,
			err) &&
		quantize_by_ranges(model, &calibrated, rescue->settings, err);
	if (ok && refines(&way->refine))
		ok = samples_for(model, rescue->samples, &small_samples, err) &&
			refine(real, rescue->samples, model, &small_samples, &way->refine, err);
	model_free(real);
	arena_finish(&scratch);
	return ok;
}

static Model *made(const Rescue *rescue, Way *way, Error *err)
{
	Model *model = model_copy(rescue->real);
	if (make(rescue, way, model, err))
		return model;
	model_free(model);
	return NULL;
}

/* Noise to signal of all outputs. */
static bool measure(const Rescue *rescue, const Model *model, double *noise, Error *err)
{
	Arena scratch = {0};
	Samples samples;
	const Graph *graph = &rescue->real->graphs[0];
	int n = graph->n_outputs;
	TensorPair *pairs = arena_array(&scratch, (size_t)n, sizeof *pairs);
	Difference *found = arena_array(&scratch, (size_t)n, sizeof *found);
	for (int i = 0; i < n; i++)
		pairs[i] = (TensorPair){graph->outputs[i], graph->outputs[i]};
	CompareSettings settings = COMPARE_DEFAULTS;
	settings.max_samples = rescue->how->max_samples;
	settings.n_threads = rescue->settings->calibration.n_threads;
	bool ok = samples_for(model, rescue->samples, &samples, err) &&
		compare_runs(rescue->real, rescue->samples, model, &samples, pairs, n, &settings,
			found, err);
	double signal = 0, sum = 0;
	for (int i = 0; ok && i < n; i++) {
		signal += found[i].signal;
		sum += found[i].noise;
	}
	*noise = signal > 0 ? sum / signal : sum;
	arena_finish(&scratch);
	return ok;
}

/* The best model so far, and how it was made. */
typedef struct Best {
	Model *model;
	Way way;
	double noise;
} Best;

/* Make a model in a way, and keep it if it is better. */
static bool try_way(const Rescue *rescue, Way *way, Best *best, Error *err)
{
	double noise;
	Model *model = made(rescue, way, err);
	if (!model || !measure(rescue, model, &noise, err)) {
		model_free(model);
		return false;
	}
	if (best->model && noise >= best->noise) {
		model_free(model);
		return true;
	}
	model_free(best->model);
	*best = (Best){model, *way, noise};
	return true;
}

/* A way with all that refining can do. */
static Way refined(const Rescue *rescue, Way way)
{
	way.refine = rescue->how->refine;
	way.refine.compensate = way.refine.scale_search = way.refine.bias_correction = true;
	return way;
}

static bool find_best(const Rescue *rescue, Best *best, Error *err)
{
	static const CalibrationMethod methods[] = {CALIBRATE_MINMAX, CALIBRATE_PERCENTILE,
		CALIBRATE_MSE};
	enum { N_METHODS = sizeof methods / sizeof methods[0], N_TRIES = N_METHODS + 2 };
	const Progress *progress = rescue->how->progress;
	for (int i = 0; i < N_TRIES; i++) {
		Way way = best->way; /* the best so far, but for one thing: */
		if (i < N_METHODS)
			way = refined(rescue, (Way){.calibration = methods[i]});
		else if (i == N_METHODS)
			way.equalize = true;
		else
			way.refine.compensate = way.refine.scale_search = false;
		if (progress)
			progress->report(progress->context, "trying", i, N_TRIES);
		if (!try_way(rescue, &way, best, err))
			return false;
	}
	return true;
}

static const char *method_name(CalibrationMethod method)
{
	static const char *const names[] = {
		[CALIBRATE_MINMAX] = "minmax",
		[CALIBRATE_AVERAGE] = "average",
		[CALIBRATE_PERCENTILE] = "percentile",
		[CALIBRATE_ENTROPY] = "entropy",
		[CALIBRATE_MSE] = "mse",
	};
	return names[method];
}

static void describe(const Way *way, char how[RESCUE_TEXT_BYTES])
{
	snprintf(how, RESCUE_TEXT_BYTES, "%s%s%s%s%s", method_name(way->calibration),
		!way->equalize         ? ""
			: way->n_pairs > 0 ? ", channels equalized"
							   : ", no channels to equalize",
		way->refine.scale_search ? ", scales searched" : "",
		way->refine.compensate ? ", rounding compensated" : "",
		way->refine.bias_correction ? ", biases corrected" : "");
}

Model *quantize_rescued(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, const RescueSettings *rescue_settings,
	char how[RESCUE_TEXT_BYTES], Error *err)
{
	Rescue rescue = {real, samples, settings, rescue_settings};
	Best best = {.way = {.calibration = settings->calibration.method,
					 .equalize = rescue_settings->equalize,
					 .refine = rescue_settings->refine}};
	if (!rescue_settings->best) {
		best.model = made(&rescue, &best.way, err);
	} else if (!find_best(&rescue, &best, err)) {
		model_free(best.model);
		return NULL;
	}
	describe(&best.way, how);
	return best.model;
}

Model *quantize_dynamic_rescued(const Model *real, const DynamicSettings *settings,
	const RescueSettings *rescue, Error *err)
{
	int n_pairs;
	Model *model = model_copy(real);
	bool ok =
		!rescue->equalize || equalize(model, NULL, &EQUALIZE_DEFAULTS, &n_pairs, err);
	Model *even = ok ? model_copy(model) : NULL;
	ok = ok && quantize_dynamic(model, settings, err);
	if (ok && (rescue->refine.compensate || rescue->refine.scale_search))
		ok = refine(even, NULL, model, NULL, &rescue->refine, err);
	model_free(even);
	if (ok)
		return model;
	model_free(model);
	return NULL;
}
