/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integers that stand for real numbers, as ONNX's quantised operators say it. whit keeps uint8
 * as int8, with the same scale, and values and zero point 128 lower: only inputs and outputs of
 * the graph are uint8, with a QUANTIZE on the inner side.
 */
#ifndef FORMATS_ONNX_STORED_H
#define FORMATS_ONNX_STORED_H

#include "formats/onnx/import.h"

/* The scale and zero point of ONNX that two operands of a node give. */
typedef struct Stored {
	DataType type; /* as the file has it; that of the zero points */
	bool has_zero; /* otherwise they are 0, and the type is unknown */
	int n;         /* 1, or one for each index along axis */
	const float *scale;
	const int64_t *zero;
	int axis;
} Stored;

/* Read them from constant operands; zero may be left out. */
bool read_stored(Import *import, const Node *node, int scale, int zero, Stored *stored,
	Error *err);

/* The real numbers that a tensor's integers stand for: DEQUANTIZE. -1 on failure. */
int make_real(Import *import, int tensor, const Stored *stored, Error *err);

/* Real numbers as integers: QUANTIZE; of a constant, a constant. -1 on failure. */
int make_stored(Import *import, int tensor, const Stored *stored, Error *err);

/* The same of a float32 constant, to int8 or int16. -1 on failure. */
int make_quantized_constant(Import *import, int tensor, DataType type,
	Quantization *quantization, Error *err);

/* Integers as real numbers, to be computed on as such: those that are not known to stand for
 * others stand for themselves. Floats, and wider integers, are left. */
int make_real_of_integers(Import *import, int tensor, Error *err);

/* Real numbers back to what make_real_of_integers had. */
int make_stored_like(Import *import, int tensor, int like, Error *err);

/* An output of the graph in the type that it is declared to have: uint8 where it is kept as
 * int8. */
int make_as_declared(Import *import, const Onnx__ValueInfoProto *proto, int tensor,
	Error *err);

#endif
