/* SPDX-License-Identifier: Apache-2.0 */
/* What two models compute on the same data. */
#include <string.h>

#include "cmd/diff.h"
#include "passes/real_values.h"
#include "src/base/file.h"

static bool can_run(const Model *model, int batch, Error *err)
{
	int n = model->graphs[0].n_inputs;
	if (n != 1)
		return failed(err, "%s: the model has %d inputs; data can be given for one",
			model->name, n);
	return plan_check(model, batch, err);
}

/* A model's only input. */
static const Tensor *input_of(const Model *model)
{
	const Graph *graph = &model->graphs[0];
	return &graph->tensors[graph->inputs[0]];
}

static bool same_inputs(const Model *a, const Model *b, Error *err)
{
	char text_a[SHAPE_TEXT_BYTES], text_b[SHAPE_TEXT_BYTES];
	Shape shape_a, shape_b;
	if (!shape_of(&a->graphs[0], a->graphs[0].inputs[0], &shape_a, err) ||
		!shape_of(&b->graphs[0], b->graphs[0].inputs[0], &shape_b, err))
		return false;
	return shape_count(shape_a) == shape_count(shape_b) ||
		failed(err, "%s takes %s, but %s takes %s", a->name, shape_text(shape_a, text_a),
			b->name, shape_text(shape_b, text_b));
}

static bool is_8_bit(const Tensor *tensor)
{
	return (tensor->type == TYPE_INT8 || tensor->type == TYPE_UINT8) &&
		tensor->quantization && tensor->quantization->n_scales == 1 &&
		tensor->quantization->n_zero_points == 1 && tensor->quantization->scale[0] > 0;
}

/* Made-up samples are of the input that says what range they should have: one of 8 bits. What
 * they stand for there goes into both models. */
static const Model *model_to_make_up_for(const Model *a, const Model *b,
	DataOptions *options)
{
	bool is_b_better = is_8_bit(input_of(b)) || input_of(a)->type != TYPE_FLOAT32;
	const Model *model = !is_8_bit(input_of(a)) && is_b_better ? b : a;
	const Quantization *q = input_of(model)->quantization;
	if (is_8_bit(input_of(model)) && options->data_scale == 0) {
		options->data_scale = (double)q->scale[0];
		options->data_zero_point = (int)q->zero_point[0];
	}
	return model;
}

/* Stored values that go in as they are must stand for the same in both. */
static bool same_meaning(const Feed *a, const Feed *b, const Model *models[2], Error *err)
{
	if (!a->as_it_is || !b->as_it_is || a->input.type == TYPE_FLOAT32 ||
		(a->input.scale == b->input.scale && a->input.zero_point == b->input.zero_point))
		return true;
	return failed(err,
		"%s: %s values stand for other numbers in %s than in %s; say which with "
		"--data-scale and --data-zero-point",
		a->data->name, type_name(a->data->type), models[0]->name, models[1]->name);
}

static bool open_samples(const DataOptions *options, const Model *models[2], Arena *arena,
	DataSet data[2], Error *err)
{
	DataOptions *how = arena_copy(arena, options, sizeof *options);
	const Model *first = models[0];
	if (options->random > 0)
		first = model_to_make_up_for(models[0], models[1], how);
	else if (strcmp(options->data, "-") == 0 &&
		strcmp(models[1]->name, input_name(NULL)) == 0)
		return failed(err, "model and data cannot both come from standard input");
	int i = first == models[0] ? 0 : 1;
	if (!open_data(how, first, arena, &data[i], err))
		return false;
	return open_data_again(&data[i], models[1 - i], &data[1 - i], err) &&
		same_meaning(&data[0].samples.feed, &data[1].samples.feed, models, err);
}

/* Whether two tensors hold as many real numbers. */
static bool are_comparable(const Diff *diff, TensorPair pair)
{
	Error ignored = {0};
	RealValues values;
	Shape a, b;
	const Graph *reference = &diff->reference.model->graphs[0];
	const Graph *other = &diff->other.model->graphs[0];
	return pair.reference >= 0 && pair.other >= 0 &&
		real_values_of(reference, pair.reference, &values, &ignored) &&
		real_values_of(other, pair.other, &values, &ignored) &&
		shape_of(reference, pair.reference, &a, &ignored) &&
		shape_of(other, pair.other, &b, &ignored) && shape_count(a) == shape_count(b);
}

/* What is compared, and where the results are to be found. */
typedef struct Pairs {
	const Diff *diff;
	TensorPair *pairs;
	const Difference ***wanted; /* one a pair */
	int n;
} Pairs;

static void add_pair(Pairs *pairs, int reference, int other, const Difference **result)
{
	TensorPair pair = {reference, other};
	if (!are_comparable(pairs->diff, pair))
		return;
	pairs->pairs[pairs->n] = pair;
	pairs->wanted[pairs->n++] = result;
}

static void find_pairs(Diff *diff, Pairs *pairs, Arena *arena)
{
	const Graph *a = diff->graphs[0].reference, *b = diff->graphs[0].other;
	const Matching *matching = &diff->graphs[0].matching;
	diff->n_outputs = a->n_outputs < b->n_outputs ? a->n_outputs : b->n_outputs;
	size_t n_layers = (size_t)matching->n_layers, n_outputs = (size_t)diff->n_outputs;
	diff->layers = arena_array(arena, n_layers, sizeof *diff->layers);
	diff->outputs = arena_array(arena, n_outputs, sizeof *diff->outputs);
	pairs->diff = diff;
	pairs->pairs = arena_array(arena, n_layers + n_outputs, sizeof *pairs->pairs);
	pairs->wanted = arena_array(arena, n_layers + n_outputs, sizeof *pairs->wanted);
	for (int i = 0; i < matching->n_layers; i++) {
		const LayerMatch *layer = &matching->layers[i];
		if (is_matched(layer))
			add_pair(pairs, a->ops[layer->reference].outputs[0],
				b->ops[layer->other].outputs[0], &diff->layers[i]);
	}
	for (int i = 0; i < diff->n_outputs; i++)
		add_pair(pairs, a->outputs[i], b->outputs[i], &diff->outputs[i]);
}

bool diff_run(Diff *diff, const DataOptions *options, const CompareSettings *how,
	Arena *arena, Error *err)
{
	const Model *models[2] = {diff->reference.model, diff->other.model};
	Error *why_not = arena_alloc(arena, sizeof *why_not);
	if (!can_run(models[0], how->batch, why_not) ||
		!can_run(models[1], how->batch, why_not) ||
		!same_inputs(models[0], models[1], why_not)) {
		diff->why_not = why_not->text;
		return true;
	}
	DataSet *data = diff->data;
	Pairs pairs = {0};
	if (!open_samples(options, models, arena, data, err))
		return false;
	find_pairs(diff, &pairs, arena);
	Difference *results = arena_array(arena, (size_t)pairs.n, sizeof *results);
	if (!compare_runs(models[0], &data[0].samples, models[1], &data[1].samples,
			pairs.pairs, pairs.n, how, results, err))
		return false;
	for (int i = 0; i < pairs.n; i++)
		*pairs.wanted[i] = &results[i];
	diff->n_samples = data[0].samples.n;
	return true;
}

const Difference *layer_difference(const Diff *diff, int graph, int layer)
{
	return graph == 0 && diff->layers ? diff->layers[layer] : NULL;
}
