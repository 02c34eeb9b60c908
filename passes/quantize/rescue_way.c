/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/rescue_way.h"

#include <stdio.h>

#include "passes/quantize/equalize.h"

static bool refines(const RefineSettings *refine)
{
	return refine->compensate || refine->scale_search || refine->bias_correction;
}

static bool equalize_way(Model *model, const Samples *samples,
	const CalibrationSettings *calibration, Way *way, Error *err)
{
	EqualizeSettings even = EQUALIZE_DEFAULTS;
	even.n_threads = calibration->n_threads;
	even.batch = calibration->batch;
	return !way->equalize || equalize(model, samples, &even, &way->n_pairs, err);
}

static bool refine_way(const Rescued *made, const Samples *samples, const Way *way,
	Error *err)
{
	Samples own;
	return !refines(&way->refine) ||
		(samples_open_again(made->model, samples, &own, err) &&
			refine(made->real, samples, made->model, &own, &way->refine, err));
}

static bool make_from(const Samples *samples, const QuantizeSettings *settings, Way *way,
	Rescued *made, Error *err)
{
	Arena scratch = {0};
	Calibrated calibrated;
	CalibrationSettings calibration = settings->calibration;
	calibration.method = way->calibration;
	bool ok = equalize_way(made->model, samples, &calibration, way, err);
	if (ok)
		made->real = model_copy(made->model);
	ok = ok &&
		quantize_calibrate(made->real, samples, &calibration, &scratch, &calibrated,
			err) &&
		quantize_by_ranges(made->model, &calibrated, settings, err) &&
		refine_way(made, samples, way, err);
	arena_finish(&scratch);
	return ok;
}

bool make_way(const Model *real, const Samples *samples, const QuantizeSettings *settings,
	Way *way, Rescued *made, Error *err)
{
	*made = (Rescued){.model = model_copy(real)};
	if (make_from(samples, settings, way, made, err)) {
		describe_way(way, made->how);
		return true;
	}
	rescued_free(made);
	return false;
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

void describe_way(const Way *way, char how[RESCUE_TEXT_BYTES])
{
	snprintf(how, RESCUE_TEXT_BYTES, "%s%s%s%s%s", method_name(way->calibration),
		!way->equalize         ? ""
			: way->n_pairs > 0 ? ", channels equalized"
							   : ", no channels to equalize",
		way->refine.scale_search ? ", scales searched" : "",
		way->refine.compensate ? ", rounding compensated" : "",
		way->refine.bias_correction ? ", biases corrected" : "");
}
