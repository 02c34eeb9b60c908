/* SPDX-License-Identifier: Apache-2.0 */
/* Which buffers TFLM's head has to hold, and when. */
#ifndef TARGET_TFLM_HEAD_H
#define TARGET_TFLM_HEAD_H

#include "src/run/placement.h"
#include "src/target/tflm_tally.h"

/* Facts about the tensors of all graphs, graph 0's first. */
typedef struct TensorTable {
	int n;
	int *start;      /* of each graph's tensors */
	uint64_t *bytes; /* as TFLM counts them */
	int64_t *fixed;  /* offset given by the model's OfflineMemoryAllocation; -1: none */
	bool *is_bound;  /* has its memory before planning: outputs of VAR_HANDLE */
} TensorTable;

/* Fails for tensors that TFLM cannot hold, and for a plan that does not fit the model. */
bool tensor_table(const Model *model, Arena *memory, TensorTable *table, Error *err);

/* A variable that lies in the tail. */
bool stays_in_tail(const TensorTable *table, const Tensor *tensor, int place);

/* The buffers to plan, offsets still 0 unless fixed. Fails where they are too large. */
bool head_buffers(const Tally *tally, const TensorTable *table, PlannedBuffer **buffers,
	int *n, Error *err);

#endif
