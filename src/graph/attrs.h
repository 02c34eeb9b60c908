/* SPDX-License-Identifier: Apache-2.0 */
/* The operators that whit knows, and the attributes of each. */
#ifndef GRAPH_ATTRS_H
#define GRAPH_ATTRS_H

#include "src/base/types.h"

typedef enum OpType {
	OP_OTHER,
	OP_ADD,
	OP_AVERAGE_POOL_2D,
	OP_CONCATENATION,
	OP_CONV_2D,
	OP_DEPTHWISE_CONV_2D,
	OP_DEQUANTIZE,
	OP_FULLY_CONNECTED,
	OP_HARD_SWISH,
	OP_LEAKY_RELU,
	OP_LOGISTIC,
	OP_MAX_POOL_2D,
	OP_MEAN,
	OP_MUL,
	OP_PAD,
	OP_QUANTIZE,
	OP_RELU,
	OP_RELU6,
	OP_RESHAPE,
	OP_SLICE,
	OP_SOFTMAX,
	OP_SUB,
	OP_TANH,
	OP_TRANSPOSE,
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

/* CONV_2D and DEPTHWISE_CONV_2D. */
typedef struct ConvAttrs {
	Padding padding;
	Activation activation;
	int stride_h, stride_w;
	int dilation_h, dilation_w;
	int depth_multiplier; /* depthwise only */
	/* Of CONV_2D beside int16 activations, where it has no bias: one of TYPE_INT32 would keep
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

/* ADD, SUB and MUL. */
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

/* MEAN. */
typedef struct ReduceAttrs {
	bool keep_dims;
} ReduceAttrs;

typedef union OpAttrs {
	ConvAttrs conv;
	DenseAttrs dense;
	PoolAttrs pool;
	ArithmeticAttrs arithmetic;
	ConcatenationAttrs concatenation;
	SoftmaxAttrs softmax;
	LeakyReluAttrs leaky_relu;
	ReduceAttrs reduce;
} OpAttrs;

/* "CONV_2D"; never NULL. */
const char *op_type_name(OpType type);

/* Whether two operators of a type have the same attributes; those that have none do. */
bool attrs_equal(OpType type, const OpAttrs *a, const OpAttrs *b);

#endif
