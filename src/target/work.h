/* SPDX-License-Identifier: Apache-2.0 */
/* What an inference has to do, in the units that a cost model has a price for. */
#ifndef TARGET_WORK_H
#define TARGET_WORK_H

#include "src/graph/model.h"

typedef enum WorkKind {
	WORK_CONV, /* multiply-accumulates of convolutions, but for those of the next two */
	WORK_POINTWISE, /* of kernels of 1 x 1 */
	WORK_DEPTHWISE,
	WORK_DENSE,
	WORK_VALUES, /* values that operators write: scaling, rounding, memory */
	WORK_LAYERS, /* operators that compute: what each costs once */
	N_WORK_KINDS
} WorkKind;

typedef struct Work {
	double units[N_WORK_KINDS];
	bool is_int8;     /* what has weights reads int8: that is what costs are known of */
	bool has_packed;  /* weights are unpacked on the way, which no kind stands for */
	bool has_unknown; /* operators whose work is not known, and is not in units */
} Work;

/* The work of graph 0 of a model that was verified. */
Work work_of(const Model *model);

/* "conv", "pointwise", "depthwise", "dense", "values", "layers"; never NULL. */
const char *work_kind_name(WorkKind kind);

#endif
