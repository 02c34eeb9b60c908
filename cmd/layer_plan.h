/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A choice of format for each layer, as a file:
 *
 *	{"schema": 1, "layers": [
 *		{"index": 0, "operator": "CONV_2D", "name": "conv1", "format": "int8"}, ...]}
 *
 * One entry an operator of the float model, in order; what else an entry holds is for people.
 */
#ifndef CMD_LAYER_PLAN_H
#define CMD_LAYER_PLAN_H

#include "passes/sensitivity.h"
#include "src/base/bytes.h"

/* Write a plan, whole or not at all; NULL is stdout. layers, which may be NULL, is what the
 * choice was made by. */
bool layer_plan_write(const char *path, const Graph *graph, const LayerFormat *formats,
	const Sensitivity *layers, Error *err);

/* The same as the bytes of a file, in the arena. */
Bytes layer_plan_encode(const Graph *graph, const LayerFormat *formats,
	const Sensitivity *layers, Arena *arena);

/*
 * Read a plan for a model whose graph this is; formats has an entry an operator. Fails,
 * naming file and place, where it is no plan, or one for another model: operators and names
 * must be the same.
 */
bool layer_plan_read(const char *path, const Graph *graph, LayerFormat *formats,
	Error *err);

/* The same from the bytes of a file; errors do not name it. */
bool layer_plan_parse(Bytes file, const Graph *graph, LayerFormat *formats, Error *err);

/* The operator that a user means: by its index, as `info` shows it, or by the name of its
 * output. -1, with an error, for none or several. */
int layer_find(const Graph *graph, const char *text, Error *err);

/* What a layer is called: the name of what it computes, or "#" and the tensor's number. */
const char *layer_name(const Graph *graph, int op, char label[16]);

#endif
