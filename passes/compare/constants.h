/* SPDX-License-Identifier: Apache-2.0 */
/* How the constants of two models differ, as stored and as the real numbers they stand for. */
#ifndef PASSES_COMPARE_CONSTANTS_H
#define PASSES_COMPARE_CONSTANTS_H

#include "passes/compare/difference.h"
#include "src/graph/model.h"

/*
 * A constant in its place: who reads it decides what a bias stands for, which is as the
 * kernels take it (scale of the input by that of the weights), whatever the file says.
 */
typedef struct Constant {
	const Graph *graph;
	const Op *op;
	int operand; /* which of its inputs */
	int tensor;  /* that input, or what a DEQUANTIZE makes it from */
} Constant;

/* "weights", "bias", or "input 1". */
enum { OPERAND_TEXT_BYTES = 24 };
const char *operand_name(const Op *op, int operand, char text[OPERAND_TEXT_BYTES]);

/* The same type, shape, stored values, and scales and zero points where they count. */
bool constants_equal(const Constant *a, const Constant *b);

/* The same scales and zero points, one of which may hold for all; ranges do not count. */
bool quantization_equal(const Quantization *a, const Quantization *b);

typedef struct ConstantDifference {
	int64_t n;         /* values of the reference, or 0 where its type has no size */
	int64_t n_equal;   /* stored alike at the same place; -1: another type or number */
	bool is_real;      /* both stand for as many real numbers: then values is filled */
	Difference values; /* its rows mean nothing */
} ConstantDifference;

/*
 * Compare the constants of models that were verified. Real numbers are float32, float16 and
 * integers with scales, int4 among them; finite ones.
 */
void compare_constants(const Constant *other, const Constant *reference,
	ConstantDifference *result);

#endif
