/* SPDX-License-Identifier: Apache-2.0 */
/* As much of a model as one of its tensors needs. */
#ifndef PASSES_LAYERS_MODEL_PART_H
#define PASSES_LAYERS_MODEL_PART_H

#include "src/graph/model.h"

/* A model whose only output is a tensor of another one. It shares everything with that but
 * its list of operators, which the caller may change; tensors keep their indices. */
typedef struct ModelPart {
	Model model;
	Graph graph; /* the model's graph 0 */
	int output;
} ModelPart;

/*
 * Fill in a part: of the operators up to last_op, those that tensor depends on. Its memory is
 * in the arena; it must not be moved, nor freed as a model, and the whole one must outlive it.
 */
void model_part(const Model *model, int tensor, int last_op, Arena *arena,
	ModelPart *part);

#endif
