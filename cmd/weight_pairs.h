/* SPDX-License-Identifier: Apache-2.0 */
/* The weights of layers that two models have, as real numbers, and how they are distributed. */
#ifndef CMD_WEIGHT_PAIRS_H
#define CMD_WEIGHT_PAIRS_H

#include "passes/value_counts.h"

/* One model's weights of a layer. */
typedef struct WeightSide {
	const float *values; /* finite */
	size_t n;
	bool is_counted;    /* whether counts tells more than n */
	ValueCounts counts; /* as they are stored */
} WeightSide;

typedef struct WeightPair {
	int layer;        /* of the first model: an operator, or of weights alone a tensor */
	const char *kind; /* "CONV_2D"; of weights alone "" */
	const char
		*name; /* of the operator's first output, or the tensor; may be any file's */
	WeightSide before, after;
} WeightPair;

typedef struct WeightPairs {
	WeightPair *list; /* in the order of the first model */
	int n;
} WeightPairs;

/*
 * Find the layers of graph 0 of two models, unpacked, that stand for each other as match.h says,
 * or of weights alone the tensors of the same place, and have weights that are constants of real
 * numbers in both; those with values that are not finite are left out. The result is in the arena
 * and points into the models. Fails where match_layers does, and where there are no such layers.
 */
bool weight_pairs(const Model *before, const Model *after, Arena *arena,
	WeightPairs *result, Error *err);

/* All of them as one, without a layer (-1); stored values are not counted but for zeros. */
WeightPair weight_pairs_sum(const WeightPairs *pairs, Arena *arena);

/* Shares of values in bins from -limit to limit; what lies beyond is in the first or the last. There
 * are as many bins as make three values of per-tensor int8 one bin, and the one in the middle has 0
 * in its own. */
enum { N_BINS = 85, ZERO_BIN = N_BINS / 2 };
void weight_histogram(const WeightSide *side, double limit, double shares[N_BINS]);

/* A limit for both: of the second, with half of an int8's step beyond its largest value, unless the
 * first reaches further by more than a few percent. */
double weight_pair_limit(const WeightPair *pair);

#endif
