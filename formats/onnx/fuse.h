/* SPDX-License-Identifier: Apache-2.0 */
/* Joining operators where TFLite's converter would: what fuse.c and its parts share. */
#ifndef FORMATS_ONNX_FUSE_H
#define FORMATS_ONNX_FUSE_H

#include "src/graph/model.h"

typedef struct Fuse {
	Model *model;
	Graph *graph;
	int *producer;  /* a tensor's operator; -1 */
	int *n_readers; /* a tensor's; being an output of the graph counts */
	bool *is_gone;  /* an operator's */
} Fuse;

/* The operator that computes a tensor which nothing else reads; NULL. */
Op *sole_producer(const Fuse *fuse, int tensor);

/* Let an operator before another compute what that did; the other goes. */
void take_over(Fuse *fuse, Op *before, const Op *op);

/* A factor or a sum with a constant goes into the weights or the bias of the layer before;
 * whether it did. */
bool fuse_into_weights(Fuse *fuse, const Op *op);

/* A PAD with zeros goes where the convolution behind it, which is VALID, can be SAME. */
bool fuse_padding(Fuse *fuse, Op *conv);

#endif
