/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/samples.h"

bool samples_input(const Model *model, FeedInput *input, Error *err)
{
	const Graph *graph = &model->graphs[0];
	if (graph->n_inputs != 1)
		return failed(err, "%s: the model has %d inputs; data can be given for one",
			model->name, graph->n_inputs);
	*input = (FeedInput){.type = graph->tensors[graph->inputs[0]].type};
	if (!shape_of(graph, graph->inputs[0], &input->shape, err))
		return failed_in(err, "%s: ", model->name);
	if (input->shape.rank == 0)
		return failed(err, "%s: the model's input has no dimensions", model->name);
	const Quantization *q = graph->tensors[graph->inputs[0]].quantization;
	if (q && q->n_scales == 1 && q->n_zero_points == 1) {
		input->scale = q->scale[0];
		input->zero_point = (int)q->zero_point[0];
	}
	return true;
}

bool samples_open(const Model *model, const Array *data, const Preprocess *how,
	Samples *samples, Error *err)
{
	FeedInput input;
	if (!samples_input(model, &input, err))
		return false;
	*samples =
		(Samples){.input = model->graphs[0].inputs[0], .rows = input.shape.dims[0]};
	if (!feed_open(data, &input, how, &samples->feed, err))
		return false;
	if (samples->feed.n_rows % (size_t)samples->rows)
		return failed(err, "%s: %zu rows, but the model takes %d at a time", data->name,
			samples->feed.n_rows, samples->rows);
	samples->n = (int64_t)samples->feed.n_rows / samples->rows;
	return true;
}

enum { HELD_OUT_OF = 5 }; /* the last of so many */

Samples samples_share(const Samples *samples, SampleShare share)
{
	Samples part = *samples;
	int64_t n_held_out = samples->n / HELD_OUT_OF;
	part.share = share;
	if (share != SAMPLES_ALL)
		part.n = share == SAMPLES_KEPT ? samples->n - n_held_out : n_held_out;
	return part;
}

bool samples_open_again(const Model *model, const Samples *samples, Samples *own,
	Error *err)
{
	Samples all;
	if (!samples_open(model, samples->feed.data, samples->feed.how, &all, err))
		return false;
	*own = samples_share(&all, samples->share);
	return true;
}

/* Where sample i is in the data. */
static int64_t place_of(const Samples *samples, int64_t i)
{
	switch (samples->share) {
	case SAMPLES_KEPT:
		return i + i / (HELD_OUT_OF - 1);
	case SAMPLES_HELD_OUT:
		return (i + 1) * HELD_OUT_OF - 1;
	default:
		return i;
	}
}

bool samples_read(const Samples *samples, int64_t i, void *out, Error *err)
{
	size_t rows = (size_t)samples->rows;
	return feed_rows(&samples->feed, (size_t)place_of(samples, i) * rows, rows, out, err);
}

bool samples_load(const Samples *samples, const Chunk *chunk, Worker *worker, Error *err)
{
	size_t rows = (size_t)samples->rows;
	uint8_t *to = worker_values(worker, samples->input);
	if (samples->share == SAMPLES_ALL)
		return feed_rows(&samples->feed, (size_t)chunk->first * rows,
			(size_t)chunk->n * rows, to, err);
	size_t sample_bytes = samples->feed.row_bytes * rows;
	for (int i = 0; i < chunk->n; i++)
		if (!samples_read(samples, chunk->first + i, to + (size_t)i * sample_bytes, err))
			return false;
	return true;
}
