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

void rescued_free(Rescued *rescued)
{
	model_free(rescued->real);
	model_free(rescued->model);
	*rescued = (Rescued){0};
}

static bool make_from(const Rescue *rescue, Way *way, Rescued *made, Error *err)
{
	Arena scratch = {0};
	Calibrated calibrated;
	Samples small_samples;
	CalibrationSettings calibration = rescue->settings->calibration;
	calibration.method = way->calibration;
	EqualizeSettings even = EQUALIZE_DEFAULTS;
	even.n_threads = calibration.n_threads;
	even.batch = calibration.batch;
	bool ok = !way->equalize ||
		equalize(made->model, rescue->samples, &even, &way->n_pairs, err);
	if (ok)
		made->real = model_copy(made->model);
	ok = ok &&
		quantize_calibrate(made->real, rescue->samples, &calibration, &scratch,
			&calibrated, err) &&
		quantize_by_ranges(made->model, &calibrated, rescue->settings, err);
	if (ok && refines(&way->refine))
		ok = samples_for(made->model, rescue->samples, &small_samples, err) &&
			refine(made->real, rescue->samples, made->model, &small_samples, &way->refine,
				err);
	arena_finish(&scratch);
	return ok;
}

static bool make(const Rescue *rescue, Way *way, Rescued *made, Error *err)
{
	*made = (Rescued){.model = model_copy(rescue->real)};
	if (make_from(rescue, way, made, err))
		return true;
	rescued_free(made);
	return false;
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
	Rescued made;
	Way way;
	double noise;
} Best;

/* Make a model in a way, and keep it if it is better. */
static bool try_way(const Rescue *rescue, Way *way, Best *best, Error *err)
{
	double noise;
	Rescued made;
	if (!make(rescue, way, &made, err))
		return false;
	if (!measure(rescue, made.model, &noise, err)) {
		rescued_free(&made);
		return false;
	}
	if (best->made.model && noise >= best->noise) {
		rescued_free(&made);
		return true;
	}
	rescued_free(&best->made);
	*best = (Best){made, *way, noise};
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

bool quantize_rescued(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, const RescueSettings *how, Rescued *rescued,
	Error *err)
{
	Rescue rescue = {real, samples, settings, how};
	Best best = {.way = {.calibration = settings->calibration.method,
					 .equalize = how->equalize,
					 .refine = how->refine}};
	bool ok = how->best ? find_best(&rescue, &best, err)
						: make(&rescue, &best.way, &best.made, err);
	if (!ok)
		rescued_free(&best.made);
	*rescued = best.made;
	describe(&best.way, rescued->how);
	return ok;
}

bool quantize_dynamic_rescued(const Model *real, const DynamicSettings *settings,
	const RescueSettings *how, Rescued *rescued, Error *err)
{
	int n_pairs;
	Rescued made = {.model = model_copy(real)};
	bool ok =
		!how->equalize || equalize(made.model, NULL, &EQUALIZE_DEFAULTS, &n_pairs, err);
	if (ok)
		made.real = model_copy(made.model);
	ok = ok && quantize_dynamic(made.model, settings, err);
	if (ok && (how->refine.compensate || how->refine.scale_search))
		ok = refine(made.real, NULL, made.model, NULL, &how->refine, err);
	if (!ok)
		rescued_free(&made);
	*rescued = made;
	return ok;
}
