/* SPDX-License-Identifier: Apache-2.0 */
/* The ranges that a float model's values take on a user's data. */
#ifndef PASSES_CALIBRATE_H
#define PASSES_CALIBRATE_H

#include "passes/samples.h"
#include "src/base/progress.h"

typedef enum CalibrationMethod {
	CALIBRATE_MINMAX,     /* the smallest and the largest value seen */
	CALIBRATE_PERCENTILE, /* what is left when the outermost values are cut off */
} CalibrationMethod;

typedef struct CalibrationSettings {
	CalibrationMethod method;
	double
		percentile; /* 50 to 100: this share of the values is not above the range, and the
	                      same share not below it */
	int n_threads;  /* 0: all cores */
	int batch;
	const Progress *progress; /* may be NULL */
} CalibrationSettings;

#define CALIBRATION_DEFAULTS \
	((CalibrationSettings){.percentile = 99.99, .batch = PLAN_DEFAULTS.batch})

typedef struct Range {
	float low, high; /* low > high: no value was seen */
} Range;

/*
 * Run a model on all samples and find the range of each float32 tensor of graph 0 that is
 * computed or put in; ranges has an entry a tensor, and those of others say "not seen".
 *
 * Memory does not grow with the data: the percentile takes a second run that counts values
 * in HISTOGRAM_BINS bins between the extremes of the first, and cuts at the edge of a bin.
 * The result is the same for any number of threads. Fails where a value is not finite.
 */
enum { HISTOGRAM_BINS = 2048 };
bool calibrate(const Model *model, const Samples *samples,
	const CalibrationSettings *settings, Range *ranges, Range *extremes, Error *err);

#endif
