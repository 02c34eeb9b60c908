/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Data made ready for a model's input: held against its shape once, then converted to its
 * type a run of rows at a time.
 *
 *   data            input        what goes in
 *   its own type    any          as it is; with preprocessing options, see below
 *   real numbers    float32      (x * scale - mean) / std
 *   real numbers    quantised    q = round(that / scale) + zero point, saturated
 *   int8            another      refused, unless the options say what it stands for
 *   anything else                refused
 *
 * Real numbers are float16, float32, float64, bool and every integer type but int8: the
 * numbers of an image or a table. Integers of any type that stand for something else need
 * data_scale and data_zero_point, and are then data_scale * (q - data_zero_point) first.
 *
 * Data of the input's own quantised type that comes with options is taken for real numbers
 * too, so that one command line feeds uint8 images to a float, an int8 and a uint8 model
 * alike; int8 data of an int8 model with --scale, --mean or --std alone is refused, as they
 * would do nothing.
 *
 * Arithmetic is in double, rounded once to float32; quantising divides in float32 and
 * rounds halves away from zero, as TFLite does.
 */
#ifndef DATA_FEED_H
#define DATA_FEED_H

#include <stdatomic.h>

#include "src/base/error.h"
#include "src/data/array.h"

/* Stands for a --data-zero-point that was not given. */
enum { NO_ZERO_POINT = INT32_MIN };

/* What the user says of the data. Start from PREPROCESS_DEFAULTS. */
typedef struct Preprocess {
	double scale;
	int n_mean, n_std;        /* 0: none; 1: for all; or the input's last dimension */
	const double *mean, *std; /* finite; std not 0 */
	double data_scale;        /* above 0; 0: not given */
	int data_zero_point;      /* given together with data_scale, or not at all */
} Preprocess;

#define PREPROCESS_DEFAULTS ((Preprocess){.scale = 1, .data_zero_point = NO_ZERO_POINT})

/* A model's input, as far as data must fit it. */
typedef struct FeedInput {
	DataType type;
	float scale; /* 0: not quantised */
	int zero_point;
	Shape shape; /* dims[0] is the batch, whatever it says; rank at least 1 */
} FeedInput;

/* Real numbers that were quantised, and those of them that lay beyond what the input holds.
 * Start from zeros; several threads count together. */
typedef struct FeedCounts {
	atomic_llong n_quantized, n_saturated;
} FeedCounts;

typedef struct Feed {
	const Array *data; /* in memory, or with a reader */
	const Preprocess *how;
	FeedInput input;
	size_t n_rows;
	size_t row_count;   /* elements of a row */
	size_t row_bytes;   /* of a row as it goes into the input */
	bool as_it_is;      /* no conversion */
	FeedCounts *counts; /* what feed_rows adds to; NULL: nothing is counted */
} Feed;

/*
 * Check that data, options and input go together. data and how must live as long as the
 * feed. The data's first dimension counts rows; the others must equal the input's shape
 * after dropping ones on both sides, or one side must be flat and hold as many elements. An
 * array of exactly the input's shape without its batch is one row.
 */
bool feed_open(const Array *data, const FeedInput *input, const Preprocess *how,
	Feed *feed, Error *err);

/*
 * Write count rows from row first on to out (count * row_bytes, aligned for the input's
 * type). The rows must be there. Fails, naming row and value, for a value that is nan or
 * infinite, or becomes so, and where the data's reader does. May be called from several
 * threads at once.
 */
bool feed_rows(const Feed *feed, size_t first, size_t count, void *out, Error *err);

/* Whether data of this shape are a single row of such an input, without a batch. */
bool feed_is_one_row(Shape data, Shape input);

/* The smallest and the largest real number of a quantised input. */
void feed_input_range(const FeedInput *input, double *low, double *high);

#endif
