/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading ONNX goes in four steps, on one whit Graph:
 *
 *   import.c          each node becomes whit's operators, one by one, in ONNX's own order of
 *                     dimensions: an operator on images gets a TRANSPOSE before and behind it
 *   untranspose.c     transpositions move towards the outputs and meet there; those of the
 *                     border are left away
 *   fuse.c            factors, biases and activations go into the layers before them
 *   make_integer.c    float operators between DEQUANTIZE and QUANTIZE become integer ones
 *
 * A value of the file is a tensor of the graph from the start: constants hold their bytes, others
 * are computed. This header is what the files that import nodes share.
 */
#ifndef FORMATS_ONNX_IMPORT_H
#define FORMATS_ONNX_IMPORT_H

#include "formats/onnx/names.h"
#include "formats/onnx/onnx.pb-c.h"
#include "src/graph/model.h"

typedef struct Import {
	Model *model;
	Graph *graph;
	Names names;      /* of values, and the tensor of each */
	int opset;        /* of ONNX's own operators */
	const char *path; /* of the file; NULL where not known */
	Arena *scratch;
	size_t computed_bytes; /* of constants that were computed from others */
} Import;

/* A node with its operands as tensors. */
typedef struct Node {
	const Onnx__NodeProto *proto;
	int n_in, n_out;
	const int *in; /* -1: left out */
	Arena *scratch;
} Node;

/* Import one node: make operators, and say by `node_gives` what its outputs are. */
typedef bool ImportNode(Import *import, const Node *node, Error *err);

/*
 * Compute what needs no operator: arithmetic on constants, as it is done to work out shapes, and
 * Constant, Shape and Size. *is_folded says whether the node was such. Nodes that only move values
 * are not: their importers fold them, see make().
 */
bool fold_node(Import *import, const Node *node, bool *is_folded, Error *err);

/* Whether fold_node computes nodes of this name, where their operands are constant. */
bool is_folding(const char *op_type);

/* The operator's importer; NULL where it cannot be read. */
ImportNode *onnx_importer(const char *op_type);

/* --- A node's attributes; the fallback where there is none. Attributes of another type are
 *     refused once for all before. --- */

int64_t node_int(const Node *node, const char *name, int64_t fallback);
float node_real(const Node *node, const char *name, float fallback);
const char *node_text(const Node *node, const char *name, const char *fallback);
bool node_has(const Node *node, const char *name);
bool node_type(const Node *node, const char *name, DataType *type,
	Error *err); /* must be there */

/* Up to max integers; *n is how many there are, 0 where the attribute is absent. */
bool node_ints(const Node *node, const char *name, int max, int64_t *values, int *n,
	Error *err);
const Onnx__AttributeProto *node_attribute(const Node *node, const char *name);

/* Up to max integers that older opsets have as an attribute, and later ones as operand i, a
 * constant; *n is 0 where neither is there. */
bool node_integers(const Import *import, const Node *node, const char *name, int i,
	int max, int64_t *values, int *n, Error *err);

/* An axis attribute or value as 0 to rank - 1; negative ones count from the end. */
bool axis_of(int64_t axis, int rank, int *out, Error *err);

/* --- Operands --- */

/* Operand i's tensor; -1 where it is left out, at the end or by an empty name. */
static inline int node_in(const Node *node, int i)
{
	return i < node->n_in ? node->in[i] : -1;
}

Shape shape_at(const Import *import, int tensor);
DataType type_at(const Import *import, int tensor);
bool is_constant(const Import *import, int tensor); /* also an empty array */

/* The integers of a constant of type int64, int32 or bool, of at most max. */
bool constant_integers(const Import *import, int tensor, int max, int64_t *values, int *n,
	Error *err);

/* The one number of a constant scalar, or array of one, of any real or integer type. */
bool constant_number(const Import *import, int tensor, double *value, Error *err);

/* Floats of a float32 constant; NULL for other tensors. */
const float *constant_floats(const Import *import, int tensor, int64_t *n);

/* --- Making the graph --- */

/* Take note of bytes that a constant computed from others is to have; fails where all of them come
 * to more than a model has. */
bool import_room(Import *import, size_t bytes, Error *err);

/* A constant of count elements in the model's arena or any longer-lived place. */
int add_constant(Import *import, DataType type, Shape shape, const void *data);
int add_floats(Import *import, Shape shape, const float *values); /* copied */
int add_int32s(Import *import, int n, const int32_t *values);     /* copied, [n] */
int add_scalar(Import *import, float value);
int add_zeros(Import *import, int n); /* [n] */

/*
 * Append an operator and return its first output, whose shape its own rule gives; the others
 * follow it. -1 on failure. With constants alone for inputs it is computed at once and the result
 * is a constant (but for DEQUANTIZE: integers that stand for real numbers stay what they are).
 * The result has the type of the operand that carries data, unless make_as says another.
 */
int make(Import *import, OpType type, OpAttrs attrs, int n_in, const int *in, Error *err);
int make_as(Import *import, DataType out_type, OpType type, OpAttrs attrs, int n_in,
	const int *in, Error *err);
int make_many(Import *import, OpType type, OpAttrs attrs, int n_in, const int *in,
	int n_out, Error *err);

/* Lists of operands, as (n_in, in). */
#define IN(...) \
	(int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)), (const int[]) \
	{ \
		__VA_ARGS__ \
	}
#define NO_ATTRS ((OpAttrs){0})

/* Often needed: perm and shape have the tensor's, or the wanted, rank. */
int make_transpose(Import *import, int tensor, const int *perm, Error *err);
int make_reshape(Import *import, int tensor, Shape shape, Error *err);

/*
 * Bring an image [n, c, h, w] (or [n, c, w]) to channels last [n, h, w, c] (h being 1), and back
 * to the rank it had.
 */
int to_channels_last(Import *import, int tensor, Error *err);
int from_channels_last(Import *import, int tensor, int rank, Error *err);

/*
 * Weights with their dimensions in another order, and then as another shape of as many elements:
 * of a constant, or of a constant behind DEQUANTIZE, whose scales follow. axis is which
 * dimension of the result has the scales. Fails for computed weights.
 */
int make_weights(Import *import, int tensor, const int *perm, Shape shape, int axis,
	Error *err);

/* The same with nothing moved: as a vector of n, with a scale for each where there are many. */
int make_weights_flat(Import *import, int tensor, int n, Error *err);

/* Whether a tensor is constant, or a constant behind DEQUANTIZE. */
bool is_constant_behind(const Import *import, int tensor);

/* The node's output i is this tensor, which may have been made for another; -1 fails. */
bool node_gives(Import *import, const Node *node, int i, int tensor);

/* --- The other steps --- */

/* Whether an operator gives a function of each value, of the type of that. */
bool is_value_function(OpType type);

/* keep_border: inputs and outputs stay as the file has them. */
void untranspose(Model *model, bool keep_border);
void make_integer(Model *model);
void fuse(Model *model);

#endif
