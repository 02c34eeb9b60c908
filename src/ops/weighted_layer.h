/* SPDX-License-Identifier: Apache-2.0 */
/* Layers with weights, of every type: CONV_2D, FULLY_CONNECTED (a convolution of single
 * pixels), DEPTHWISE_CONV_2D and TRANSPOSE_CONV. */
#ifndef OPS_WEIGHTED_LAYER_H
#define OPS_WEIGHTED_LAYER_H

#include "src/kernels/conv_f32.h"
#include "src/kernels/conv_s16.h"
#include "src/kernels/conv_s8.h"
#include "src/kernels/depthwise_f32.h"
#include "src/kernels/depthwise_s16.h"
#include "src/kernels/depthwise_s8.h"
#include "src/kernels/transpose_conv_f32.h"
#include "src/kernels/transpose_conv_s16.h"
#include "src/kernels/transpose_conv_s8.h"
#include "src/ops/operands.h"

typedef enum LayerKind { KIND_CONV, KIND_DEPTHWISE, KIND_TRANSPOSE } LayerKind;

/* The parameters of each kernel; all begin with the window. */
typedef union KernelParams {
	Window window;
	ConvF32 conv_f32;
	ConvS8 conv_s8;
	ConvS16 conv_s16;
	DepthwiseF32 depthwise_f32;
	DepthwiseS8 depthwise_s8;
	DepthwiseS16 depthwise_s16;
	TransposeConvF32 transpose_f32;
	TransposeConvS8 transpose_s8;
	TransposeConvS16 transpose_s16;
} KernelParams;

typedef struct WeightedLayer {
	Window window; /* of one sample */
	LayerKind kind;
	int groups;       /* of KIND_CONV */
	int channel_axis; /* of the weights */
	Activation activation;
	bool has_float_product; /* see ScaleProduct; with a single weight scale */
	DataType bias_type;     /* as in ConvAttrs */
} WeightedLayer;

/*
 * Finish a layer: read weights, bias and scales, pick the host's fastest variant of the
 * kernel for its type, or the portable kernel, and pack the weights.
 */
bool weighted_layer_prepare(Layer *layer, const WeightedLayer *what, Arena *arena,
	Error *err);

/* What a finished layer calls its portable kernel with; the parameters are those of one sample. */
typedef struct LayerCall {
	KernelParams params;
	const void *weight, *bias;
} LayerCall;

LayerCall weighted_layer_call(const Layer *layer);

#endif
