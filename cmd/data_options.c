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

static bool open_array(const DataOptions *options, const Model *model, Arena *arena,
	Array *array, Error *err)
{
	if (options->data && options->random > 0)
		return failed(err, "--data and --random exclude each other");
	if (options->random > 0)
		return make_up(options, model, arena, array, err) ||
			failed_in(err, "%s: ", model->name);
	if (strcmp(options->data, "-") == 0 && strcmp(model->name, input_name(NULL)) == 0)
		return failed(err, "model and data cannot both come from standard input");
	return array_stream(options->data, "x", arena, array, err);
}

bool open_data(const DataOptions *options, const Model *model, Arena *arena,
	DataSet *data, Error *err)
{
	if (!options->data && options->random <= 0)
		return failed(err, "no data: give --data FILE.npy");
	data->how = (Preprocess){
		.scale = options->scale,
		.n_mean = options->mean.n,
		.n_std = options->std.n,
		.mean = options->mean.values,
		.std = options->std.values,
		.data_scale = options->data_scale,
		.data_zero_point = options->data_zero_point,
	};
	if (!open_array(options, model, arena, &data->array, err) ||
		!samples_open(model, &data->array, &data->how, &data->samples, err))
		return false;
	data->samples.feed.counts = &data->counts;
	return true;
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
