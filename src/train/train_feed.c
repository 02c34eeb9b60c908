/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/train_feed.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "src/base/arena.h"

/* --- Does it go together? --- */

static bool check_labels(const TrainFeed *feed, Error *err)
{
	int most = feed->outputs > 1 ? feed->outputs - 1 : 1;
	for (int64_t i = 0; i < feed->data->n * feed->rows; i++)
		if (feed->data->labels[i] < 0 || feed->data->labels[i] > most)
			return failed(err, "label %lld is %d; the model's output has classes 0 to %d",
				(long long)i, (int)feed->data->labels[i], most);
	return true;
}

static bool check_finite(const float *values, int64_t n_rows, int outputs,
	const char *what, Error *err)
{
	for (int64_t i = 0; i < n_rows * outputs; i++)
		if (!isfinite(values[i]))
			return failed(err, "%s, row %lld, column %lld: %g is not finite", what,
				(long long)(i / outputs), (long long)(i % outputs), (double)values[i]);
	return true;
}

static bool check_wanted(const TrainFeed *feed, const TrainSettings *how, Error *err)
{
	const TrainData *data = feed->data;
	int64_t n_rows = data->n * feed->rows;
	bool is_squared = how->objective.kind == LOSS_SQUARED;
	bool is_taught = data->teacher || data->teach;
	if (!is_squared && !data->labels && !is_taught)
		return failed(err, "neither labels nor a teacher to train to");
	if (is_squared && !data->targets && !is_taught && feed->out_count != feed->in_count)
		return failed(err, "neither targets nor a teacher to train to");
	return (is_squared || !data->labels || check_labels(feed, err)) &&
		(!data->teacher ||
			check_finite(data->teacher, n_rows, feed->outputs, "teacher", err)) &&
		(!is_squared || !data->targets ||
			check_finite(data->targets, n_rows, feed->outputs, "targets", err));
}

/* A row [h, w, c], or [h, w]: rank 4 or 3 with the batch. */
static ImageShape image_of(const TrainData *data, Shape input)
{
	if (data->image.h > 0)
		return data->image;
	if (input.rank == 4)
		return (ImageShape){input.dims[1], input.dims[2], input.dims[3]};
	if (input.rank == 3)
		return (ImageShape){input.dims[1], input.dims[2], 1};
	return (ImageShape){0};
}

/* A loss of logits wants those that go into a softmax: net_new passes it over where it is the
 * last, and here is seen that there is none elsewhere. */
static bool check_output(const Graph *graph, const TrainSettings *how, Error *err)
{
	static const OpType looked_through[] = {OP_RESHAPE, OP_SQUEEZE, OP_EXPAND_DIMS};
	if (how->objective.kind == LOSS_SQUARED)
		return true;
	int place = graph_producer(graph, graph->outputs[0]);
	for (bool again = true, is_last = true; again && place >= 0; is_last = false) {
		const Op *op = &graph->ops[place];
		const Tensor *out = op_output(graph, op, 0);
		if (op->code->type == OP_SOFTMAX && (!is_last || op->attrs.softmax.beta != 1))
			return failed(err,
				"operator %d (SOFTMAX): to train by its logits, it must be "
				"the last, with a beta of 1",
				place);
		if (op->code->type == OP_LOGISTIC &&
			(!is_last || out->rank < 1 || out->dims[out->rank - 1] != 1))
			return failed(err,
				"operator %d (LOGISTIC): to train by its logits, it must be "
				"the last, with one output",
				place);
		again = false;
		for (int i = 0; i < 3; i++)
			again |= op->code->type == looked_through[i];
		place = again ? graph_producer(graph, op->inputs[0]) : -1;
	}
	return true;
}

static bool hold_against(const Model *model, const Net *net, const TrainSettings *how,
	TrainFeed *feed, Error *err)
{
	const Graph *graph = &model->graphs[0];
	Shape input;
	if (graph->n_inputs != 1 || graph->n_outputs != 1)
		return failed(err, "%d inputs and %d outputs; training takes one of each",
			graph->n_inputs, graph->n_outputs);
	if (!shape_of(graph, graph->inputs[0], &input, err) || !check_output(graph, how, err))
		return false;
	feed->rows = input.rank > 0 ? input.dims[0] : 1;
	feed->in_count = net_count(net, graph->inputs[0]);
	feed->out_count = net_count(net, graph->outputs[0]);
	if (feed->out_count % (size_t)feed->rows)
		return failed(err, "%zu outputs for %d rows of input", feed->out_count,
			feed->rows);
	feed->row_count = feed->in_count / (size_t)feed->rows;
	feed->outputs = (int)(feed->out_count / (size_t)feed->rows);
	feed->image = image_of(feed->data, input);
	if ((uint64_t)feed->image.h * (uint64_t)feed->image.w * (uint64_t)feed->image.c !=
		feed->row_count)
		feed->image = (ImageShape){0};
	return augment_check(&how->augment, feed->image, err);
}

/* --- Reading --- */

bool train_feed_read(const TrainFeed *feed, int64_t sample, float *to, Error *err)
{
	if (feed->memory) {
		memcpy(to, feed->memory + (size_t)sample * feed->in_count,
			feed->in_count * sizeof *to);
		return true;
	}
	if (!feed->data->read(feed->data->context, sample, to, err))
		return false;
	for (size_t i = 0; i < feed->in_count; i++)
		if (!isfinite(to[i]))
			return failed(err, "sample %lld, value %zu: %g is not finite",
				(long long)sample, i, (double)to[i]);
	return true;
}

enum { PIECE_SAMPLES = 256 };

/* The first failure that a thread met: it takes pieces in ascending order. */
typedef struct Miss {
	int piece; /* INT_MAX: none */
	Error err;
} Miss;

typedef struct Filling {
	const TrainFeed *feed;
	float *memory;
	Miss *misses; /* one a thread */
} Filling;

static void fill_piece(void *context, int worker, int piece)
{
	Filling *filling = context;
	const TrainFeed *feed = filling->feed;
	Miss *miss = &filling->misses[worker];
	int64_t first = (int64_t)piece * PIECE_SAMPLES, end = first + PIECE_SAMPLES;
	if (end > feed->data->n)
		end = feed->data->n;
	for (int64_t i = first; i < end && miss->piece == INT_MAX; i++)
		if (!train_feed_read(feed, i, filling->memory + (size_t)i * feed->in_count,
				&miss->err))
			miss->piece = piece;
}

static bool read_all(TrainFeed *feed, Team *team, Arena *arena, Error *err)
{
	Arena scratch = {0};
	Filling filling = {.feed = feed};
	filling.memory =
		arena_array(arena, (size_t)feed->data->n * feed->in_count, sizeof(float));
	filling.misses =
		arena_array(&scratch, (size_t)team_size(team), sizeof *filling.misses);
	for (int i = 0; i < team_size(team); i++)
		filling.misses[i].piece = INT_MAX;
	team_run(team, (int)((feed->data->n + PIECE_SAMPLES - 1) / PIECE_SAMPLES), fill_piece,
		&filling);
	const Miss *first = &filling.misses[0];
	for (int i = 1; i < team_size(team); i++)
		if (filling.misses[i].piece < first->piece)
			first = &filling.misses[i];
	bool ok = first->piece == INT_MAX || failed(err, "%s", first->err.text);
	arena_finish(&scratch);
	feed->memory = filling.memory;
	return ok;
}

bool train_feed_open(const Model *model, const Net *net, const TrainData *data,
	const TrainSettings *how, Team *team, Arena *arena, TrainFeed *feed, Error *err)
{
	*feed = (TrainFeed){.data = data};
	if (!hold_against(model, net, how, feed, err))
		return failed_in(err, "%s: ", model->name);
	if (!check_wanted(feed, how, err))
		return false;
	size_t sample_bytes = feed->in_count * sizeof(float);
	bool is_kept = (double)data->n * (double)sample_bytes <= (double)how->memory_bytes &&
		memory_holds((size_t)data->n * sample_bytes);
	return !is_kept || read_all(feed, team, arena, err);
}

bool train_feed_hash(const TrainFeed *feed, Hash *hash, Error *err)
{
	enum { MOST_SAMPLES = 256 };
	Arena scratch = {0};
	const TrainData *data = feed->data;
	size_t n_rows = (size_t)data->n * (size_t)feed->rows;
	size_t out_bytes = (size_t)feed->outputs * sizeof(float);
	hash_add_number(hash, (uint64_t)data->n);
	if (data->labels)
		hash_add(hash, data->labels, n_rows * sizeof *data->labels);
	if (data->targets)
		hash_add(hash, data->targets, n_rows * out_bytes);
	if (data->teacher)
		hash_add(hash, data->teacher, n_rows * out_bytes);
	size_t sample_bytes = feed->in_count * sizeof(float);
	bool ok = true;
	float *values = arena_alloc(&scratch, sample_bytes);
	int64_t step = (data->n + MOST_SAMPLES - 1) / MOST_SAMPLES;
	for (int64_t i = 0; ok && i < data->n; i += step) {
		ok = train_feed_read(feed, i, values, err);
		hash_add(hash, values, sample_bytes);
	}
	arena_finish(&scratch);
	return ok;
}
