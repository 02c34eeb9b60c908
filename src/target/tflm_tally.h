/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting what TFLM takes of its tensor arena while it allocates a model.
 *
 * The tail holds what stays: it grows down from the arena's end. The head holds what comes
 * and goes: scratch memory and computed tensors, planned together at the end. Sizes are in
 * bytes, of tflite-micro 90b983c2 in its default build.
 */
#ifndef TARGET_TFLM_TALLY_H
#define TARGET_TFLM_TALLY_H

#include "src/graph/model.h"
#include "src/target/core.h"

/* How a compiler lays TFLM's structs out. */
typedef enum Layout { LAYOUT_ARM, LAYOUT_X86_64, N_LAYOUTS } Layout;

typedef struct LayoutSizes {
	unsigned pointer;
	unsigned arena_allocator, planner, micro_allocator, options_allocator;
	unsigned graph, eval_tensor, node;
	unsigned tensor, quantization;
	unsigned variables, variable;
	unsigned scratch_request, lifetime;
} LayoutSizes;

/* No arena comes near this; sums of what is below it do not overflow. */
#define ARENA_LIMIT (UINT64_C(1) << 50)

enum { TFLM_ALIGNMENT = 16, TFLM_SCRATCH_PER_OP = 12, TFLM_PLANNED_BYTES = 40 };

/* Why a figure is not exact; a set of them. */
enum {
	DOUBT_LAYOUT = 1 << 0,     /* struct sizes of this core */
	DOUBT_STRIDE = 1 << 1,     /* a transposed convolution's stride */
	DOUBT_TRANSPOSED = 1 << 2, /* whether a square matrix is transposed */
	DOUBT_VARIABLES = 1 << 3,  /* how many resource variables there will be */
	DOUBT_DECODER = 1 << 4,    /* none, if the operator is whit's; TFLM has it not */
};

typedef struct Scratch {
	int graph, op;
	uint64_t bytes;
} Scratch;

/*
 * The arena so far. The first failure clears ok and is kept in err; later calls count on
 * with harmless values, so that only the end need look.
 */
typedef struct Tally {
	const Model *model;
	const CoreInfo *core;
	bool cmsis_nn;
	Layout layout;
	const LayoutSizes *sizes;

	uint64_t tail;
	uint64_t least; /* the smallest arena in which all went well so far */
	Scratch *scratch;
	size_t n_scratch, scratch_capacity;
	unsigned doubts;

	/* The operator at hand. */
	const Graph *graph;
	const Op *op;
	int graph_index, op_index;
	uint64_t opened;       /* end of the tensors opened for its preparation; 0 after it */
	size_t scratch_before; /* requests of the operators before it */

	Arena *memory;
	Error *err;
	bool ok;
} Tally;

/* Take from the tail, its new end aligned; requests of kernels are all 16-aligned. */
void tally_take(Tally *tally, uint64_t bytes, unsigned alignment);
void tally_keep(Tally *tally, uint64_t bytes);

/* Ask for scratch memory that lives as long as the operator runs. */
void tally_scratch(Tally *tally, uint64_t bytes);

/* A tensor's description is made for the time of preparation; NULL is passed over. */
void tally_open(Tally *tally, const Tensor *tensor);

/* Operands that must be there: a missing one fails, and a scalar is returned for it. */
const Tensor *tally_input(Tally *tally, int i);
const Tensor *tally_output(Tally *tally, int i);

/* A dimension, negative i counting from the end; one that is not there fails. */
uint64_t tally_dim(Tally *tally, const Tensor *tensor, int i);

/* Elements, and bytes as TFLM counts them: four-bit types take a whole byte an element.
 * Unknown dimensions count as 1; what is too large fails. */
uint64_t tally_count(Tally *tally, const Tensor *tensor);
uint64_t tally_bytes(Tally *tally, const Tensor *tensor);

/* Bytes of an element in TFLM's arena; 0 for types it cannot hold. */
unsigned tflm_type_bytes(DataType type);

/* a * b, or ARENA_LIMIT where that is less. */
uint64_t bounded_product(uint64_t a, uint64_t b);

/* n rounded up to a multiple. */
uint64_t rounded_up(uint64_t n, uint64_t multiple);

/* Scales that TFLM reads of a tensor; 0 where it takes it for unquantised. */
int tflm_scales(const Tensor *tensor);

/* The sizes for a core's layout; x86-64's, as an upper bound, where they are not known. */
Layout core_layout(Core core);
const LayoutSizes *layout_sizes(Layout layout);

#endif
