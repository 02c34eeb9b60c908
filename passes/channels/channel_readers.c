/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/channel_readers.h"

#include "passes/channels/input_fit.h"
#include "passes/channels/reweigh.h"

static ChannelReader reader_of(const Channels *channels, int op,
	const ChannelWeights *layer, const ChannelRows *rows, Arena *arena)
{
	Arena scratch = {0};
	ChannelReader reader = {.op = op, .layer = layer, .rows = rows};
	reader.classes = channels->classes[data_index(layer->op)];
	double *scales = arena_array(&scratch, layer->view.n_channels, sizeof *scales);
	for (size_t f = 0; f < layer->view.n_channels; f++)
		scales[f] = filter_scale(channels->graph, layer, f);
	reader.elimination =
		elimination_new(layer, rows, scales, !can_reweigh(channels->graph, layer), arena);
	arena_finish(&scratch);
	return reader;
}

bool channel_readers(const Model *model, const Channels *channels,
	ChannelWeights *const *layers, const ReadingSettings *settings, Arena *arena,
	ChannelReaders *readers, Error *err)
{
	ChannelRows *rows;
	const Graph *graph = channels->graph;
	*readers = (ChannelReaders){.channels = channels, .settings = *settings};
	readers->list = arena_array(arena, (size_t)graph->n_ops, sizeof *readers->list);
	if (!channel_rows(model, settings->samples, channels, -1, settings->n_threads,
			settings->batch, arena, &rows, err))
		return false;
	for (int i = 0; i < graph->n_ops; i++)
		if (channels->rules[i] == CHANNELS_MIXED)
			readers->list[readers->n++] =
				reader_of(channels, i, layers[i], &rows[i], arena);
	return true;
}

static int class_of(const ChannelReader *reader, int column)
{
	return reader->classes[column % reader->layer->n_units];
}

void readers_score(const ChannelReaders *readers, double *scores)
{
	for (int c = 0; c < readers->channels->n_classes; c++)
		scores[c] = 0;
	for (int i = 0; i < readers->n; i++) {
		const ChannelReader *reader = &readers->list[i];
		for (int k = 0; k < reader->elimination.n; k++)
			scores[class_of(reader, k)] += elimination_loss(&reader->elimination, k);
	}
}

void readers_lose(ChannelReaders *readers, int class)
{
	for (int i = 0; i < readers->n; i++) {
		ChannelReader *reader = &readers->list[i];
		for (int k = 0; k < reader->elimination.n; k++)
			if (class_of(reader, k) == class)
				eliminate(&reader->elimination, k);
	}
}

/* --- Afterwards --- */

static bool any_gone(const Elimination *elimination)
{
	for (int i = 0; i < elimination->n; i++)
		if (elimination->is_gone[i])
			return true;
	return false;
}

/* Weights of one tap of a filter, from those that were. */
static void refit(const InputFit *fit, const double *from, double *to)
{
	size_t n = (size_t)fit->n;
	for (size_t j = 0; j < n; j++)
		for (size_t c = 0; from[j] != 0 && c < n; c++)
			to[c] += from[j] * fit->matrix[j * n + c];
}

/* What they give less than before, in the mean. */
static double missing(const InputFit *fit, const double *from, const double *to)
{
	double sum = 0;
	for (int c = 0; c < fit->n; c++)
		sum += from[c] * fit->before[c] - to[c] * fit->now[c];
	return sum;
}

static void make_up(Model *model, TensorUses *uses, const ChannelReader *reader,
	const ChannelChoice *choice, const InputFit *fit)
{
	Arena scratch = {0};
	const ChannelWeights *layer = reader->layer;
	size_t n = (size_t)fit->n, length = layer->view.length;
	size_t n_filters = layer->view.n_channels;
	double *weights = arena_array(&scratch, n_filters * length, sizeof *weights);
	double *more = arena_array(&scratch, n_filters, sizeof *more);
	double *from = arena_array(&scratch, n, sizeof *from);
	for (size_t f = 0; f < n_filters; f++) {
		double scale = filter_scale(&model->graphs[0], layer, f);
		bool is_going = choice->is_going[class_made(choice, layer, f)];
		for (size_t k = 0; !is_going && k < length; k += n) {
			double *to = weights + f * length + k;
			for (size_t c = 0; c < n; c++)
				from[c] = weight_at(layer, f, k + c) * scale;
			refit(fit, from, to);
			more[f] += missing(fit, from, to) * layer->coverage[tap_of(layer, k)];
		}
	}
	reweigh(model, uses, reader->op, layer, weights, more);
	arena_finish(&scratch);
}

/* Only the means, in steps of the stored integer. */
static void fold_means(Model *model, TensorUses *uses, const ChannelReader *reader,
	const ChannelChoice *choice)
{
	Arena scratch = {0};
	const Tensor *in = op_data(&model->graphs[0], reader->layer->op);
	double step = in->type == TYPE_FLOAT32 ? 1 : (double)in->quantization->scale[0];
	const double *mean = rows_mean(reader->rows, &scratch);
	double *offsets = arena_array(&scratch, reader->rows->width, sizeof *offsets);
	for (size_t c = 0; c < reader->rows->width; c++)
		offsets[c] = mean[c] / step;
	fold_channels(model, uses, choice, reader->op, reader->layer, offsets);
	arena_finish(&scratch);
}

static bool settle(Model *model, TensorUses *uses, const ChannelReaders *readers,
	const ChannelReader *reader, const ChannelChoice *choice, Error *err)
{
	Arena scratch = {0};
	ChannelRows *now;
	const ReadingSettings *settings = &readers->settings;
	const Elimination *elimination = &reader->elimination;
	if (!elimination->inverse) {
		fold_means(model, uses, reader, choice);
		return true;
	}
	bool ok = channel_rows(model, settings->samples, readers->channels, reader->op,
		settings->n_threads, settings->batch, &scratch, &now, err);
	if (ok) {
		InputFit fit =
			input_fit(reader->rows, &now[reader->op], elimination->is_gone, &scratch);
		make_up(model, uses, reader, choice, &fit);
	}
	arena_finish(&scratch);
	return ok;
}

bool readers_settle(Model *model, const ChannelReaders *readers,
	const ChannelChoice *choice, Error *err)
{
	Arena scratch = {0};
	TensorUses uses = tensor_uses(model, &scratch);
	bool ok = true, has_changed = false;
	for (int i = 0; ok && i < readers->n; i++) {
		const ChannelReader *reader = &readers->list[i];
		has_changed = has_changed || any_gone(&reader->elimination);
		if (has_changed)
			ok = settle(model, &uses, readers, reader, choice, err);
	}
	arena_finish(&scratch);
	return ok;
}
