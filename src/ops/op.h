/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What whit knows of each operator: its shape rule, its cost, and how to run it. An
 * operator is one file here and one line in the table of ops.c.
 */
#ifndef OPS_OP_H
#define OPS_OP_H

#include "src/graph/model.h"

typedef struct Layer Layer;

/*
 * Run a layer on n samples that lie one behind the other in each computed tensor;
 * constants are there once. in has NULL where an optional input is left out. scratch is
 * the layer's scratch_bytes, 64-aligned.
 */
typedef void RunLayer(const Layer *layer, int n, const void *const *in, void *const *out,
	void *scratch);

/* An operator made ready to run: checked, its kernel picked, its weights packed. */
struct Layer {
	const Graph *graph;
	const Op *op;
	int batch;             /* the most samples a call brings */
	bool portable_kernels; /* leave the host's fast variants alone */

	/* Filled by prepare. */
	RunLayer *run;
	const void *params; /* what run needs, in the arena */
	bool one_by_one;    /* run takes one sample a call */
	size_t scratch_bytes;
};

enum { MAX_OUTPUTS = 64 };

typedef struct OpInfo {
	int min_inputs, max_inputs; /* those left out at the end need not be listed */
	bool many_outputs;          /* up to MAX_OUTPUTS; others have one */

	/* The shape of each output, from the inputs' shapes and the attributes. */
	bool (*shape)(const Graph *graph, const Op *op, Shape *out, Error *err);

	/* Multiply-accumulates of an inference; NULL where there are none. */
	int64_t (*macs)(const Graph *graph, const Op *op);

	/* Make a layer ready; its shapes have been checked. NULL of the decoders, which ask the codec
	 * and are made ready in src/run/. */
	bool (*prepare)(Layer *layer, Arena *arena, Error *err);
} OpInfo;

/* NULL for OP_OTHER. */
const OpInfo *op_info(OpType type);

/*
 * Whether the operator can be run: known, with the inputs it needs, and an output of the
 * shape that they give. Errors do not name the operator.
 */
bool op_check(const Graph *graph, const Op *op, Error *err);

/* Multiply-accumulates of an inference; MACS_UNKNOWN for operators that cannot be run. */
enum { MACS_UNKNOWN = -1 };
int64_t op_macs(const Graph *graph, const Op *op);

/* The operators. */
extern const OpInfo op_add, op_average_pool_2d, op_cast, op_concatenation, op_conv_2d,
	op_depthwise_conv_2d, op_dequantize, op_div, op_elu, op_expand_dims,
	op_fully_connected, op_gather, op_hard_swish, op_leaky_relu, op_log_softmax,
	op_logistic, op_max_pool_2d, op_maximum, op_mean, op_minimum, op_mul, op_pad,
	op_padv2, op_prelu, op_quantize, op_reduce_max, op_relu, op_relu6, op_reshape,
	op_resize_bilinear, op_resize_nearest_neighbor, op_slice, op_softmax, op_split,
	op_split_v, op_squeeze, op_strided_slice, op_sub, op_sum, op_tanh, op_tflm_decode,
	op_transpose, op_transpose_conv, op_whit_decode;

#endif
