/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a model: what can be read can be written and reads as the same again, adds up
 * to its file, can be looked into, and has a budget or a reason why not; what can be planned
 * runs, and quantises to a model that is as sound; stripped it says the same, and cannot be
 * stripped further.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/flatbuffers/flat.h"
#include "formats/format.h"
#include "formats/tflite/parts.h"
#include "formats/tflite/tflite.h"
#include "passes/inspect.h"
#include "passes/quantize.h"
#include "passes/strip.h"
#include "src/ops/op.h"
#include "src/target/budget.h"

/* More than this is not run, for want of time. */
enum { MOST_BYTES = 4 << 20, MOST_WORK = 10000000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool ok, const char *what, const Error *err)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", what, err->text);
	abort();
}

static Model *reread(const Model *model, Bytes *file, Arena *arena)
{
	Error err = {0};
	expect(model_to_bytes(model, NULL, arena, file, &err), "cannot be written", &err);
	Model *again = model_from_bytes(*file, "what was written", &err);
	expect(again, "cannot be read again", &err);
	return again;
}

/* Whether it has all the lists that the writer adds, even empty, for TFLM's sake. */
static bool is_complete(const Model *model)
{
	bool is = flat_has(model->source, "operator_codes");
	for (int i = 0; i < model->n_graphs; i++) {
		const FlatTable *graph = model->graphs[i].source;
		is = is && flat_has(graph, "tensors") && flat_has(graph, "operators") &&
			flat_has(graph, "inputs") && flat_has(graph, "outputs");
	}
	return is;
}

static void goes_round(const Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file, file_again;
	Model *again = reread(model, &file, &arena);
	expect(!is_complete(model) || flat_equal(model->source, again->source, &err),
		"reads as another", &err);
	model_free(reread(again, &file_again, &arena));
	expect(file.n == file_again.n && memcmp(file.data, file_again.data, file.n) == 0,
		"is written as another", &err);
	model_free(again);
	arena_finish(&arena);
}

/* Steps of a pooling, which has no multiplications; of others, those. */
static double work_of(const Graph *graph, const Op *op, size_t out_count)
{
	if (op->code->type != OP_AVERAGE_POOL_2D && op->code->type != OP_MAX_POOL_2D)
		return (double)op_macs(graph, op);
	double taps = (double)op->attrs.pool.kernel_h * (double)op->attrs.pool.kernel_w;
	return (double)out_count * taps;
}

static bool is_small(const Plan *plan)
{
	const Graph *graph = plan_graph(plan);
	size_t bytes = 0;
	double work = 0;
	for (int i = 0; i < graph->n_tensors; i++)
		bytes += plan_bytes(plan, i);
	for (int i = 0; i < graph->n_ops && bytes < MOST_BYTES; i++)
		work +=
			work_of(graph, &graph->ops[i], plan_count(plan, graph->ops[i].outputs[0]));
	return bytes < MOST_BYTES && work < MOST_WORK;
}

static void run(const Plan *plan, uint8_t fill)
{
	const Graph *graph = plan_graph(plan);
	Worker *worker = worker_new(plan);
	for (int i = 0; i < graph->n_inputs; i++)
		memset(worker_values(worker, graph->inputs[i]), fill,
			plan_bytes(plan, graph->inputs[i]) * (size_t)plan_batch(plan));
	worker_run(worker, plan_batch(plan), NULL, NULL);
	worker_free(worker);
}

/* Whether it can be run, and took little enough. */
static bool runs(const Model *model)
{
	Error err = {0};
	Plan *plan = plan_new(model, &(PlanSettings){.batch = 2}, &err);
	bool small = plan && is_small(plan);
	if (small) {
		run(plan, 0);
		run(plan, 0x3e);
		run(plan, 0xff);
	}
	plan_free(plan);
	return small;
}

static void has_a_budget(const Model *model, size_t file_bytes, Core core)
{
	const Profile part = {.name = "fuzz",
		.core = core,
		.flash_bytes = 65536,
		.ram_bytes = 20480,
		.reserved_ram_bytes = 4096};
	Arena arena = {0};
	Error err = {0};
	Budget found;
	if (budget(model, file_bytes, &part, &BUDGET_DEFAULTS, &arena, &found, &err)) {
		const ArenaReport *of = &found.arena;
		expect(of->head_bytes + of->tail_bytes == of->used_bytes &&
				of->used_bytes <= of->smallest_bytes,
			"an arena that does not add up", &err);
		expect(found.flash.model_bytes >= file_bytes, "flash without the file", &err);
		expect(found.fits ==
				(!found.refusal && found.flash.fits_part && found.ram.fits_part),
			"fits and does not", &err);
	} else {
		expect(err.text[0], "no budget and no reason", &err);
	}
	arena_finish(&arena);
}

static void adds_up(Bytes file)
{
	Error err = {0};
	TfliteParts parts;
	if (!tflite_format.sniff(file))
		return;
	expect(tflite_parts(file, &parts, &err), "has no parts", &err);
	expect(parts.weight_bytes + parts.quantization_bytes + parts.name_bytes +
				parts.table_bytes ==
			file.n,
		"parts are not the whole", &err);
}

static void can_be_looked_into(const Model *model)
{
	Arena arena = {0};
	Error none = {0};
	Inspection found;
	inspect(model, &arena, &found);
	expect(found.n_zeros <= found.n_parameters, "more zeros than parameters", &none);
	expect(found.entropy_bits >= 0 && found.entropy_bits <= 32, "entropy", &none);
	for (int i = 0; i < found.n_constants; i++) {
		const ValueCounts *values = &found.constants[i].values;
		expect(values->n_zeros <= values->n && values->n_unique <= values->n,
			"more values than there are", &none);
	}
	arena_finish(&arena);
}

/* Two rows, one of zeros; false where the input takes none. */
static bool open_samples(const Model *model, Array *data, Arena *arena, Samples *samples)
{
	static const Preprocess how = {.scale = 1, .data_zero_point = NO_ZERO_POINT};
	const Graph *graph = &model->graphs[0];
	Error err = {0};
	if (graph->n_inputs != 1 || graph->tensors[graph->inputs[0]].type != TYPE_FLOAT32 ||
		!shape_of(graph, graph->inputs[0], &data->shape, &err) || data->shape.rank == 0)
		return false;
	size_t count = (size_t)shape_count(data->shape);
	float *values = arena_array(arena, 2 * count, sizeof *values);
	for (size_t i = 0; i < count; i++)
		values[i] = (float)(i % 17) / 8 - 1;
	data->shape.dims[0] *= 2;
	data->type = TYPE_FLOAT32;
	data->data = values;
	return samples_open(model, data, &how, samples, &err);
}

static void quantises(Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Array data = {.name = "data"};
	Samples samples;
	QuantizeSettings how = QUANTIZE_DEFAULTS;
	how.calibration.n_threads = 1;
	how.output_type = TYPE_FLOAT32;
	if (open_samples(model, &data, &arena, &samples) &&
		quantize(model, &samples, &how, &err)) {
		Bytes file;
		expect(model_verify(model, &err), "quantised wrongly", &err);
		model_free(reread(model, &file, &arena));
		runs(model);
	}
	arena_finish(&arena);
}

/* What a model gives for inputs of one byte's value, all outputs behind each other. */
static Bytes outputs_of(const Plan *plan, uint8_t fill, Arena *arena)
{
	const Graph *graph = plan_graph(plan);
	Worker *worker = worker_new(plan);
	uint8_t *all = NULL;
	size_t n = 0, room = 0;
	for (int i = 0; i < graph->n_inputs; i++)
		memset(worker_values(worker, graph->inputs[i]), fill,
			plan_bytes(plan, graph->inputs[i]));
	worker_run(worker, 1, NULL, NULL);
	for (int i = 0; i < graph->n_outputs; i++) {
		const uint8_t *values = worker_values(worker, graph->outputs[i]);
		for (size_t k = 0; k < plan_bytes(plan, graph->outputs[i]); k++) {
			all = arena_grow(arena, all, n, &room, 1);
			all[n++] = values[k];
		}
	}
	worker_free(worker);
	return (Bytes){all, n};
}

static bool same_bytes(Bytes a, Bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.data, b.data, a.n) == 0);
}

static void runs_the_same(const Model *before, const Model *after)
{
	Arena arena = {0};
	Error err = {0};
	Plan *a = plan_new(before, &(PlanSettings){.batch = 1}, &err), *b = NULL;
	if (a && is_small(a)) {
		b = plan_new(after, &(PlanSettings){.batch = 1}, &err);
		expect(b, "stripped it cannot be run", &err);
		expect(same_bytes(outputs_of(a, 0x3e, &arena), outputs_of(b, 0x3e, &arena)),
			"stripped it gives something else", &err);
	}
	plan_free(a);
	plan_free(b);
	arena_finish(&arena);
}

static void can_be_stripped(const Model *before, Bytes file, StripSettings how)
{
	Arena arena = {0};
	Error err = {0};
	Bytes once, twice;
	Model *model = model_from_bytes(file, "input", &err);
	strip(model, &how);
	expect(model_verify(model, &err), "stripped wrongly", &err);
	Model *again = reread(model, &once, &arena);
	runs_the_same(before, again);
	strip(again, &how);
	model_free(reread(again, &twice, &arena));
	expect(same_bytes(once, twice), "stripped twice it is another", &err);
	model_free(again);
	model_free(model);
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Error err = {0};
	Model *model = model_from_bytes((Bytes){data, size}, "input", &err);
	if (model) {
		goes_round(model);
		adds_up((Bytes){data, size});
		can_be_stripped(model, (Bytes){data, size}, STRIP_DEFAULTS);
		can_be_stripped(model, (Bytes){data, size}, (StripSettings){.tflm_only = true});
		can_be_looked_into(model);
		has_a_budget(model, size, CORE_M4);
		has_a_budget(model, size, CORE_RISCV32);
		if (runs(model))
			quantises(model);
	} else {
		expect(err.text[0], "refused without a reason", &err);
	}
	model_free(model);
	return 0;
}
