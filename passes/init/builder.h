/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A float32 network put together layer by layer. Batch 1; layouts are TFLite's.
 *
 *	Model *model = model_new();
 *	Builder builder;
 *	builder_begin(&builder, model, input_shape);
 *	builder_conv(&builder, &conv, &end, 0, &tensor, err) && ...
 *	builder_finish(&builder, tensor, err)
 *
 * Layers take and give indices of tensors of graph 0; tensor 0 is the input. Weights and biases
 * are 0 until fresh_weights(); every layer with weights has biases, as LiteRT asks of CONV_2D. A layer fails where its input is not of the shape it needs, or
 * what it makes is too large; errors do not name it. After a failure the model is only fit to
 * free.
 */
#ifndef PASSES_INIT_BUILDER_H
#define PASSES_INIT_BUILDER_H

#include "passes/init/fresh_weights.h"

/* Weights in all, and elements of a tensor that is computed. */
enum { MOST_WEIGHTS = 1 << 26, MOST_ELEMENTS = 1 << 28 };

typedef struct Builder {
	Model *model;
	int64_t n_weights;
	WeightInit *inits; /* of each operator, in the model's arena */
	size_t init_capacity;
} Builder;

/* How a layer ends. */
typedef struct LayerEnd {
	const char *name;  /* of what it makes; weights are NAME/w, biases NAME/b */
	OpType activation; /* OP_RELU ...: one of builder_is_activation(); OP_OTHER: none */
} LayerEnd;

/* Height, then width, of each. */
typedef struct ConvLayer {
	bool is_depthwise;
	int filters; /* of a depthwise one: for each input channel */
	int kernel[2], stride[2], dilation[2];
	Padding padding;
	WeightInit init;
} ConvLayer;

typedef struct DenseLayer {
	int units;
	WeightInit init;
} DenseLayer;

typedef struct PoolLayer {
	OpType type; /* OP_AVERAGE_POOL_2D or OP_MAX_POOL_2D */
	int kernel[2], stride[2];
	Padding padding;
} PoolLayer;

/* The input is float32 of this shape, of at most MAX_RANK - 1 dimensions, behind a batch of 1. */
void builder_begin(Builder *builder, Model *model, Shape input);

bool builder_conv(Builder *builder, const ConvLayer *conv, const LayerEnd *end, int in,
	int *out, Error *err);
bool builder_dense(Builder *builder, const DenseLayer *dense, const LayerEnd *end, int in,
	int *out, Error *err);
bool builder_pool(Builder *builder, const PoolLayer *pool, const LayerEnd *end, int in,
	int *out, Error *err);

/* The mean of each channel of an image: [1, h, w, c] to [1, c], or [1, 1, 1, c]. */
bool builder_mean(Builder *builder, bool keeps_rank, const LayerEnd *end, int in,
	int *out, Error *err);

/* Zeros around an image. */
typedef struct Border {
	int top, bottom, left, right;
} Border;
bool builder_pad(Builder *builder, Border border, const LayerEnd *end, int in, int *out,
	Error *err);

/* To a shape, which does not count the batch. */
bool builder_reshape(Builder *builder, Shape to, const LayerEnd *end, int in, int *out,
	Error *err);

/* OP_ADD, OP_MUL of two; their shapes are the same, or repeat as in TFLite. */
bool builder_pair(Builder *builder, OpType type, const LayerEnd *end, const int in[2],
	int *out, Error *err);

/* Along the last dimension. */
bool builder_concat(Builder *builder, const LayerEnd *end, const int *in, int n, int *out,
	Error *err);

/* An activation, or OP_SOFTMAX; alpha is that of OP_LEAKY_RELU. */
bool builder_unary(Builder *builder, OpType type, double alpha, const LayerEnd *end,
	int in, int *out, Error *err);

/* What a tensor holds, without the batch; for messages, too. */
Shape builder_shape(const Builder *builder, int tensor);

/* Whether an operator can be LayerEnd's activation. */
bool builder_is_activation(OpType type);

/* Make a tensor the output, and give the model a signature. Fails where something else is
 * never used, or the whole cannot be run. */
bool builder_finish(Builder *builder, int output, Error *err);

#endif
