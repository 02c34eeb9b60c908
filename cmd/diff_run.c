/* SPDX-License-Identifier: Apache-2.0 */
/* What two models compute on the same data. */
#include <string.h>

#include "cmd/diff.h"
#include "passes/real_values.h"
#include "src/base/file.h"

static bool can_run(const Model *model, int batch, Error *err)
{
	PlanSettings how = PLAN_DEFAULTS;
	how.batch = batch;
	int n = model->graphs[0].n_inputs;
	if (n != 1)
		return failed(err, "%s: the model has %d inputs; data can be given for one",
			model->name, n);
	Plan *plan = plan_new(model, &how, err);
	plan_free(plan);
	return plan != NULL;
}

/* Made-up samples are of the type of one model; float32 ones fit any. */
static bool open_samples(const DataOptions *options, const Diff *diff, Arena *arena,
	DataSet data[2], Error *err)
{
	const Model *models[2] = {diff->reference.model, diff->other.model};
	const Graph *other = &models[1]->graphs[0];
	bool other_first =
		options->random > 0 && other->tensors[other->inputs[0]].type == TYPE_FLOAT32;
	DataSet *first = &data[other_first], *second = &data[!other_first];
	const char *names[2] = {models[0]->name, models[1]->name};
	bool reads_data = options->data && strcmp(options->data, "-") == 0;
	if (reads_data && strcmp(names[1], input_name(NULL)) == 0)
		return failed(err, "model and data cannot both come from standard input");
	if (!open_data(options, models[other_first], arena, first, err))
		return failed_in(err, "%s: ", names[other_first]);
	second->array = first->array;
	second->how = first->how;
	return samples_open(models[!other_first], &second->array, &second->how,
			   &second->samples, err) ||
		failed_in(err, "%s: ", names[!other_first]);
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
	const Model *a = diff->reference.model, *b = diff->other.model;
	Error *why_not = arena_alloc(arena, sizeof *why_not);
	if (!can_run(a, how->batch, why_not) || !can_run(b, how->batch, why_not)) {
		diff->why_not = why_not->text;
		return true;
	}
	DataSet data[2];
	Pairs pairs = {0};
	if (!open_samples(options, diff, arena, data, err))
		return false;
	find_pairs(diff, &pairs, arena);
	Difference *results = arena_array(arena, (size_t)pairs.n, sizeof *results);
	if (!compare_runs(a, &data[0].samples, b, &data[1].samples, pairs.pairs, pairs.n, how,
			results, err))
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
