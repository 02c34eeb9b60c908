/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a model that loses channels, their last ones as the choice of how many.
 * Without its dead ones it gives the same, to the byte where it is of integers; without
 * others it is still sound, can be written and read, and runs if it did before.
 */
#include "passes/channels/dead.h"
#include "passes/channels/structured.h"
#include "src/data/random.h"
#include "tests/fuzz/models.h"

enum { MOST_CHANNELS = 1 << 18 };

/* The last bytes of a file, which nothing in it need refer to. */
typedef struct Choice {
	uint8_t share, is_global, with_data, left_alone;
} Choice;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_of_integers(const Graph *graph)
{
	for (int i = 0; i < graph->n_tensors; i++)
		if (graph->tensors[i].type == TYPE_FLOAT32)
			return false;
	return true;
}

/* What a channel of nothing else costs to look at. */
static bool has_few_channels(const Graph *graph)
{
	int64_t n = 0;
	for (int i = 0; i < graph->n_tensors; i++)
		if (graph->tensors[i].rank > 0)
			n += graph->tensors[i].dims[graph->tensors[i].rank - 1];
	return n <= MOST_CHANNELS;
}

/* Verify, write, read, and run it if it could be run before. */
static void is_sound(const Model *model, bool ran_before)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file, file_again;
	expect(model_verify(model, &err), "made wrongly", &err);
	Model *again = reread(model, &file, &arena);
	model_free(reread(again, &file_again, &arena));
	expect(same_bytes(file, file_again), "is written as another", &err);
	expect(!ran_before || runs(again), "cannot be run any more", &err);
	model_free(again);
	arena_finish(&arena);
}

static void without_dead(const Model *model)
{
	Error err = {0};
	ChannelReport report;
	Model *smaller = model_copy(model);
	expect(prune_dead(smaller, &report, &err), "fails on a model that runs", &err);
	is_sound(smaller, true);
	if (is_of_integers(&model->graphs[0]))
		runs_the_same(model, smaller);
	model_free(smaller);
}

static bool open_samples(const Model *model, Arena *arena, Preprocess *how, Array *data,
	Samples *samples)
{
	Error err = {0};
	Shape shape;
	const Graph *graph = &model->graphs[0];
	*how = PREPROCESS_DEFAULTS;
	if (graph->n_inputs != 1 || !shape_of(graph, graph->inputs[0], &shape, &err) ||
		shape.rank == 0)
		return false;
	shape.dims[0] *= 2;
	return random_array(shape, graph->tensors[graph->inputs[0]].type, rng_new(1), arena,
			   data, &err) &&
		samples_open(model, data, how, samples, &err);
}

static void with_fewer(const Model *model, Choice choice, bool ran_before)
{
	Arena arena = {0};
	Error err = {0};
	Array data;
	Preprocess how;
	Samples samples;
	ChannelReport report;
	const Graph *graph = &model->graphs[0];
	double *of_layer = arena_array(&arena, (size_t)graph->n_ops, sizeof *of_layer);
	for (int i = 0; i < graph->n_ops; i++)
		of_layer[i] = i == choice.left_alone ? -1 : choice.share / 256.0;
	StructuredSettings settings = STRUCTURED_DEFAULTS;
	settings.sparsity = choice.share / 256.0;
	settings.is_global = choice.is_global & 1;
	settings.of_layer = choice.is_global & 2 ? of_layer : NULL;
	settings.n_threads = 1;
	settings.batch = 2;
	bool has_data = (choice.with_data & 1) && ran_before &&
		open_samples(model, &arena, &how, &data, &samples);
	Model *smaller = model_copy(model);
	if (prune_channels(smaller, has_data ? &samples : NULL, &settings, &report, &err))
		is_sound(smaller, ran_before);
	else
		expect(err.text[0], "refused without a reason", &err);
	model_free(smaller);
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Error err = {0};
	Choice choice;
	Model *model = model_from_bytes((Bytes){data, size}, "input", &err);
	if (model && has_few_channels(&model->graphs[0])) {
		memcpy(&choice, data + size - sizeof choice, sizeof choice);
		bool can_run = runs(model);
		if (can_run)
			without_dead(model);
		with_fewer(model, choice, can_run);
	}
	model_free(model);
	return 0;
}
