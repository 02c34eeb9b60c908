/* SPDX-License-Identifier: Apache-2.0 */
/* The ranges that a float model's values take on a user's data. */
#ifndef PASSES_QUANTIZE_CALIBRATE_H
#define PASSES_QUANTIZE_CALIBRATE_H

#include "passes/quantize/histogram.h"
#include "passes/samples.h"
#include "src/base/progress.h"

/* The last three, and the histogram they work on, are explained in histogram_range.h. */
typedef enum CalibrationMethod {
	CALIBRATE_MINMAX,     /* the smallest and the largest value seen */
	CALIBRATE_AVERAGE,    /* those of a sample, averaged: see below */
	CALIBRATE_PERCENTILE, /* what is left when the outermost values are cut off */
	CALIBRATE_ENTROPY,    /* what keeps most of the information */
	CALIBRATE_MSE,        /* what gives the least squared error as int8 */
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
	((CalibrationSettings){.method = CALIBRATE_MSE, \
		.percentile = 99.99, \
		.batch = PLAN_DEFAULTS.batch})

/*
 * Run a model on all samples, once, and find the range of each float32 tensor of graph 0
 * that is computed or put in; ranges has an entry a tensor, and those of others say "not
 * seen". extremes, which may be NULL, has the smallest and largest values in the same way,
 * whatever the method.
 *
 * The moving average is of each sample's own minimum and maximum, in the order of the data:
 * of the first AVERAGED samples the plain mean, then each new sample counts 1 / AVERAGED and
 * what was before the rest.
 *
 * Memory does not grow with the data. The result is the same for any number of threads and
 * any batch. Fails where a value is not finite: in the data, naming row and value, or, where
 * the model makes it, naming the first row for which it does, and the first tensor there.
 */
enum { AVERAGED = 100 };
bool calibrate(const Model *model, const Samples *samples,
	const CalibrationSettings *settings, Range *ranges, Range *extremes, Error *err);

#endif
