/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/measure.h"

#include "src/data/labels.h"

const Choice metric_choices[] = {
	{"top1", METRIC_TOP1},
	{"top5", METRIC_TOP5},
	{"auc", METRIC_AUC},
	{"mse", METRIC_MSE},
	{0},
};

static bool open_groups(const MeasureOptions *options, const DataSet *data, Arena *arena,
	Truth *truth, Error *err)
{
	Array array;
	if (!options->group)
		return true;
	return open_beside_data(data, options->group, "group", arena, &array, err) &&
		labels_read(&array, data->rows.n, 0, arena, &truth->groups, err);
}

/* What --labels says, or what came with the data. */
static bool open_labels(const MeasureOptions *options, DataSet *data, Arena *arena,
	Array *array, Error *err)
{
	if (options->labels)
		return open_beside_data(data, options->labels, "y", arena, array, err);
	if (!data->labels.name)
		return failed(err, "no labels: give --labels FILE.npy");
	if (!array_load(&data->labels, arena, err))
		return false;
	*array = data->labels;
	return true;
}

static bool open_truth(const MeasureOptions *options, DataSet *data, Arena *arena,
	Truth *truth, Error *err)
{
	if (!open_groups(options, data, arena, truth, err))
		return false;
	if (!options->labels && options->metric == METRIC_MSE)
		return true;
	Array *array = arena_alloc(arena, sizeof *array);
	if (!open_labels(options, data, arena, array, err))
		return false;
	if (options->metric != METRIC_MSE)
		return labels_read(array, data->rows.n, 0, arena, &truth->labels, err);
	Array *targets = arena_alloc(arena, sizeof *targets);
	truth->targets = targets;
	return array_to_float(array, arena, targets, err);
}

static bool check_group(const MeasureOptions *options, Error *err)
{
	return !options->group || options->metric == METRIC_AUC ||
		failed(err, "--group is for --metric auc, not %s",
			metric_choices[options->metric].name);
}

bool measure(const MeasureOptions *options, const Model *model, DataSet *data,
	Arena *arena, Evaluation *result, Error *err)
{
	Truth truth = {0};
	Array outputs, inputs;
	DataOptions source = options->data;
	InferSettings how = options->how;
	source.wants_labels = !options->labels && options->metric != METRIC_MSE;
	how.dequantize = true;
	if (!check_group(options, err) || !open_data(&source, model, arena, data, err) ||
		!open_truth(options, data, arena, &truth, err) ||
		!infer(model, &data->samples, &how, arena, &outputs, err))
		return false;
	if ((size_t)outputs.shape.dims[0] != data->samples.feed.n_rows)
		return failed(err, "%s: %d rows of outputs for %zu rows of data", model->name,
			outputs.shape.dims[0], data->samples.feed.n_rows);
	bool wants_inputs = options->metric == METRIC_AUC || options->metric == METRIC_MSE;
	if (wants_inputs && !real_inputs(model, &data->samples, arena, &inputs, err))
		return false;
	return evaluate(options->metric, &outputs, wants_inputs ? &inputs : NULL, &truth,
			   arena, result, err) ||
		failed_in(err, "%s: ", model->name);
}
