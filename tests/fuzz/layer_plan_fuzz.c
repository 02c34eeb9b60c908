/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a plan for a small model: what is read can be written, and reads as the same. */
#include <stdlib.h>
#include <string.h>

#include "cmd/format_plan.h"
#include "cmd/sparsity_plan.h"

enum { N_OPS = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A chain of operators, of which one has no name and one a name that is not text. */
static Graph chain(Tensor tensors[N_OPS], Op ops[N_OPS], int outputs[N_OPS])
{
	static const char *const names[N_OPS] = {"conv1", "", "\xff\n\""};
	static const OpCode code = {.type = OP_RELU, .name = "RELU"};
	for (int i = 0; i < N_OPS; i++) {
		outputs[i] = i;
		tensors[i] = (Tensor){.name = names[i]};
		ops[i] = (Op){.code = &code, .n_outputs = 1, .outputs = &outputs[i]};
	}
	return (Graph){.tensors = tensors, .ops = ops, .n_tensors = N_OPS, .n_ops = N_OPS};
}

static void read_formats(const Model *model, Bytes file)
{
	Arena arena = {0};
	Error err = {0};
	LayerFormat formats[N_OPS], again[N_OPS];
	if (layer_plan_parse(file, model, read_format, formats, &err)) {
		FormatPlan plan = {.formats = formats};
		Bytes written = layer_plan_encode(model, write_format, &plan, &arena);
		if (!layer_plan_parse(written, model, read_format, again, &err) ||
			memcmp(formats, again, sizeof formats) != 0)
			abort();
	} else if (!err.text[0]) {
		abort();
	}
	arena_finish(&arena);
}

/* Shares are written with nine digits: what is written then reads and writes the same. */
static void read_shares(const Model *model, Bytes file)
{
	Arena arena = {0};
	Error err = {0};
	double shares[N_OPS], again[N_OPS];
	if (layer_plan_parse(file, model, read_sparsity, shares, &err)) {
		Bytes first = layer_plan_encode(model, write_sparsity, shares, &arena);
		if (!layer_plan_parse(first, model, read_sparsity, again, &err))
			abort();
		Bytes second = layer_plan_encode(model, write_sparsity, again, &arena);
		if (first.n != second.n || memcmp(first.data, second.data, first.n) != 0)
			abort();
	} else if (!err.text[0]) {
		abort();
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Tensor tensors[N_OPS];
	Op ops[N_OPS];
	int outputs[N_OPS];
	Graph graph = chain(tensors, ops, outputs);
	Model model = {.graphs = &graph, .n_graphs = 1};
	read_formats(&model, (Bytes){data, size});
	read_shares(&model, (Bytes){data, size});
	return 0;
}
