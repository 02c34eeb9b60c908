/* SPDX-License-Identifier: Apache-2.0 */
/* Layers of every shape and with every kind of number, for tests of int8 kernels. */
#ifndef TESTS_RANDOM_LAYER_H
#define TESTS_RANDOM_LAYER_H

#include "src/kernels/conv_s8.h"
#include "src/kernels/depthwise_s8.h"

#include <stddef.h>
#include <stdint.h>

typedef enum LayerKind { LAYER_CONV, LAYER_GROUPED, LAYER_DEPTHWISE, LAYER_DENSE } LayerKind;

typedef struct RandomLayer {
	Window window;
	int32_t groups;
	int32_t in_zero, out_zero, act_min, act_max;
	int8_t *in, *weight;
	int32_t *bias; /* NULL in some */
	int32_t *multiplier, *shift;
	size_t in_size, out_size;
	char text[160]; /* the shape, for messages */
} RandomLayer;

/* The same layer for the same seed. */
RandomLayer *random_layer(uint32_t seed, LayerKind kind);
void random_layer_free(RandomLayer *layer);

ConvS8 random_layer_conv(const RandomLayer *layer);
DepthwiseS8 random_layer_depthwise(const RandomLayer *layer);

/* Uniform in low .. high; the state is any number. */
int32_t random_between(uint32_t *state, int32_t low, int32_t high);

#endif
