/* SPDX-License-Identifier: Apache-2.0 */
/* Small float32 networks of every operator, the same for the same seed. */
#ifndef TESTS_UNIT_RANDOM_NET_H
#define TESTS_UNIT_RANDOM_NET_H

#include "src/graph/model.h"

enum { NET_SIZE = 8, NET_CHANNELS = 3, NET_INPUTS = NET_SIZE * NET_SIZE * NET_CHANNELS };

/*
 * A network of n_layers, from [1, NET_SIZE, NET_SIZE, NET_CHANNELS] with values around +-1 to
 * the mean of each channel. Layers read any tensor made before; weights keep values about as
 * large as they come.
 */
Model *random_net(uint32_t seed, int n_layers);

/* Rows of such inputs, in the arena. */
float *random_net_inputs(uint32_t seed, int n_rows, Arena *arena);

#endif
