/* SPDX-License-Identifier: Apache-2.0 */
/* Two models side by side on the same samples: how far apart their values are. */
#ifndef PASSES_COMPARE_COMPARE_H
#define PASSES_COMPARE_COMPARE_H

#include "passes/compare/difference.h"
#include "passes/samples.h"
#include "src/base/progress.h"

/* A tensor of graph 0 of the reference, and the one that stands for it in the other model. */
typedef struct TensorPair {
	int reference, other;
} TensorPair;

typedef struct CompareSettings {
	int n_threads; /* 0: all cores */
	int batch;
	int64_t max_samples;      /* take only the first ones; 0: all */
	const Progress *progress; /* may be NULL */
} CompareSettings;

#define COMPARE_DEFAULTS ((CompareSettings){.batch = PLAN_DEFAULTS.batch})

/*
 * Run both models on the same samples, opened for each, and compare pairs of computed or
 * put in tensors, float32, int8, uint8 or int16; results has an entry a pair. A tensor may
 * be in several pairs. A row of a tensor is what belongs to a row of data: its first
 * dimension counts them, or, if that is not the model's own batch, a sample is one.
 *
 * The results are the same for any number of threads. Each thread holds both models' values
 * of a batch, and the reference's paired tensors of one as float32.
 *
 * Fails, naming model and tensor, where one has values that do not count as real numbers,
 * is a constant or not computed, where two of a pair have not as many elements or the
 * models not as many samples, and for a value that is not finite.
 */
bool compare_runs(const Model *reference, const Samples *reference_samples,
	const Model *other, const Samples *other_samples, const TensorPair *pairs,
	int n_pairs, const CompareSettings *settings, Difference *results, Error *err);

#endif
