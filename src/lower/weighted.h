/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that lower layers with weights share. */
#ifndef LOWER_WEIGHTED_H
#define LOWER_WEIGHTED_H

#include "src/kernels/dense_s8.h"
#include "src/lower/packed_weights.h"
#include "src/ops/weighted_layer.h"

/* A layer's call in the making. */
typedef struct Weighted {
	const Layer *layer;
	const Kernel *kernel;
	const StructType *type;
	LayerCall call;        /* with the padding of a PAD before it */
	DenseS8 dense;         /* of an int8 FULLY_CONNECTED */
	const void *params;    /* of the kernel: in call, or dense */
	LayerQuant *quant;     /* in there; NULL of float32 */
	int data, out, out_c;  /* tensors; channels */
	int64_t scratch_bytes; /* -1: the kernel takes none, nor a few channels at a time */
	int64_t lead;          /* NO_LEAD: output and input lie apart */
} Weighted;

/* Arguments of all such kernels: the struct of parameters, and the bias. */
void argue_params(Lowering *lower, Step *step, const Weighted *what);
void argue_bias(Lowering *lower, Step *step, const Weighted *what);

/* An int8 layer whose kernel takes a few channels at a time, and whose weights are packed: these are
 * unpacked, a few channels' at a time or all, into scratch of about 4 KB. */
void lower_packed(Lowering *lower, const Weighted *what, const PackedConstant *packed);

#endif
