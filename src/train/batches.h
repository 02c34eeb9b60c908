/* SPDX-License-Identifier: Apache-2.0 */
/* Which samples are trained on, and in which order. */
#ifndef TRAIN_BATCHES_H
#define TRAIN_BATCHES_H

#include <stdint.h>

#include "src/base/arena.h"

typedef struct Batches {
	int64_t *order;      /* of the epoch at hand: n_train samples, batch after batch */
	int64_t *train;      /* n_train samples, ascending */
	int64_t *validation; /* n_validation samples that are never trained on, ascending */
	int64_t n_train, n_validation;
	int batch; /* samples; the last batch of an epoch has what is left */
	uint64_t seed;
} Batches;

/*
 * Split samples 0 to n - 1, by the seed: validation gets round(share * n) of them, but neither
 * side is left without any where the share is above 0. n is at least 2 then, else 1. The lists
 * are in the arena.
 */
Batches batches_new(int64_t n, double share, int batch, uint64_t seed, Arena *arena);

/* Shuffle for an epoch: by seed and epoch alone, whatever came before. */
void batches_shuffle(Batches *batches, int64_t epoch);

/* Batches of an epoch; and samples of one, 0 to that - 1, in order[i * batch] and on. */
int64_t batches_steps(const Batches *batches);
int batches_size(const Batches *batches, int64_t i);

#endif
