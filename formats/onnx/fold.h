/* SPDX-License-Identifier: Apache-2.0 */
/* Computing nodes on constants at import: what fold.c and its parts share. */
#ifndef FORMATS_ONNX_FOLD_H
#define FORMATS_ONNX_FOLD_H

#include "formats/onnx/import.h"

/* Compute a node whose operands are all constant, and say what its outputs are. */
typedef bool FoldNode(Import *import, const Node *node, Error *err);

typedef struct Constant {
	DataType type;
	Shape shape; /* dimensions may be 0 */
	int64_t count;
	const void *data; /* NULL where there are no elements */
} Constant;

/* Operand i, which must be there. */
bool fold_operand(const Import *import, const Node *node, int i, Constant *constant,
	Error *err);

/* One of numbers: see numbers.h. */
bool fold_number(const Import *import, const Node *node, int i, Constant *constant,
	Error *err);
bool fold_is_number(const Constant *constant, Error *err);

/* Give a constant room for its elements; type and shape are set, and count is filled in.
 * Fails where constants made from constants have come to too much. */
bool fold_room(Import *import, Constant *constant, void **data, Error *err);

/* The node's first output is this. */
bool fold_gives(Import *import, const Node *node, const Constant *constant);

/* The shape of two operands that are repeated to fit each other, from the last dimension on. */
bool fold_shape_of_two(Shape a, Shape b, Shape *out, Error *err);

/* The element of an array, repeated to the shape out, that is element i of it: each dimension of
 * in divides that of out. */
int64_t fold_place(Shape out, int64_t i, Shape in);

/* What computes nodes of a name; NULL for the names of other families. */
typedef FoldNode *FamilyOfFolders(const char *op_type);

FamilyOfFolders fold_of_one; /* arithmetic on each number, Cast */
FamilyOfFolders fold_of_two; /* arithmetic and comparisons, repeated to fit each other */
FamilyOfFolders fold_reduction; /* ReduceSum and its like */
FamilyOfFolders
	fold_move; /* arrays of a few numbers, or of others repeated; most nodes that
                                 * move values are folded as they are imported, see make() */

#endif
