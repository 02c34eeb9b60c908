/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/rescue.h"

#include <stdio.h>
#include <string.h>

#include "passes/quantize/equalize.h"
#include "passes/quantize/float_constants.h"
#include "passes/quantize/output_noise.h"
#include "passes/quantize/rescue_way.h"
#include "passes/quantize/sensitivity.h"

void rescued_free(Rescued *rescued)
{
	model_free(rescued->real);
	model_free(rescued->model);
	*rescued = (Rescued){0};
}

/* --- Layers that stay int8 among int4 ones --- */

/* What int4 adds to the noise of the outputs for each weight of a layer. */
static double noise_a_weight(const Sensitivity *layer)
{
	return (layer->noise[LAYER_INT4] - layer->noise[LAYER_INT8]) /
		(double)layer->n_weights;
}

/* Those that cost most for each weight, as long as they are a small part of all. */
static void hold_back_worst(const Sensitivity *layers, int n, double share,
	LayerFormat *formats)
{
	double left = 0;
	for (int i = 0; i < n; i++)
		if (formats[i] == LAYER_INT4)
			left += share * (double)layers[i].n_weights;
	for (;;) {
		int worst = -1;
		for (int i = 0; i < n; i++) {
			bool is_open = formats[i] == LAYER_INT4 && layers[i].n_weights > 0 &&
				(double)layers[i].n_weights <= left;
			if (is_open &&
				(worst < 0 ||
					noise_a_weight(&layers[i]) > noise_a_weight(&layers[worst])))
				worst = i;
		}
		if (worst < 0)
			return;
		left -= (double)layers[worst].n_weights;
		formats[worst] = LAYER_INT8;
	}
}

static bool hold_back(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, double share, LayerFormat *formats, Error *err)
{
	Arena scratch = {0};
	Calibrated calibrated;
	int n = real->graphs[0].n_ops;
	Sensitivity *layers = arena_array(&scratch, (size_t)n, sizeof *layers);
	SensitivitySettings how = SENSITIVITY_DEFAULTS;
	how.leave_out[LAYER_INT16] = true;
	how.max_samples = 100;
	how.per_tensor_dense = settings->per_tensor_dense;
	how.n_threads = settings->calibration.n_threads;
	how.batch = settings->calibration.batch;
	how.progress = settings->calibration.progress;
	bool ok = quantize_calibrate(real, samples, &settings->calibration, &scratch,
				  &calibrated, err) &&
		measure_sensitivity(real, samples, &calibrated, &how, layers, err);
	if (ok)
		hold_back_worst(layers, n, share, formats);
	arena_finish(&scratch);
	return ok;
}

/* --- The best of several ways --- */

typedef struct Search {
	const Model *real;
	QuantizeSettings settings;
	RescueSettings how;
	Samples seen, judged_by; /* what models are made by, and measured on */
	Way best;
	double noise; /* of the best; below 0: there is none yet */
} Search;

/* A few samples are too few to be divided. */
enum { LEAST_TO_DIVIDE = 20 };

static Search search_new(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, const RescueSettings *how)
{
	Search search = {.real = real,
		.settings = *settings,
		.how = *how,
		.seen = *samples,
		.judged_by = *samples,
		.noise = -1};
	if (samples->n >= LEAST_TO_DIVIDE) {
		search.seen = samples_share(samples, SAMPLES_KEPT);
		search.judged_by = samples_share(samples, SAMPLES_HELD_OUT);
	}
	return search;
}

static bool try_way(Search *search, Way way, Error *err)
{
	double noise = 0;
	Rescued made;
	CompareSettings compare = COMPARE_DEFAULTS;
	compare.max_samples = search->how.max_samples;
	compare.n_threads = search->settings.calibration.n_threads;
	compare.batch = search->settings.calibration.batch;
	compare.progress = search->settings.calibration.progress;
	if (!make_way(search->real, &search->seen, &search->settings, &way, &made, err))
		return false;
	bool ok =
		output_noise(search->real, &search->judged_by, made.model, &compare, &noise, err);
	rescued_free(&made);
	if (ok && (search->noise < 0 || noise < search->noise)) {
		search->noise = noise;
		search->best = way;
	}
	return ok;
}

/* A way with all that refining can do. */
static Way refined(const Search *search, CalibrationMethod calibration)
{
	Way way = {.calibration = calibration, .refine = search->how.refine};
	way.refine.compensate = way.refine.scale_search = way.refine.bias_correction = true;
	return way;
}

/* Which way is being tried, in front of what is being done for it. */
typedef struct Turn {
	const Progress *outer;
	int number, of;
} Turn;

static void report_turn(void *context, const char *what, int64_t done, int64_t total)
{
	const Turn *turn = context;
	char text[80];
	snprintf(text, sizeof text, "way %d of %d, %s", turn->number, turn->of, what);
	turn->outer->report(turn->outer->context, text, done, total);
}

static bool try_ways(Search *search, Turn *turn, Error *err)
{
	static const CalibrationMethod methods[] = {CALIBRATE_MINMAX, CALIBRATE_PERCENTILE,
		CALIBRATE_MSE};
	enum { N_METHODS = sizeof methods / sizeof methods[0], N_TRIES = N_METHODS + 2 };
	turn->of = N_TRIES;
	for (int i = 0; i < N_TRIES; i++) {
		Way way = search->best; /* so far, but for one thing: */
		if (i < N_METHODS)
			way = refined(search, methods[i]);
		else if (i == N_METHODS)
			way.equalize = true;
		else
			way.refine.compensate = way.refine.scale_search = false;
		turn->number = i + 1;
		if (!try_way(search, way, err))
			return false;
	}
	return true;
}

static bool find_best(Search *search, Error *err)
{
	const Progress *outer = search->how.progress;
	Turn turn = {.outer = outer};
	Progress inner = {report_turn, &turn};
	const Progress *progress = outer ? &inner : NULL;
	search->settings.calibration.progress = search->how.refine.progress = progress;
	bool ok = try_ways(search, &turn, err);
	search->settings.calibration.progress = search->how.refine.progress =
		search->best.refine.progress = outer;
	return ok;
}

static int count_int4(const LayerFormat *formats, size_t n)
{
	int n_int4 = 0;
	for (size_t i = 0; i < n; i++)
		n_int4 += formats[i] == LAYER_INT4;
	return n_int4;
}

static bool make_best(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, const RescueSettings *how, Rescued *rescued,
	Error *err)
{
	Arena scratch = {0};
	size_t n = (size_t)real->graphs[0].n_ops;
	LayerFormat *formats = arena_array(&scratch, n, sizeof *formats);
	for (size_t i = 0; i < n; i++)
		formats[i] = settings->layers ? settings->layers[i] : settings->format;
	QuantizeSettings with_formats = *settings;
	with_formats.layers = formats;
	Search search = search_new(real, samples, &with_formats, how);
	int n_int4 = count_int4(formats, n);
	bool ok = (how->hold_back <= 0 || n_int4 == 0 ||
				  hold_back(real, samples, settings, how->hold_back, formats, err)) &&
		find_best(&search, err) &&
		make_way(real, samples, &with_formats, &search.best, rescued, err);
	int n_held_back = n_int4 - count_int4(formats, n);
	size_t used = strlen(rescued->how);
	if (ok && n_held_back > 0)
		snprintf(rescued->how + used, RESCUE_TEXT_BYTES - used, ", %d layers left int8",
			n_held_back);
	arena_finish(&scratch);
	return ok;
}

bool quantize_rescued(const Model *real, const Samples *samples,
	const QuantizeSettings *settings, const RescueSettings *how, Rescued *rescued,
	Error *err)
{
	Way way = {.calibration = settings->calibration.method,
		.equalize = how->equalize,
		.refine = how->refine};
	*rescued = (Rescued){0};
	return how->best ? make_best(real, samples, settings, how, rescued, err)
					 : make_way(real, samples, settings, &way, rescued, err);
}

bool quantize_dynamic_rescued(const Model *real, const DynamicSettings *settings,
	const RescueSettings *how, Rescued *rescued, Error *err)
{
	int n_pairs;
	bool chooses_weights = how->refine.compensate || how->refine.scale_search;
	Rescued made = {.model = model_copy(real)};
	unshare_float_constants(made.model); /* refining tells layers by their weights */
	bool ok = (!chooses_weights || plan_check(real, 1, err)) &&
		(!how->equalize || equalize(made.model, NULL, &EQUALIZE_DEFAULTS, &n_pairs, err));
	if (ok)
		made.real = model_copy(made.model);
	ok = ok && quantize_dynamic(made.model, settings, err);
	if (ok && chooses_weights)
		ok = refine(made.real, NULL, made.model, NULL, &how->refine, err);
	if (!ok)
		rescued_free(&made);
	*rescued = made;
	return ok;
}
