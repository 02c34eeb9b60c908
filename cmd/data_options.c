/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/data_options.h"

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
	return array_open(options->data, "x", arena, array, err);
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
	return open_array(options, model, arena, &data->array, err) &&
		samples_open(model, &data->array, &data->how, &data->samples, err);
}
