/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/tune/tune_quant.h"

#include <math.h>
#include <string.h>

#include "passes/quantize/quant_scales.h"
#include "passes/tune/fake_quant.h"
#include "passes/tune/tune_rounded.h"
#include "src/train/clamp.h"

struct TuneQuant {
	Arena arena;
	TuneQuantSettings how;
	Model *model;     /* a copy, prepared */
	size_t n_tensors; /* of it */
	LayerFormat *formats;
	Range *ranges,
		*extremes;     /* [2 * n_tensors] both: those of the tensors, then the others' */
	ScaleZero *scales; /* [n_tensors] 0 for what stays real */
	DataType *types;
	FakeQuant *fakes; /* [n_tensors] */
	RoundedParts weights;

	/* Of the step at hand. */
	bool learns; /* ranges, in this step */
	Range *seen; /* [slices, n_tensors], where they are learnt */
	int n_slices;
	size_t n_seen;
};

/* --- Scales --- */

/* An operator's fused activation, or the one that it is. */
static Activation own_activation(const Op *op)
{
	switch (op->code->type) {
	case OP_RELU:
		return ACTIVATION_RELU;
	case OP_RELU6:
		return ACTIVATION_RELU6;
	default:
		return fused_activation(op->code->type, &op->attrs);
	}
}

static FakeQuant fake_of(const TuneQuant *quant, int tensor)
{
	const Graph *graph = &quant->model->graphs[0];
	ScaleZero scale = quant->scales[tensor];
	int low, high, producer = graph_producer(graph, tensor);
	Activation activation =
		producer < 0 ? ACTIVATION_NONE : own_activation(&graph->ops[producer]);
	Clamp clamp = activation_clamp(activation);
	if (scale.scale <= 0 || !quantized_range(quant->types[tensor], &low, &high))
		return (FakeQuant){0};
	return fake_quant(scale.scale, scale.zero_point, low, high, clamp.low, clamp.high);
}

/* What quantize_by_ranges would choose. The borders have the layers' types, so that no tensor
 * changes its place. */
static void find_scales(TuneQuant *quant)
{
	Arena scratch = {0};
	Model *copy = model_copy(quant->model);
	Graph *graph = &copy->graphs[0];
	Typed typed;
	LayerFormat in = format_at_input(graph, quant->formats);
	LayerFormat out = format_at_output(graph, quant->formats);
	assign_types(copy, graph, quant->formats, quant->ranges, quant->extremes,
		activation_type(in), activation_type(out), &scratch, &typed);
	ScaleZero *scales = arena_array(&scratch, (size_t)graph->n_tensors, sizeof *scales);
	choose_scales(&typed, scales);
	memcpy(quant->scales, scales, quant->n_tensors * sizeof *scales);
	memcpy(quant->types, typed.types, quant->n_tensors * sizeof *quant->types);
	for (size_t i = 0; i < quant->n_tensors; i++)
		quant->fakes[i] = fake_of(quant, (int)i);
	model_free(copy);
	arena_finish(&scratch);
}

/* --- Making one --- */

/* Training does not look at what a last SOFTMAX or LOGISTIC makes: it has a range, and a fixed
 * scale, all the same. */
static void give_ranges(TuneQuant *quant, const Calibrated *calibrated, size_t n_given)
{
	const Graph *graph = &quant->model->graphs[0];
	for (size_t i = 0; i < quant->n_tensors; i++)
		quant->ranges[i] = quant->extremes[i] = RANGE_OF_NONE;
	for (int i = 0; i < graph->n_ops; i++) {
		const Op *op = &graph->ops[i];
		bool is_last = op->code->type == OP_SOFTMAX || op->code->type == OP_LOGISTIC;
		if (is_last)
			quant->ranges[op->outputs[0]] = quant->extremes[op->outputs[0]] =
				(Range){0, 1};
	}
	if (!calibrated)
		return;
	memcpy(quant->ranges, calibrated->ranges, n_given * sizeof(Range));
	memcpy(quant->extremes, calibrated->extremes, n_given * sizeof(Range));
}

static bool quant_make(TuneQuant *quant, const Model *model, const Calibrated *calibrated,
	Error *err)
{
	quant->model = model_copy(model);
	if (!calibrated && !quant->how.learns)
		return failed(err, "%s: no ranges are given, and none are learnt", model->name);
	if (!quantize_prepare(quant->model, err))
		return false;
	const Graph *graph = &quant->model->graphs[0];
	size_t n = quant->n_tensors = (size_t)graph->n_tensors;
	Arena *arena = &quant->arena;
	quant->formats = quantize_formats(graph, &quant->how.quantize, arena);
	quant->ranges = arena_array(arena, 2 * n, sizeof *quant->ranges);
	quant->extremes = quant->ranges + n;
	quant->scales = arena_array(arena, n, sizeof *quant->scales);
	quant->types = arena_array(arena, n, sizeof *quant->types);
	quant->fakes = arena_array(arena, n, sizeof *quant->fakes);
	give_ranges(quant, calibrated, (size_t)model->graphs[0].n_tensors);
	quantize_add_constants(graph, &(Calibrated){quant->ranges, quant->extremes});
	find_scales(quant);
	return rounded_parts(model, graph, quant->formats,
		quant->how.quantize.per_tensor_dense, arena, &quant->weights, err);
}

TuneQuant *tune_quant_new(const Model *model, const TuneQuantSettings *settings,
	const Calibrated *calibrated, Error *err)
{
	Arena arena = {0};
	TuneQuant *quant = arena_alloc(&arena, sizeof *quant);
	quant->arena = arena;
	quant->how = *settings;
	if (quant_make(quant, model, calibrated, err))
		return quant;
	tune_quant_free(quant);
	return NULL;
}

void tune_quant_free(TuneQuant *quant)
{
	if (!quant)
		return;
	model_free(quant->model);
	Arena arena = quant->arena;
	arena_finish(&arena);
}

Calibrated tune_quant_ranges(const TuneQuant *quant)
{
	return (Calibrated){quant->ranges, quant->extremes};
}

/* --- Ranges --- */

static void begin_learning(TuneQuant *quant, const Net *net)
{
	int n_slices = net_slices(net, net_batch(net));
	size_t n = (size_t)n_slices * quant->n_tensors;
	if (n > quant->n_seen)
		quant->seen = arena_array(&quant->arena, n, sizeof *quant->seen);
	quant->n_seen = n > quant->n_seen ? n : quant->n_seen;
	quant->n_slices = n_slices;
	for (size_t i = 0; i < n; i++)
		quant->seen[i] = RANGE_OF_NONE;
}

static void learn_range(Range *range, Range seen)
{
	if (seen.low > seen.high || !isfinite(seen.low) || !isfinite(seen.high))
		return;
	if (range->low > range->high) {
		*range = seen;
		return;
	}
	range->low += (seen.low - range->low) / AVERAGED;
	range->high += (seen.high - range->high) / AVERAGED;
}

static void learn_ranges(TuneQuant *quant)
{
	for (size_t i = 0; i < quant->n_tensors; i++) {
		Range seen = RANGE_OF_NONE;
		for (int slice = 0; slice < quant->n_slices; slice++)
			seen = range_join(seen, quant->seen[(size_t)slice * quant->n_tensors + i]);
		learn_range(&quant->ranges[i], seen);
		learn_range(&quant->extremes[i], seen);
	}
	find_scales(quant);
}

/* --- The rule --- */

static void quant_before(void *context, Net *net, int64_t step, int64_t n_steps)
{
	TuneQuant *quant = context;
	int64_t end = (int64_t)(quant->how.until * (double)n_steps);
	quant->learns = quant->how.learns && (step == 0 || step < end);
	if (quant->learns)
		begin_learning(quant, net);
	round_weights(&quant->weights, net, quant->scales, quant->types);
}

static void quant_gradients(void *context, Net *net)
{
	TuneQuant *quant = context;
	put_weights_back(&quant->weights, net);
	if (quant->learns)
		learn_ranges(quant);
	quant->learns = false;
}

static void quant_judge(void *context, Net *net, bool begins)
{
	TuneQuant *quant = context;
	if (begins)
		round_weights(&quant->weights, net, quant->scales, quant->types);
	else
		put_weights_back(&quant->weights, net);
}

static void quant_computed(void *context, const Slice *slice, int tensor, Real *values,
	size_t count)
{
	const TuneQuant *quant = context;
	if (quant->learns)
		quant->seen[(size_t)slice->index * quant->n_tensors + (size_t)tensor] =
			range_of(values, count);
	if (quant->fakes[tensor].scale > 0)
		fake_quantize(&quant->fakes[tensor], values, count);
}

static void quant_propagated(void *context, const Slice *slice, int tensor,
	const Real *values, Real *gradient, size_t count)
{
	(void)slice;
	const TuneQuant *quant = context;
	if (quant->fakes[tensor].scale > 0)
		fake_quantize_back(values, gradient, count);
}

static size_t quant_state(void *context, const void **bytes)
{
	const TuneQuant *quant = context;
	*bytes = quant->ranges;
	return 2 * quant->n_tensors * sizeof *quant->ranges;
}

static bool quant_restore(void *context, const void *bytes, size_t n, Error *err)
{
	TuneQuant *quant = context;
	size_t n_ranges = 2 * quant->n_tensors;
	if (n != n_ranges * sizeof *quant->ranges)
		return failed(err, "ranges: %zu bytes for %zu tensors", n, quant->n_tensors);
	for (size_t i = 0; i < n_ranges; i++) {
		Range range;
		memcpy(&range, (const char *)bytes + i * sizeof range, sizeof range);
		if (!isfinite(range.low) || !isfinite(range.high))
			return failed(err, "ranges: that of tensor %zu is not finite",
				i % quant->n_tensors);
	}
	memcpy(quant->ranges, bytes, n);
	find_scales(quant);
	return true;
}

TrainRule tune_quant_rule(TuneQuant *quant)
{
	return (TrainRule){
		.context = quant,
		.before = quant_before,
		.gradients = quant_gradients,
		.judge = quant_judge,
		.computed = quant_computed,
		.propagated = quant_propagated,
		.state = quant_state,
		.restore = quant_restore,
	};
}
