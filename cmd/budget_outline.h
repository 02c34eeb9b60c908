/* SPDX-License-Identifier: Apache-2.0 */
/* What a budget remembers of a model, so that a later one can tell which of its layers grew. */
#ifndef CMD_BUDGET_OUTLINE_H
#define CMD_BUDGET_OUTLINE_H

#include <cjson/cJSON.h>

#include "src/graph/model.h"

/* An operator of the first graph; those that only unpack weights are left out. */
typedef struct LayerOutline {
	const char *kind;      /* "CONV_2D" */
	const char *name;      /* of its first output; "" where there is none */
	uint64_t weight_bytes; /* of the constants it reads, as they are stored */
	uint64_t output_bytes; /* of all that it computes; 0 where shapes are not known */
} LayerOutline;

/* Texts are fit to be shown, and lie in the arena that the outline was made in. */
typedef struct Outline {
	const char **inputs, **outputs; /* dimensions as "1x64x1x3" */
	LayerOutline *layers;
	int n_inputs, n_outputs, n_layers;
} Outline;

/* Of a model that was verified. */
void outline_make(const Model *model, Arena *arena, Outline *result);

/* Add it to a report: "inputs", "outputs" and "layers". */
void outline_add(cJSON *json, const Outline *outline);

/* Read it back from such a report; fails, naming the key, for what is not as outline_add writes it. */
bool outline_read(const cJSON *json, Arena *arena, Outline *result, Error *err);

/* Bytes of a report: a whole number that a double holds. */
bool read_bytes(const cJSON *json, const char *key, uint64_t *bytes, Error *err);

/* A text of a report, fit to be shown, in the arena. */
bool read_shown(const cJSON *item, const char *key, Arena *arena, const char **text,
	Error *err);

#endif
