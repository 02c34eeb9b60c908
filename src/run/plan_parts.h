/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a Plan, for the files of src/run/ only. */
#ifndef RUN_PLAN_PARTS_H
#define RUN_PLAN_PARTS_H

#include "src/ops/op.h"
#include "src/run/plan.h"

typedef struct PlacedTensor {
	size_t count, bytes; /* of one sample; 0 where it has no size */
	size_t offset;       /* in a worker's memory */
} PlacedTensor;

struct Plan {
	Arena arena;
	const Graph *graph;
	int batch;
	Layer *layers; /* one an operator */
	PlacedTensor *tensors;
	size_t worker_bytes;  /* for the computed tensors of a batch */
	size_t scratch_bytes; /* the most that any layer wants */
	int max_inputs;       /* of a layer */
};

#endif
