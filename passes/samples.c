/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/samples.h"

bool samples_open(const Model *model, const Array *data, const Preprocess *how,
	Samples *samples, Error *err)
{
	const Graph *graph = &model->graphs[0];
	if (graph->n_inputs != 1)
		return failed(err, "%s: the model has %d inputs; data can be given for one",
			model->name, graph->n_inputs);
	FeedInput input = {.type = graph->tensors[graph->inputs[0]].type};
	if (!shape_of(graph, graph->inputs[0], &input.shape, err))
		return failed_in(err, "%s: ", model->name);
	if (input.shape.rank == 0)
		return failed(err, "%s: the model's input has no dimensions", model->name);
	const Quantization *q = graph->tensors[graph->inputs[0]].quantization;
	if (q && q->n_scales == 1 && q->n_zero_points == 1) {
		input.scale = q->scale[0];
		input.zero_point = (int)q->zero_point[0];
	}
	*samples = (Samples){.input = graph->inputs[0], .rows = input.shape.dims[0]};
	if (!feed_open(data, &input, how, &samples->feed, err))
		return false;
	if (samples->feed.n_rows % (size_t)samples->rows)
		return failed(err, "%s: %zu rows, but the model takes %d at a time", data->name,
			samples->feed.n_rows, samples->rows);
	samples->n = (int64_t)samples->feed.n_rows / samples->rows;
	return true;
}

bool samples_load(const Samples *samples, const Chunk *chunk, Worker *worker, Error *err)
{
	size_t rows = (size_t)samples->rows;
	return feed_rows(&samples->feed, (size_t)chunk->first * rows, (size_t)chunk->n * rows,
		worker_values(worker, samples->input), err);
}
