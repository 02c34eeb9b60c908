/* SPDX-License-Identifier: Apache-2.0 */
/* What a model costs. */
#ifndef TESTS_GOLDEN_COST_H
#define TESTS_GOLDEN_COST_H

#include "src/graph/model.h"

typedef struct Cost {
	size_t file_bytes;    /* stripped */
	int64_t macs;         /* an inference */
	uint64_t arena_bytes; /* on x86-64, with TFLM's reference kernels */
} Cost;

/* Verifies the model, and strips it. */
Cost cost_of(Model *model);

#endif
