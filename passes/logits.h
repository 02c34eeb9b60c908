/* SPDX-License-Identifier: Apache-2.0 */
/* A classifier's logits: what its last softmax makes probabilities of. */
#ifndef PASSES_LOGITS_H
#define PASSES_LOGITS_H

#include "passes/infer.h"

/* Where the logits of a model's output are. */
typedef struct Logits {
	int tensor;      /* the softmax's input; the output itself where there is none */
	int origin;      /* the operator that makes the output's values; -1: none does */
	bool is_softmax; /* it is one, and looked through */
	float factor;    /* its beta, by which the tensor's values are multiplied */
} Logits;

/*
 * Find the logits of one of a model's outputs. They are the input of a SOFTMAX or LOG_SOFTMAX
 * that gives the output, if need be by way of operators that leave the values and their order
 * as they are: DEQUANTIZE, QUANTIZE, RESHAPE, SQUEEZE and EXPAND_DIMS. Fails where there is no
 * such output, where a softmax has a beta that is not finite, and where its input has not as
 * many values as the output.
 */
bool logits_find(const Model *model, int output, Logits *logits, Error *err);

/*
 * Run the model on all samples as far as its logits. The result is float32, of the shape that
 * infer() gives the output, in the arena; logits of integers are dequantised. Of the settings,
 * output is the one that the logits were found of, and dequantize does not matter.
 */
bool logits_infer(const Model *model, const Logits *logits, const Samples *samples,
	const InferSettings *settings, Arena *arena, Array *out, Error *err);

#endif
