/* SPDX-License-Identifier: Apache-2.0 */
/* Leave nothing in a model that nothing in it uses, and nothing twice. */
#ifndef GRAPH_COMPACT_H
#define GRAPH_COMPACT_H

#include "src/graph/model.h"

/*
 * Drop graphs that cannot be reached from the first or from a signature, tensors that no
 * operator, no input, no output and no signature names, and buffers and operator codes that
 * are not used; let buffers of equal bytes, and equal codes, be one. What stays keeps its
 * order, and is numbered anew. The model computes the same as before.
 *
 * What may be numbered in a way that the Model does not speak of stays where it is: all
 * graphs beside an unknown operator, which may call them; the tensors of a graph where a
 * quantisation has details; and all tensors and buffers where metadata of TensorFlow Lite
 * for Microcontrollers counts them (tensors' places in its arena, compressed tensors).
 */
void model_compact(Model *model);

/* Whether metadata of this name decides how TensorFlow Lite for Microcontrollers runs. */
bool metadata_changes_runs(const char *name);

#endif
