/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a model: what can be read can be written and reads as the same again, adds up
 * to its file, can be looked into, and has a budget or a reason why not; what can be planned
 * runs, and so do its logits; stripped it says the same, and cannot be stripped further; and so
 * it does with packed weights unpacked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/flatbuffers/flat.h"
#include "formats/format.h"
#include "formats/tflite/parts.h"
#include "formats/tflite/tflite.h"
#include "passes/encode/decode.h"
#include "passes/inspect.h"
#include "passes/layers/model_part.h"
#include "passes/logits.h"
#include "src/graph/decoders.h"
#include "src/target/budget.h"
#include "tests/fuzz/models.h"

enum { MOST_OUTPUTS = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

/* Outputs have logits, which can be computed by themselves if anything can, or a reason why not. */
static void has_logits(const Model *model)
{
	for (int i = 0; i < model->graphs[0].n_outputs && i < MOST_OUTPUTS; i++) {
		Arena arena = {0};
		Error err = {0};
		Logits logits;
		ModelPart part;
		if (logits_find(model, i, &logits, &err)) {
			model_part(model, logits.tensor, model->graphs[0].n_ops - 1, &arena, &part);
			runs(&part.model);
		} else {
			expect(err.text[0], "no logits and no reason", &err);
		}
		arena_finish(&arena);
	}
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

/* A graph cannot be run whose outputs are constants. */
static bool has_constant_output(const Graph *graph)
{
	for (int i = 0; i < graph->n_outputs; i++)
		if (tensor_is_constant(&graph->tensors[graph->outputs[i]]))
			return true;
	return false;
}

static void can_be_decoded(const Model *before)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	if (count_decoders(before) == 0)
		return;
	Model *model = model_copy(before);
	if (decode(model, &err)) {
		expect(model_verify(model, &err), "unpacked wrongly", &err);
		expect(model_is_decoded(model, &err), "not unpacked", &err);
		model_free(reread(model, &file, &arena));
		if (!has_constant_output(&model->graphs[0]))
			runs_the_same(before, model);
	} else {
		expect(err.text[0], "not unpacked and no reason", &err);
	}
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
		can_be_decoded(model);
		can_be_looked_into(model);
		has_a_budget(model, size, CORE_M4);
		has_a_budget(model, size, CORE_RISCV32);
		runs(model);
		has_logits(model);
	} else {
		expect(err.text[0], "refused without a reason", &err);
	}
	model_free(model);
	return 0;
}
