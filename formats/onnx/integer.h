/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Float operators between DEQUANTIZE and QUANTIZE as int8 ones: what make_integer.c and its parts
 * share.
 *
 * The operators are gone through in order, and a DEQUANTIZE is not written but remembered: the
 * float tensor is known to be the numbers that a stored tensor stands for. An operator that can
 * work on what is stored does so, and its output is stored in turn; that of a QUANTIZE is then
 * just another name of it. Where one cannot, the DEQUANTIZE is written after all.
 */
#ifndef FORMATS_ONNX_INTEGER_H
#define FORMATS_ONNX_INTEGER_H

#include "src/graph/model.h"

/* One scale and zero point of int8. */
typedef struct Scale8 {
	float scale;
	int zero;
} Scale8;

/* How the readers of a float tensor quantise it, directly or behind operators that change no
 * value. */
typedef enum WantedKind {
	WANTED_UNREAD, /* nothing reads it */
	WANTED_ONE,    /* all to int8, in one way */
	WANTED_OTHER,  /* in several ways, or some do not */
} WantedKind;

/* What is known of a tensor. */
typedef struct Fact {
	int stored;      /* of a float tensor: the one it is DEQUANTIZE of; -1 */
	bool is_written; /* that DEQUANTIZE is in the new list */
	int same_as; /* the tensor to be read in its place: itself, but for outputs of QUANTIZE */
	bool is_input, is_output; /* of the graph */
	int quantized; /* the int8 output of the first QUANTIZE that reads it; -1 */
	WantedKind kind;
	Scale8 wanted; /* of WANTED_ONE */
} Fact;

typedef struct Integer {
	Model *model;
	Graph *graph;
	Arena *scratch;
	Fact *of; /* a tensor's */
	size_t n_facts, fact_capacity;
	Op *ops; /* the new list */
	int n_ops;
	size_t ops_capacity;
} Integer;

/* --- integer_kinds.c --- */

typedef enum IntegerKind {
	KIND_OTHER,   /* stays on float */
	KIND_CARRIES, /* values only move, or are chosen: they keep their scale */
	KIND_FOLLOWS, /* inputs must have the output's scale; to bring them to it changes nothing */
	KIND_KEEPS,    /* computes, in the input's scale */
	KIND_RESCALES, /* any scales */
	KIND_FIXED,    /* the output's scale is fixed */
	KIND_LAYER,    /* with weights */
} IntegerKind;

IntegerKind integer_kind(OpType type);

/* The output's, of KIND_FIXED. */
Scale8 integer_fixed_scale(OpType type);

/* Whether to quantise an operator's input comes to the same as to quantise its outputs. */
bool integer_passes_wish(const Op *op, int input);

/* --- integer_tensors.c --- */

bool scale8_equal(Scale8 a, Scale8 b);

/* The one scale of an int8 tensor; false for others. */
bool scale8_of(const Integer *integer, int tensor, Scale8 *scale);

/* Add a tensor of the shape of another: of a type with one scale, computed or (with bytes, which
 * belong to the model) constant. */
int integer_add_tensor(Integer *integer, int like, DataType type, Scale8 scale,
	const void *data, size_t n_bytes);
int integer_append_tensor(Integer *integer, Tensor tensor);

/* The real values of a float32 constant or of a constant behind DEQUANTIZE, in scratch, and their
 * number; NULL for what is computed. */
const double *integer_reals(Integer *integer, int tensor, size_t *n);

/* Such values as an int8 constant; with scale NULL, in one that holds them all. -1 where they are
 * computed or not finite. */
int integer_constant(Integer *integer, int tensor, const Scale8 *scale);

/* The tensor in which a float tensor's values are kept as int8: that which a QUANTIZE makes of it,
 * or else a new one. */
int integer_output(Integer *integer, int tensor, Scale8 scale);

/* --- integer_wishes.c --- */

/* Fill kind, wanted and quantized of all tensors; the first is WANTED_UNREAD before. */
void integer_find_wishes(Integer *integer);

/* --- make_integer.c: writing operators --- */

/* Append an operator like another. */
void integer_write(Integer *integer, const Op *like, const int *inputs,
	const int *outputs);

/* Append a QUANTIZE or DEQUANTIZE. */
void integer_convert(Integer *integer, OpType type, int in, int out);

/* The tensor to read as what it is, float or not, which a DEQUANTIZE may be written for. */
int integer_plain(Integer *integer, int tensor);

/* Whether whit has a kernel for an operator as it stands. */
bool integer_can_run(const Integer *integer, const Op *op);

/* --- integer_turn.c --- */

/* The int8 tensor that a float tensor is known to be, and its scale; -1. */
int integer_stored(const Integer *integer, int tensor, Scale8 *scale);

/* Append an operator as one on int8. Where it cannot be, nothing has been done. */
bool integer_turn(Integer *integer, const Op *op);

/* --- integer_layer.c --- */

/* The weights and bias of a layer on int8 data, in inputs, which has the operator's number of
 * them; whether there are such. The data is there already. */
bool integer_layer_operands(Integer *integer, const Op *op, int *inputs);

#endif
