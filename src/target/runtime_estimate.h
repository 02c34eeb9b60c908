/* SPDX-License-Identifier: Apache-2.0 */
/* What TFLM takes of flash with operators that were not measured together, and how far that is off. */
#ifndef TARGET_RUNTIME_ESTIMATE_H
#define TARGET_RUNTIME_ESTIMATE_H

#include <stdbool.h>

#include "src/target/runtime_images.h"

/* Operators by name, each once; custom ones are counted only. */
typedef struct OpKinds {
	const char *const *names;
	int n, n_custom;
} OpKinds;

/*
 * From the set that is nearest: one that lacks none of the operators (of several the smallest), or
 * else that with the fewest to exchange (of several the one that makes most). Those that it lacks are added, and, if there are such, those
 * that it has unused are taken away, all at the same increment: the mean over the larger sets of
 * (set - smallest set) / operators it has more.
 */
typedef struct Estimate {
	uint64_t bytes;
	double increment; /* bytes */
	int n_lacking, n_unused;
} Estimate;

/* From the sets that are marked, a bit each, among which the smallest is to be, and a larger one. */
enum { ALL_IMAGE_SETS = (1 << N_IMAGE_SETS) - 1 };
Estimate estimate_image(const ImageRow *row, unsigned sets, const OpKinds *kinds);

/*
 * How far such estimates are off, found by leaving out what was measured: each of the larger sets, and
 * each core, for which the one most like it stands in. The largest error of all is the bar.
 *
 *   operators  of an operator exchanged, in increments; of several the root of their number as much
 *   core       of a core that another stands in for, as a share of the estimate
 *   kin        likewise of one whose instructions are the other's and some more, as M0+ and M0
 */
typedef struct EstimateErrors {
	double operators, core, kin;
} EstimateErrors;

/* The share for a core when figures are from another; 0 of its own. */
double core_error(EstimateErrors errors, Core core, Core from);

EstimateErrors estimate_errors(void);

/* A measured image, as it is estimated without it. */
typedef struct LeftOut {
	const ImageRow *row;
	int set;
	Core
		from; /* the row's own where the set is left out, or else the core that stands in */
	Estimate estimate;
	double bar_percent; /* of errors found without this image */
} LeftOut;

/* All that can be left out, n of them. */
enum { MOST_LEFT_OUT = N_IMAGE_ROWS * 2 * N_IMAGE_SETS };
int leave_out(LeftOut list[MOST_LEFT_OUT]);

/* An estimate's bar, in percent of it: of the operators that it exchanges, and of the core that it is
 * from, a share, or 0 where that is the one asked for. */
double estimate_bar(const Estimate *estimate, double operator_error, double from_error);

#endif
