/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operators that turn packed constants into plain ones when a model runs: TFLM_DECODE of
 * TensorFlow Lite for Microcontrollers, and whit's own WHIT_DECODE. Their inputs are pairs, the
 * encoded bytes and the ancillary ones (a header, then tables); output k is what pair k holds.
 * What the bytes mean, src/codec/ knows.
 */
#ifndef GRAPH_DECODERS_H
#define GRAPH_DECODERS_H

#include "src/graph/model.h"

enum { DECODER_HEADER_BYTES = 16 };

static inline bool is_decode(const Op *op)
{
	return op->code->type == OP_TFLM_DECODE || op->code->type == OP_WHIT_DECODE;
}

/* Places among the inputs of what output k is made of. */
static inline int encoded_place(int k)
{
	return 2 * k;
}

static inline int ancillary_place(int k)
{
	return 2 * k + 1;
}

/* The number of decode operators. */
int count_decoders(const Model *model);

/* Fail, naming the first, where weights are packed: for what would change them, or cannot store
 * them so. */
bool model_is_decoded(const Model *model, Error *err);

/* Part of model_verify: outputs, a pair of inputs each, all there; constant bytes, the ancillary
 * ones no shorter than the header. */
bool verify_decode(const Graph *graph, const Op *op, Error *err);

#endif
