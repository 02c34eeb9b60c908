/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Moving transpositions towards the outputs: what untranspose.c and its rules share.
 *
 * The operators are gone through in order, and a TRANSPOSE is not written but remembered: its
 * output is a view of its input. An operator that can as well work on the source of its views
 * does so, and its output becomes a view in turn. Where one cannot, the transposition is written
 * after all; where views meet that undo each other, nothing is left.
 */
#ifndef FORMATS_ONNX_VIEWS_H
#define FORMATS_ONNX_VIEWS_H

#include "src/graph/model.h"

typedef enum ViewKind {
	VIEW_NONE,
	VIEW_PERMUTED, /* dimension i is the source's dimension perm[i] */
	VIEW_SHUFFLED, /* value map[j] of each row is the source's value j; only some operators
	                * may meet one, see shuffle.c */
} ViewKind;

typedef struct View {
	ViewKind kind;
	int source; /* a tensor that is no view */
	int perm[MAX_RANK];
	const int32_t *map;
	bool is_written; /* an operator computes the tensor itself, too */
} View;

typedef struct Views {
	Model *model;
	Graph *graph;
	Arena *scratch;
	View *of;        /* a tensor's */
	bool *is_image;  /* channels last, and what an operator on images made or takes */
	int *producer;   /* a tensor's operator among ops; -1 */
	size_t capacity; /* of the three */
	Op *ops;         /* the new list */
	int n_ops;
	size_t ops_capacity;
} Views;

/*
 * Rewrite an operator over the sources of its views; true where that is done, and the operator
 * written. False leaves everything as it was.
 */
typedef bool Rule(Views *views, const Op *op);

/* The rule for a kind of operator; NULL: it must see its operands as they are. */
Rule *rule_for(OpType type);

/* --- What rules are made of --- */

static inline const View *view_of(const Views *views, int tensor)
{
	return &views->of[tensor];
}

/* Make room for all tensors; to be called first. */
void views_reserve(Views *views);

bool is_permuted(const Views *views, int tensor);

/* A tensor like another but for its dimensions. */
int views_add_tensor(Views *views, int like, int rank, const int *dims);
int views_add_int32s(Views *views, int rank, const int *dims, const int32_t *values);

/* Write an operator like another, with inputs and outputs of its own. */
void views_write(Views *views, const Op *like, const int *inputs, const int *outputs);

/* Write a new operator with one output. */
void views_write_new(Views *views, OpType type, int n_inputs, const int *inputs,
	int output);

/* A new tensor that a tensor is to be a view of: what it is called goes along. */
int views_add_source(Views *views, int tensor, const int *perm);

/* The tensor's own values: itself, once it is written, or what is the same. */
int views_plain(Views *views, int tensor);

/* The tensor's values with dimension i being its dimension perm[i]; constants are moved at once,
 * and so are constants behind DEQUANTIZE. It may get leading dimensions of 1 first, to be of the
 * rank given. */
int views_moved(Views *views, int tensor, int rank, const int *perm);

/* The values of a constant list of at most max integers; false where it is something else. */
bool views_integers(const Views *views, int tensor, int max, int *values, int *n);

void perm_invert(int rank, const int *perm, int *inverse);

/* Whether only dimensions of 1 move. */
bool perm_is_reshape(int rank, const int *dims, const int *perm);

/* --- shuffle.c: from images to rows of a dense layer --- */

/* A RESHAPE of a permuted view to rows: see that weights are shuffled instead; false where other
 * operators read the rows too. */
bool shuffle_rows(Views *views, const Op *reshape);

/* An operator with a shuffled input. */
void shuffle_through(Views *views, const Op *op);

#endif
