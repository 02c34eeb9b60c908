/* SPDX-License-Identifier: Apache-2.0 */
/* Weights as the numbers that are stored, zeros at 0, whatever their type. */
#ifndef PASSES_CLUSTER_WEIGHT_UNITS_H
#define PASSES_CLUSTER_WEIGHT_UNITS_H

#include "src/graph/model.h"

/* Channels along a dimension: that of value i is i / run % n. */
typedef struct UnitChannels {
	size_t n, run;
} UnitChannels;

/* Integers less their zero point; real numbers as they are, but for -0, which is 0. */
typedef struct WeightUnits {
	DataType type; /* of the tensor */
	bool is_whole;
	size_t n;
	float *values;
	UnitChannels channels; /* those that scales are of; else output channels */
	const float *scales;   /* [channels.n] where there are several; NULL */
	bool has_one_zero;     /* all channels have the same zero point */
} WeightUnits;

/*
 * Of the weights that layer_weights() gives for a layer; values are in the arena. float64 is
 * rounded to float32. Fails, naming the tensor, where a weight is not finite.
 */
bool weight_units(const Model *model, int layer, int weights, Arena *arena,
	WeightUnits *units, Error *err);

/* A set of units: a channel's, or all. */
enum { WHOLE_TENSOR = -1 };

static inline size_t set_length(const WeightUnits *units, int64_t channel)
{
	return channel == WHOLE_TENSOR ? units->n : units->n / units->channels.n;
}

/* The place among the units of value i of a set. */
static inline size_t set_place(const WeightUnits *units, int64_t channel, size_t i)
{
	const UnitChannels *channels = &units->channels;
	if (channel == WHOLE_TENSOR)
		return i;
	size_t outer = i / channels->run * channels->n + (size_t)channel;
	return outer * channels->run + i % channels->run;
}

/* The values of a set, in the arena. */
float *set_values(const WeightUnits *units, int64_t channel, Arena *arena);

/* The scale of value i; 1 where there are not several. */
static inline double unit_scale(const WeightUnits *units, size_t i)
{
	const UnitChannels *channels = &units->channels;
	return units->scales ? (double)units->scales[i / channels->run % channels->n] : 1;
}

/* The nearest number that the type holds; integers are to be whole and in range. */
float rounded_unit(const WeightUnits *units, double value);

/* Store units->values, such numbers all, as the weights. */
void store_units(Model *model, int weights, const WeightUnits *units);

#endif
