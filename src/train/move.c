/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operators in training that move values and compute nothing: RESHAPE, TRANSPOSE, PAD,
 * CONCATENATION, SLICE, SPLIT, GATHER and their like.
 *
 * What each does is asked of its kernel, once: it is run on a sample whose values are their own
 * numbers, and the output tells where each came from. Forward copies, backward adds back.
 */
#include <string.h>

#include "src/ops/operands.h"
#include "src/train/train_op.h"

/* Values that lie side by side before and after. */
typedef struct Run {
	int output;
	int input; /* -1: they are all `fill` */
	Real fill;
	size_t from, to, n;
} Run;

typedef struct Moves {
	Run *runs;
	size_t n, capacity;
	size_t *out_counts; /* of each output: elements of a sample */
} Moves;

/* --- Running --- */

static Real *at_output(const Moves *moves, Real *const *out, const Run *run, int b)
{
	return out[run->output] + (size_t)b * moves->out_counts[run->output] + run->to;
}

static void forward(const TrainLayer *layer, const LayerPass *pass)
{
	const Moves *moves = layer->params;
	for (size_t i = 0; i < moves->n; i++) {
		const Run *run = &moves->runs[i];
		for (int b = 0; b < pass->n; b++) {
			Real *out = at_output(moves, pass->out, run, b);
			if (run->input >= 0)
				memcpy(out,
					pass->in[run->input] + (size_t)b * layer->in_step[run->input] +
						run->from,
					run->n * sizeof *out);
			else
				for (size_t k = 0; k < run->n; k++)
					out[k] = run->fill;
		}
	}
}

static void backward(const TrainLayer *layer, const LayerPass *pass)
{
	const Moves *moves = layer->params;
	for (int k = 0; k < layer->op->n_inputs; k++)
		if (pass->d_in[k])
			memset(pass->d_in[k], 0, (size_t)pass->n * layer->in_step[k] * sizeof(Real));
	for (size_t i = 0; i < moves->n; i++) {
		const Run *run = &moves->runs[i];
		if (run->input < 0 || !pass->d_in[run->input])
			continue;
		for (int b = 0; b < pass->n; b++) {
			const Real *d_out = at_output(moves, pass->d_out, run, b);
			Real *d_in = pass->d_in[run->input] + (size_t)b * layer->in_step[run->input] +
				run->from;
			for (size_t k = 0; k < run->n; k++)
				d_in[k] += d_out[k];
		}
	}
}

/* --- Finding out --- */

/* Elements of all real inputs, numbered from first on; `numbers` holds the kernel's inputs. */
typedef struct Inputs {
	const void **in;
	int32_t *begins; /* the number of each input's first element, from 0 */
	int32_t total;
} Inputs;

static bool is_real(const TrainLayer *layer, int i)
{
	const Tensor *in = op_input(layer->graph, layer->op, i);
	return in && in->type == TYPE_FLOAT32;
}

static bool number_inputs(const TrainLayer *layer, int32_t first, Arena *scratch,
	Inputs *inputs, Error *err)
{
	size_t n_inputs = (size_t)layer->op->n_inputs;
	inputs->in = arena_array(scratch, n_inputs, sizeof *inputs->in);
	inputs->begins = arena_array(scratch, n_inputs, sizeof *inputs->begins);
	inputs->total = 0;
	for (int i = 0; i < layer->op->n_inputs; i++) {
		const Tensor *in = op_input(layer->graph, layer->op, i);
		inputs->begins[i] = inputs->total;
		if (!is_real(layer, i)) {
			inputs->in[i] = in ? in->buffer->data : NULL;
			continue;
		}
		size_t count = train_in_count(layer, i);
		if (count > (size_t)(INT32_MAX / 4 - inputs->total))
			return failed(err, "it moves more values than training can");
		int32_t *numbers = arena_array(scratch, count, sizeof *numbers);
		for (size_t k = 0; k < count; k++)
			numbers[k] = first + inputs->total++;
		inputs->in[i] = numbers;
	}
	return true;
}

/* What the kernel makes of inputs numbered from `first` on: one array an output. */
static bool run_on_numbers(const TrainLayer *train, int32_t first, Arena *scratch,
	Inputs *inputs, void **out, Error *err)
{
	Layer layer = {.graph = train->graph,
		.op = train->op,
		.batch = 1,
		.portable_kernels = true};
	if (!op_info(train->op->code->type)->prepare(&layer, scratch, err) ||
		!number_inputs(train, first, scratch, inputs, err))
		return false;
	for (int k = 0; k < train->op->n_outputs; k++)
		out[k] = arena_array(scratch, train_out_count(train, k), sizeof(float));
	layer.run(&layer, 1, inputs->in, out, arena_alloc(scratch, layer.scratch_bytes));
	return true;
}

static int input_of(const TrainLayer *layer, const Inputs *inputs, int32_t number)
{
	int input = 0;
	for (int i = 0; i < layer->op->n_inputs; i++)
		if (is_real(layer, i) && inputs->begins[i] <= number)
			input = i;
	return input;
}

/* A value goes on with the run before it, or begins one. */
static void add_value(Moves *moves, Run value, Arena *arena)
{
	Run *last = moves->n ? &moves->runs[moves->n - 1] : NULL;
	if (last && last->output == value.output && last->input == value.input &&
		last->to + last->n == value.to &&
		(value.input < 0 ? last->fill == value.fill
						 : last->from + last->n == value.from)) {
		last->n++;
		return;
	}
	moves->runs =
		arena_grow(arena, moves->runs, moves->n, &moves->capacity, sizeof *moves->runs);
	moves->runs[moves->n++] = value;
}

/* Numbered twice, from 0 and from `total` on, a value that was moved differs by that; one that
 * was put in is the same. */
static void find_runs(const TrainLayer *layer, const Inputs *inputs, int output,
	const int32_t *once, const int32_t *twice, Moves *moves, Arena *arena)
{
	size_t count = train_out_count(layer, output);
	for (size_t i = 0; i < count; i++) {
		Run value = {.output = output, .input = -1, .to = i, .n = 1};
		if (once[i] == twice[i]) {
			float fill;
			memcpy(&fill, &once[i], sizeof fill);
			value.fill = (Real)fill;
		} else {
			value.input = input_of(layer, inputs, once[i]);
			value.from = (size_t)(once[i] - inputs->begins[value.input]);
		}
		add_value(moves, value, arena);
	}
}

bool train_move(TrainLayer *layer, Arena *arena, Error *err)
{
	Arena scratch = {0};
	Moves *moves = arena_alloc(arena, sizeof *moves);
	Inputs inputs;
	size_t n_outputs = (size_t)layer->op->n_outputs;
	void **once = arena_array(&scratch, n_outputs, sizeof *once);
	void **twice = arena_array(&scratch, n_outputs, sizeof *twice);
	bool ok = run_on_numbers(layer, 0, &scratch, &inputs, once, err) &&
		run_on_numbers(layer, inputs.total, &scratch, &inputs, twice, err);
	moves->out_counts = arena_array(arena, n_outputs, sizeof *moves->out_counts);
	for (int k = 0; k < layer->op->n_outputs; k++)
		moves->out_counts[k] = train_out_count(layer, k);
	for (int k = 0; ok && k < layer->op->n_outputs; k++)
		find_runs(layer, &inputs, k, once[k], twice[k], moves, arena);
	arena_finish(&scratch);
	layer->params = moves;
	layer->forward = forward;
	layer->backward = backward;
	if (layer->op->code->type == OP_CONCATENATION)
		layer->activation = layer->op->attrs.concatenation.activation;
	return ok;
}
