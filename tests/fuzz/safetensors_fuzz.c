/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a file of weights: what can be read can be looked into, is written in a file
 * that has the same tensors, and that again as the same bytes.
 */
#include "formats/safetensors/safetensors.h"

#include <string.h>

#include "passes/inspect.h"
#include "tests/fuzz/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const Tensor *find(const Graph *graph, const char *name)
{
	for (int i = 0; i < graph->n_tensors; i++)
		if (strcmp(graph->tensors[i].name, name) == 0)
			return &graph->tensors[i];
	return NULL;
}

static bool is_same(const Tensor *a, const Tensor *b)
{
	Bytes x = {a->buffer->data, a->buffer->n_bytes};
	return b && a->type == b->type && tensor_dims_equal(a, b) &&
		same_bytes(x, (Bytes){b->buffer->data, b->buffer->n_bytes});
}

static void has_the_same(const Model *model, const Model *again)
{
	Error none = {0};
	const Graph *graph = &model->graphs[0], *other = &again->graphs[0];
	expect(graph->n_tensors == other->n_tensors && model->n_metadata == again->n_metadata,
		"has more or less", &none);
	for (int i = 0; i < graph->n_tensors; i++)
		expect(is_same(&graph->tensors[i], find(other, graph->tensors[i].name)),
			"has another tensor", &none);
	for (int i = 0; i < model->n_metadata; i++) {
		const Buffer *x = model->metadata[i].buffer, *y = again->metadata[i].buffer;
		expect(strcmp(model->metadata[i].name, again->metadata[i].name) == 0 &&
				same_bytes((Bytes){x->data, x->n_bytes}, (Bytes){y->data, y->n_bytes}),
			"has other metadata", &none);
	}
}

static Bytes written(const Model *model, Arena *arena)
{
	Error err = {0};
	Bytes file;
	expect(model_to_bytes(model, "a.safetensors", arena, &file, &err),
		"cannot be written", &err);
	return file;
}

static void goes_round(const Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file = written(model, &arena);
	Model *again = model_from_bytes_any(file, "what was written", &err);
	expect(again && again->is_weights_only, "cannot be read again", &err);
	has_the_same(model, again);
	expect(same_bytes(written(again, &arena), file), "is written as another", &err);
	model_free(again);
	arena_finish(&arena);
}

static void can_be_looked_into(const Model *model)
{
	Arena arena = {0};
	Error none = {0};
	Inspection found;
	inspect(model, &arena, &found);
	expect(found.n_constants == model->graphs[0].n_tensors, "tensors are missing", &none);
	expect(found.n_zeros <= found.n_counted && found.n_counted <= found.n_parameters,
		"more zeros than parameters", &none);
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Error err = {0};
	Bytes file = {data, size};
	Model *model =
		safetensors_format.sniff(file) ? model_from_bytes_any(file, "input", &err) : NULL;
	if (model) {
		can_be_looked_into(model);
		goes_round(model);
	} else {
		expect(err.text[0] || !safetensors_format.sniff(file), "refused without a reason",
			&err);
	}
	model_free(model);
	return 0;
}
