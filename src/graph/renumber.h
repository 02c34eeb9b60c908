/* SPDX-License-Identifier: Apache-2.0 */
/* Take tensors, buffers and operator codes out of a model: what stays keeps its order, and is
 * numbered anew wherever the Model speaks of it. */
#ifndef GRAPH_RENUMBER_H
#define GRAPH_RENUMBER_H

#include "src/graph/model.h"

/* Number those to keep, in place: true and false become the new index, and -1. Returns how many
 * there are. */
int number_kept(int *places, int n);

/* Set used[tensor] for what operators, inputs, outputs and signatures of a graph name. */
void mark_used_tensors(const Model *model, int graph, int *used);

/* Let all that names tensor i of a graph name places[i]. Lists that others may share are copied. */
void rename_tensors(Model *model, int graph, const int *places);

/* Keep the tensors i with keep[i], which must be all that are used; keep becomes their places. */
void keep_tensors(Model *model, int graph, int *keep);

/* Set used[buffer] for those of tensors and metadata, and for the empty one of computed tensors. */
void mark_used_buffers(const Model *model, int *used);

/* Keep the buffers and codes i with keep[i], which must be all that are used. */
void keep_buffers(Model *model, int *keep);
void keep_codes(Model *model, int *keep);

#endif
