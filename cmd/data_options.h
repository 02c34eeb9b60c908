/* SPDX-License-Identifier: Apache-2.0 */
/* The options of commands that run a model on data. */
#ifndef CMD_DATA_OPTIONS_H
#define CMD_DATA_OPTIONS_H

#include "cmd/command.h"
#include "cmd/options.h"
#include "passes/samples.h"
#include "src/data/views.h"

typedef enum DataLayout { LAYOUT_NHWC, LAYOUT_NCHW } DataLayout;

typedef struct DataOptions {
	const char *data;
	Shape shape;       /* of a raw sample; rank 0: not given */
	int dtype;         /* of raw samples, a DataType; -1: not given */
	DataLayout layout; /* of the data */
	Shape resize;      /* of images, width and height; rank 0: not given */
	bool gray, skip_bad;
	int limit; /* 0: all rows */
	bool shuffle;
	double scale;
	Reals mean, std;
	double data_scale;
	int data_zero_point;
	int random;        /* how many samples to make up; 0: none */
	int seed;          /* of these, and of the shuffle */
	bool wants_labels; /* those that come with the data, if any do */
} DataOptions;

#define DATA_OPTIONS_DEFAULTS \
	((DataOptions){.dtype = -1, .scale = 1, .data_zero_point = NO_ZERO_POINT, .seed = 1})

/* Entries of an option array. */
#define OPTS_DATA(to) \
	OPT_TEXT(0, "data", &(to)->data, "SOURCE", \
		"samples: .npy, .npz, IDX, CSV, raw, PNGs"), \
		OPT_SHAPE(0, "shape", &(to)->shape, "HxWxC", "raw: the shape of a sample"), \
		OPT_TYPE("dtype", &(to)->dtype, data_types, "uint8", "raw: their type"), \
		OPT_CHOICE(0, "layout", &(to)->layout, data_layouts, "LAYOUT", \
			"where the data's channels are, last or first"), \
		OPT_SHAPE(0, "resize", &(to)->resize, "WxH", "images: make all this size"), \
		OPT_FLAG(0, "gray", &(to)->gray, "images: make all gray"), \
		OPT_FLAG(0, "skip-bad", &(to)->skip_bad, \
			"images: leave out what cannot be read"), \
		OPT_INT(0, "limit", &(to)->limit, 1, INT_MAX, "N", "take N rows"), \
		OPT_FLAG(0, "shuffle", &(to)->shuffle, "take rows in a random order"), \
		OPT_SEED(&(to)->seed), \
		OPT_REAL(0, "scale", &(to)->scale, -1e30, 1e30, "S", \
			"values become (x * S - mean) / std"), \
		OPT_REALS(0, "mean", &(to)->mean, -1e30, 1e30, "M[,M...]", \
			"one, or one a channel"), \
		OPT_REALS(0, "std", &(to)->std, 1e-30, 1e30, "D[,D...]", \
			"one, or one a channel"), \
		OPT_REAL(0, "data-scale", &(to)->data_scale, 1e-30, 1e30, "S", \
			"integers in the data stand for S * (q - Z)"), \
		OPT_INT(0, "data-zero-point", &(to)->data_zero_point, -32768, 65535, "Z", \
			"as above")

/* The same for commands that can do with made-up data. */
#define OPTS_RANDOM(to) \
	OPT_INT(0, "random", &(to)->random, 1, 1000000, "N", \
		"make up N samples instead of --data")

extern const Choice data_types[], data_layouts[];

/* An open data set: elements are read from files as they are needed, all else is in the
 * arena. Start from zeros. */
typedef struct DataSet {
	Array array;
	Array labels;      /* that came with it, for the same rows; name NULL: none */
	RowOrder rows;     /* what was taken of all that there are */
	int64_t n_skipped; /* images that could not be read, and are left out */
	Preprocess how;
	FeedCounts counts;
	Samples samples;
} DataSet;

/* Open --data for a model. data must stay where it is while the samples are used, and wants
 * close_data in any case. */
bool open_data(const DataOptions *options, const Model *model, Arena *arena,
	DataSet *data, Error *err);
void close_data(DataSet *data);

/* Open another source that has a row for each of the data's (before some were taken), as
 * labels have, take the same, and bring them into memory. */
bool open_beside_data(const DataSet *data, const char *source, const char *member,
	Arena *arena, Array *array, Error *err);

/* Open the same data for another model too. data must go before first is closed, and wants no
 * close_data of its own. */
bool open_data_again(DataSet *first, const Model *model, DataSet *data, Error *err);

/* Once the samples have been used: say so on stderr where many of the values are beyond what
 * the quantised input can hold, as then --scale, --mean or --std are likely wrong. */
void warn_of_saturation(const Call *call, const DataSet *data);

#endif
