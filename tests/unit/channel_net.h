/* SPDX-License-Identifier: Apache-2.0 */
/* Small float32 networks whose channels are looked at, and removed. */
#ifndef TESTS_UNIT_CHANNEL_NET_H
#define TESTS_UNIT_CHANNEL_NET_H

#include "passes/channels/remove_channels.h"
#include "tests/unit/build.h"

typedef struct Net {
	Model *model;
	Arena arena;
	Channels channels; /* of net_finish() */
} Net;

/* A model with its input, tensor 0: [1, 4, 4, 2]. */
Net net_begin(void);

/* Give the model its outputs; verify it, and find its channels. */
void net_finish(Net *net, int n, const int *outputs);
void net_end(Net *net);

/* Tensors: a computed one [1, h, w, c], and a constant of 0, 1, 2, ... */
int net_image(Net *net, int h, int w, int c);
int net_random_values(Net *net, int rank, const int *dims);

/* Layers, by their outputs: a 1x1 convolution to n channels, and one of a single operand. */
int net_mix(Net *net, int in, int n);
int net_unary(Net *net, const char *name, int in);

/* Of a convolution or, with a multiplier, a depthwise one: SAME, every position. */
ConvAttrs net_conv(int multiplier);

/* The class of a unit, and whether that is fixed. */
int net_class(const Net *net, int tensor, int unit);
bool net_is_fixed(const Net *net, int tensor, int unit);

/* Remove the class of a unit, and see that the model still runs. */
ChannelReport net_take(Net *net, int tensor, int unit);

/* The last dimension, and the n values of a constant that an operator reads. */
int net_last(const Net *net, int tensor);
const float *net_constant(const Net *net, int op, int place, int n);

#endif
