/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a plan for a small model: what is read can be written, and reads as the same. */
#include <stdlib.h>
#include <string.h>

#include "cmd/layer_plan.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	Tensor tensors[N_OPS];
	Op ops[N_OPS];
	int outputs[N_OPS];
	LayerFormat formats[N_OPS], again[N_OPS];
	Graph graph = chain(tensors, ops, outputs);
	if (layer_plan_parse((Bytes){data, size}, &graph, formats, &err)) {
		Bytes file = layer_plan_encode(&graph, formats, NULL, &arena);
		if (!layer_plan_parse(file, &graph, again, &err) ||
			memcmp(formats, again, sizeof formats) != 0)
			abort();
	} else if (!err.text[0]) {
		abort();
	}
	arena_finish(&arena);
	return 0;
}
