/* SPDX-License-Identifier: Apache-2.0 */
/* Layers that are convolutions underneath: CONV_2D and FULLY_CONNECTED. */
#ifndef OPS_CONV_LAYER_H
#define OPS_CONV_LAYER_H

#include "src/kernels/conv_f32.h"
#include "src/kernels/conv_s8.h"
#include "src/ops/operands.h"

/*
 * Finish a layer as a convolution of one sample's window: pick the host's fastest variant,
 * or the portable kernel, and pack the weights. The parameters and weights are copied; what
 * they point to must live as long as the layer.
 */
void conv_layer_f32(Layer *layer, const ConvF32 *conv, const WeightsF32 *weights,
	Arena *arena);
void conv_layer_s8(Layer *layer, const ConvS8 *conv, const WeightsS8 *weights,
	Arena *arena);

#endif
