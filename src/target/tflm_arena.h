/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tensor arena that TensorFlow Lite for Microcontrollers needs to run a model, worked
 * out from the model alone by TFLM's own rules: tflite-micro 90b983c2 with CMSIS-NN 4ab83cc3
 * in its default build (one arena, greedy planner), built with gcc.
 *
 * The application's array must start on a multiple of 16 bytes.
 */
#ifndef TARGET_TFLM_ARENA_H
#define TARGET_TFLM_ARENA_H

#include "src/graph/model.h"
#include "src/run/placement.h"
#include "src/target/certainty.h"
#include "src/target/core.h"

typedef struct ArenaReport {
	uint64_t used_bytes; /* what arena_used_bytes() returns: head and tail */
	uint64_t head_bytes; /* tensors and scratch memory, planned to overlap in space */
	uint64_t tail_bytes; /* what stays: structs, kernels' data, variables */

	/* The least array that works, a multiple of 16: for a while, as it plans, TFLM can need
	 * more than it uses in the end. */
	uint64_t smallest_bytes;

	Certainty certainty;
	const char *note; /* why it is not exact; "" where it is */

	int n_buffers; /* the head's plan, tensors of all graphs first, then scratch memory */
	PlannedBuffer *buffers;
} ArenaReport;

/*
 * Fill in the report; what it points to lies in memory. kernels may be KERNELS_BEST.
 *
 * On cores whose struct sizes are not known, x86-64's stand in: an upper bound, if only
 * reference kernels run. With operators whose needs are not known it is a lower bound. With
 * WHIT_DECODE, which stock TFLM has not, it is that of a TFLM with the operator that whit has
 * for it, formats/c/tflm/.
 *
 * Fails for models that TFLM refuses (operators on types it has no kernels for, as
 * tflm_would_run_model says; tensors of a type or shape it cannot hold), and for operators that run other graphs of the model (IF,
 * WHILE, CALL_ONCE), which are not worked out.
 */
bool tflm_arena(const Model *model, Core core, Kernels kernels, Arena *memory,
	ArenaReport *report, Error *err);

#endif
