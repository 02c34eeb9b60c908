/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/data_options.h"

#include <stdio.h>
#include <string.h>

#include "src/base/file.h"
#include "src/data/random.h"
#include "src/data/source.h"

/* Samples for the model's input, of its own type. */
static bool make_up(const DataOptions *options, const Model *model, Arena *arena,
	Array *array, Error *err)
{
	const Graph *graph = &model->graphs[0];
	Shape shape;
	if (graph->n_inputs != 1)
		return failed(err, "%d inputs; data can be made up for one", graph->n_inputs);
	if (!shape_of(graph, graph->inputs[0], &shape, err))
		return false;
	if (shape.rank == 0 || shape_count(shape) * options->random > INT32_MAX)
		return failed(err, "no room for %d random samples", options->random);
	shape.dims[0] *= options->random;
	DataType type = graph->tensors[graph->inputs[0]].type;
	return random_array(shape, type, rng_new((uint64_t)options->seed), arena, array, err);
}

const Choice data_types[] = {
	{"uint8", TYPE_UINT8},
	{"int8", TYPE_INT8},
	{"int16", TYPE_INT16},
	{"uint16", TYPE_UINT16},
	{"int32", TYPE_INT32},
	{"float16", TYPE_FLOAT16},
	{"float32", TYPE_FLOAT32},
	{"float64", TYPE_FLOAT64},
	{0},
};

const Choice data_layouts[] = {{"nhwc", LAYOUT_NHWC}, {"nchw", LAYOUT_NCHW}, {0}};

static bool check_options(const DataOptions *options, const Model *model, Error *err)
{
	if (!options->data && options->random <= 0)
		return failed(err, "no data: give --data FILE.npy");
	if (options->data && options->random > 0)
		return failed(err, "--data and --random exclude each other");
	if (options->dtype >= 0 && options->shape.rank == 0)
		return failed(err, "--dtype is for raw data, which need --shape");
	if (options->resize.rank != 0 && options->resize.rank != 2)
		return failed(err, "--resize takes a width and a height, as 96x96");
	if (!options->data && (options->shape.rank > 0 || options->layout != LAYOUT_NHWC))
		return failed(err, "--shape and --layout are for --data");
	if (options->data && strcmp(options->data, "-") == 0 &&
		strcmp(model->name, input_name(NULL)) == 0)
		return failed(err, "model and data cannot both come from standard input");
	return true;
}

static bool open_source(const DataOptions *options, const FeedInput *input, Arena *arena,
	DataSet *data, Error *err)
{
	Shape shape = input->shape;
	SourceSettings settings = {
		.member = "x",
		.n_features = (size_t)(shape_count(shape) / shape.dims[0]),
		.is_raw = options->shape.rank > 0,
		.raw_sample = options->shape,
		.images = {.gray = options->gray, .skip_bad = options->skip_bad},
		.n_skipped = &data->n_skipped,
		.raw_type = options->dtype < 0 ? TYPE_UINT8 : (DataType)options->dtype,
	};
	if (options->resize.rank == 2) {
		settings.images.width = options->resize.dims[0];
		settings.images.height = options->resize.dims[1];
	}
	return source_open(options->data, &settings, arena, &data->array,
			   options->wants_labels ? &data->labels : NULL, err) &&
		(options->layout == LAYOUT_NHWC ||
			array_channels_last(&data->array, shape, arena, err));
}

/* --shuffle and --limit. */
static bool take_rows(const DataOptions *options, const FeedInput *input, Arena *arena,
	DataSet *data, Error *err)
{
	Shape shape = data->array.shape;
	bool is_one = shape.rank == 0 || feed_is_one_row(shape, input->shape);
	data->rows = row_order(is_one ? 1 : (size_t)shape.dims[0],
		options->limit ? options->limit : INT_MAX, options->shuffle && !is_one,
		(uint64_t)options->seed, arena);
	return array_take_rows(&data->array, &data->rows, arena, err) &&
		(!data->labels.name || array_take_rows(&data->labels, &data->rows, arena, err));
}

bool open_data(const DataOptions *options, const Model *model, Arena *arena,
	DataSet *data, Error *err)
{
	FeedInput input;
	data->how = (Preprocess){
		.scale = options->scale,
		.n_mean = options->mean.n,
		.n_std = options->std.n,
		.mean = options->mean.values,
		.std = options->std.values,
		.data_scale = options->data_scale,
		.data_zero_point = options->data_zero_point,
	};
	if (!check_options(options, model, err) || !samples_input(model, &input, err))
		return false;
	bool is_open = options->random > 0
		? make_up(options, model, arena, &data->array, err) ||
			failed_in(err, "%s: ", model->name)
		: open_source(options, &input, arena, data, err);
	if (!is_open || !take_rows(options, &input, arena, data, err) ||
		!samples_open(model, &data->array, &data->how, &data->samples, err))
		return false;
	data->samples.feed.counts = &data->counts;
	if (data->n_skipped > 0)
		fprintf(stderr, "whit: %s: %lld of the images cannot be read, and are left out\n",
			data->array.name, (long long)data->n_skipped);
	return true;
}

bool open_beside_data(const DataSet *data, const char *source, const char *member,
	Arena *arena, Array *array, Error *err)
{
	const SourceSettings settings = {.member = member};
	bool ok = source_open(source, &settings, arena, array, NULL, err) &&
		array_take_rows(array, &data->rows, arena, err) && array_load(array, arena, err);
	array_close(array);
	return ok;
}

bool open_data_again(DataSet *first, const Model *model, DataSet *data, Error *err)
{
	data->array = (Array){.name = first->array.name};
	data->how = first->how;
	if (!samples_open(model, &first->array, &data->how, &data->samples, err))
		return false;
	data->samples.feed.counts = &data->counts;
	return true;
}

void close_data(DataSet *data)
{
	array_close(&data->array);
	array_close(&data->labels);
}

/* A calibration that cuts off may leave a few percent of the values beyond its range. */
#define SUSPICIOUS_SHARE 0.1

void warn_of_saturation(const Call *call, const DataSet *data)
{
	double low, high;
	double n = (double)data->counts.n_quantized;
	double share = n > 0 ? (double)data->counts.n_saturated / n : 0;
	if (share <= SUSPICIOUS_SHARE)
		return;
	feed_input_range(&data->samples.feed.input, &low, &high);
	fprintf(stderr,
		"whit %s: %s: %.1f %% of the values lie beyond what the input holds (%.4g to "
		"%.4g); do --scale, --mean and --std fit?\n",
		call->name, data->array.name, 100 * share, low, high);
}
