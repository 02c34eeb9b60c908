/* SPDX-License-Identifier: Apache-2.0 */
/* Random networks with channels that are dead, and whether two models give the same. */
#ifndef TESTS_UNIT_DEAD_NET_H
#define TESTS_UNIT_DEAD_NET_H

#include "src/graph/model.h"

/*
 * A float32 network as random_net makes it, with filters of nothing but zeros, and inputs
 * of layers that are multiplied by nothing but zeros.
 */
Model *dead_net(uint32_t seed, int n_layers);

/* All outputs of a model for n inputs drawn from a seed: all values of an integer type,
 * some within +-3 of float32. In the arena, *n_bytes of them. Fails the test where the
 * model cannot be run. */
const void *random_outputs(const Model *model, uint32_t seed, int n, Arena *arena,
	size_t *n_bytes);

/* Fails the test unless two models give the same bytes for n such inputs. */
void expect_same_bytes(const Model *a, const Model *b, uint32_t seed, int n);

#endif
