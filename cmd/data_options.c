/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/data_options.h"

#include <string.h>

#include "src/base/file.h"
#include "src/data/source.h"

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool failed_in_model(const char *path, const DataSet *data, Error *err)
{
	if (begins_with(err->text, "--") || begins_with(err->text, data->array.name))
		return false;
	return failed_in(err, "%s: ", input_name(path));
}

bool open_data(const DataOptions *options, const char *path, const Model *model,
	Arena *arena, DataSet *data, Error *err)
{
	if (!options->data)
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
	return array_open(options->data, "x", arena, &data->array, err) &&
		(samples_open(model, &data->array, &data->how, &data->samples, err) ||
			failed_in_model(path, data, err));
}
