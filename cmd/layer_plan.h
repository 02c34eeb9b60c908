/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is to be done to each layer, as a file:
 *
 *	{"schema": 1, "layers": [
 *		{"index": 0, "operator": "CONV_2D", "name": "conv1", "format": "int8"}, ...]}
 *
 * One entry a layer of the model that it is for, in order. What is to be done, "format" here,
 * is the command's: see format_plan.h and sparsity_plan.h. What else an entry holds is for people.
 */
#ifndef CMD_LAYER_PLAN_H
#define CMD_LAYER_PLAN_H

#include <cjson/cJSON.h>

#include "src/base/bytes.h"
#include "src/graph/model.h"

/* Add to an entry what is to be done to its layer. */
typedef void PlanWrite(cJSON *entry, int layer, const void *from);

/* Take that from an entry. */
typedef bool PlanRead(const cJSON *entry, int layer, void *to, Error *err);

/* Write a plan, whole or not at all; NULL is stdout. */
bool layer_plan_write(const char *path, const Model *model, PlanWrite *write,
	const void *from, Error *err);

/* The same as the bytes of a file, in the arena. */
Bytes layer_plan_encode(const Model *model, PlanWrite *write, const void *from,
	Arena *arena);

/*
 * Read a plan for a model. Fails, naming file and place, where it is no plan, or one for
 * another model: operators and names must be the same.
 */
bool layer_plan_read(const char *path, const Model *model, PlanRead *read, void *to,
	Error *err);

/* The same from the bytes of a file; errors do not name it. */
bool layer_plan_parse(Bytes file, const Model *model, PlanRead *read, void *to,
	Error *err);

#endif
