/* SPDX-License-Identifier: Apache-2.0 */
/* The options of commands that run a model on data. */
#ifndef CMD_DATA_OPTIONS_H
#define CMD_DATA_OPTIONS_H

#include "cmd/options.h"
#include "passes/samples.h"

typedef struct DataOptions {
	const char *data;
	double scale;
	Reals mean, std;
	double data_scale;
	int data_zero_point;
} DataOptions;

#define DATA_OPTIONS_DEFAULTS \
	((DataOptions){.scale = 1, .data_zero_point = NO_ZERO_POINT})

/* Entries of an option array. */
#define OPTS_DATA(to) \
	OPT_TEXT(0, "data", &(to)->data, "SOURCE", "samples: .npy, .npz or .npz:NAME"), \
		OPT_REAL(0, "scale", &(to)->scale, -1e30, 1e30, "S", \
			"values become (x * S - mean) / std"), \
		OPT_REALS(0, "mean", &(to)->mean, -1e30, 1e30, "M[,M...]", \
			"one, or one a channel"), \
		OPT_REALS(0, "std", &(to)->std, 1e-30, 1e30, "D[,D...]", "one, or one a channel"), \
		OPT_REAL(0, "data-scale", &(to)->data_scale, 1e-30, 1e30, "S", \
			"integers in the data stand for S * (q - Z)"), \
		OPT_INT(0, "data-zero-point", &(to)->data_zero_point, -32768, 65535, "Z", \
			"as above")

/* An open data set; everything is in the arena. */
typedef struct DataSet {
	Array array;
	Preprocess how;
	Samples samples;
} DataSet;

/* Open --data for a model that was read from a path (NULL: stdin). data must stay where it
 * is while the samples are used. */
bool open_data(const DataOptions *options, const char *path, const Model *model,
	Arena *arena, DataSet *data, Error *err);

/* Put the model's name in front of a failure that begins neither with the data's name nor
 * with an option's; returns false. */
bool failed_in_model(const char *path, const DataSet *data, Error *err);

#endif
