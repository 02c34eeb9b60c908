/* SPDX-License-Identifier: Apache-2.0 */
/* The operators that whit knows, and the attributes of each. */
#ifndef GRAPH_ATTRS_H
#define GRAPH_ATTRS_H

#include "src/base/types.h"

typedef enum OpType {
	OP_OTHER,
	OP_ADD,
	OP_AVERAGE_POOL_2D,
	OP_CAST,
	OP_CONCATENATION,
	OP_CONV_2D,
	OP_DEPTHWISE_CONV_2D,
	OP_DEQUANTIZE,
	OP_DIV,
	OP_ELU,
	OP_EXPAND_DIMS,
	OP_FULLY_CONNECTED,
	OP_GATHER,
	OP_HARD_SWISH,
	OP_LEAKY_RELU,
	OP_LOGISTIC,
	OP_LOG_SOFTMAX,
	OP_MAXIMUM,
	OP_MAX_POOL_2D,
	OP_MEAN,
	OP_MINIMUM,
	OP_MUL,
	OP_PAD,
	OP_PADV2,
	OP_PRELU,
	OP_QUANTIZE,
	OP_REDUCE_MAX,
	OP_RELU,
	OP_RELU6,
	OP_RESHAPE,
	OP_RESIZE_BILINEAR,
	OP_RESIZE_NEAREST_NEIGHBOR,
	OP_SLICE,
	OP_SOFTMAX,
	OP_SPLIT,
	OP_SPLIT_V,
	OP_SQUEEZE,
	OP_STRIDED_SLICE,
	OP_SUB,
	OP_SUM,
	OP_TANH,
	OP_TFLM_DECODE,
	OP_TRANSPOSE,
	OP_TRANSPOSE_CONV,
	OP_WHIT_DECODE,
	N_OP_TYPES
} OpType;

typedef enum Padding { PADDING_SAME, PADDING_VALID } Padding;

/* What an operator does to its result before it is stored. */
typedef enum Activation {
	ACTIVATION_NONE,
	ACTIVATION_RELU,
	ACTIVATION_RELU_N1_TO_1,
	ACTIVATION_RELU6,
	ACTIVATION_TANH,
	ACTIVATION_SIGN_BIT,
} Activation;

/* CONV_2D, DEPTHWISE_CONV_2D and TRANSPOSE_CONV. */
typedef struct ConvAttrs {
	Padding padding;
	Activation activation;
	int stride_h, stride_w;
	int dilation_h, dilation_w; /* not of TRANSPOSE_CONV */
	int depth_multiplier;       /* depthwise only */
	/* Of CONV_2D and TRANSPOSE_CONV beside int16 activations, where it has no bias: one of TYPE_INT32 would keep
	 * sums to 32 bits. */
	DataType bias_type;
} ConvAttrs;

/* FULLY_CONNECTED. */
typedef struct DenseAttrs {
	Activation activation;
	bool keep_dims;     /* the output has the input's rank */
	int weights_format; /* 0 is plain; others (shuffled for one CPU) are not run */
	DataType bias_type; /* as in ConvAttrs */
} DenseAttrs;

/* AVERAGE_POOL_2D and MAX_POOL_2D. */
typedef struct PoolAttrs {
	Padding padding;
	Activation activation;
	int stride_h, stride_w;
	int kernel_h, kernel_w;
} PoolAttrs;

/* ADD, SUB, MUL and DIV. */
typedef struct ArithmeticAttrs {
	Activation activation;
	/* Of int16 ADD and SUB, and TFLite alone: where all scales are powers of two, an older
	 * arithmetic, with shifts. TFLite takes it to be set unless a file says otherwise. */
	bool pot_scales;
} ArithmeticAttrs;

typedef struct ConcatenationAttrs {
	Activation activation;
	int axis; /* negative counts from the end */
} ConcatenationAttrs;

typedef struct SoftmaxAttrs {
	float beta;
} SoftmaxAttrs;

typedef struct LeakyReluAttrs {
	float alpha;
} LeakyReluAttrs;

/* MEAN, SUM and REDUCE_MAX. */
typedef struct ReduceAttrs {
	bool keep_dims;
} ReduceAttrs;

/* RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR: where in the input a place of the output lies. */
typedef struct ResizeAttrs {
	bool align_corners;      /* first and last places lie on each other */
	bool half_pixel_centers; /* places are centres of pixels */
} ResizeAttrs;

typedef struct GatherAttrs {
	int axis, batch_dims; /* negative ones count from the end */
} GatherAttrs;

/* SPLIT and SPLIT_V. */
typedef struct SplitAttrs {
	int n_splits;
} SplitAttrs;

/* SQUEEZE. */
typedef struct SqueezeAttrs {
	int n_axes; /* 0: all dimensions of 1 go */
	int axes[MAX_RANK];
} SqueezeAttrs;

/* STRIDED_SLICE: bit i of a mask is axis i. */
typedef struct StridedSliceAttrs {
	int begin_mask, end_mask; /* begin or end left open */
	int ellipsis_mask, new_axis_mask;
	int shrink_axis_mask; /* one place is taken, and its dimension goes */
	bool offset;          /* end counts from begin */
} StridedSliceAttrs;

/* CAST. The tensors say the same; some files leave this out. */
typedef struct CastAttrs {
	DataType in, out;
} CastAttrs;

typedef union OpAttrs {
	ConvAttrs conv;
	DenseAttrs dense;
	PoolAttrs pool;
	ArithmeticAttrs arithmetic;
	ConcatenationAttrs concatenation;
	SoftmaxAttrs softmax;
	LeakyReluAttrs leaky_relu;
	ReduceAttrs reduce;
	ResizeAttrs resize;
	GatherAttrs gather;
	SplitAttrs split;
	SqueezeAttrs squeeze;
	StridedSliceAttrs strided_slice;
	CastAttrs cast;
} OpAttrs;

/* "CONV_2D"; never NULL. */
const char *op_type_name(OpType type);

/* Whether TFLite has no number for it, so that files tell it by its name: the decoders. */
bool op_type_is_custom(OpType type);

/* What an operator does to its result before it is stored; none for types that have no such
 * attribute. */
Activation fused_activation(OpType type, const OpAttrs *attrs);

/* Whether two operators of a type have the same attributes; those that have none do. */
bool attrs_equal(OpType type, const OpAttrs *a, const OpAttrs *b);

#endif
