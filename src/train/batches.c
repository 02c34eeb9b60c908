/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/batches.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "src/base/rng.h"

/* Numbers that tell streams of randomness apart. */
enum { SPLIT_STREAM = 1, ORDER_STREAM = 2 };

static void shuffle(int64_t *items, int64_t n, Rng rng)
{
	for (int64_t i = n - 1; i > 0; i--) {
		int64_t k = (int64_t)rng_below(&rng, (uint64_t)i + 1);
		int64_t kept = items[i];
		items[i] = items[k];
		items[k] = kept;
	}
}

static int64_t validation_count(int64_t n, double share)
{
	int64_t count = (int64_t)floor(share * (double)n + 0.5);
	if (share <= 0)
		return 0;
	return count < 1 ? 1 : count > n - 1 ? n - 1 : count;
}

Batches batches_new(int64_t n, double share, int batch, uint64_t seed, Arena *arena)
{
	Arena scratch = {0};
	Batches made = {.batch = batch, .seed = seed};
	made.n_validation = validation_count(n, share);
	made.n_train = n - made.n_validation;
	made.order = arena_array(arena, (size_t)made.n_train, sizeof *made.order);
	made.train = arena_array(arena, (size_t)made.n_train, sizeof *made.train);
	made.validation =
		arena_array(arena, (size_t)made.n_validation, sizeof *made.validation);

	int64_t *all = arena_array(&scratch, (size_t)n, sizeof *all);
	bool *is_held_out = arena_array(&scratch, (size_t)n, sizeof *is_held_out);
	for (int64_t i = 0; i < n; i++)
		all[i] = i;
	shuffle(all, n, rng_stream(seed, SPLIT_STREAM, 0));
	for (int64_t i = 0; i < made.n_validation; i++)
		is_held_out[all[i]] = true;
	int64_t n_train = 0, n_validation = 0;
	for (int64_t i = 0; i < n; i++)
		if (is_held_out[i])
			made.validation[n_validation++] = i;
		else
			made.train[n_train++] = i;
	arena_finish(&scratch);
	batches_shuffle(&made, 0);
	return made;
}

void batches_shuffle(Batches *batches, int64_t epoch)
{
	if (batches->n_train)
		memcpy(batches->order, batches->train,
			(size_t)batches->n_train * sizeof *batches->order);
	shuffle(batches->order, batches->n_train,
		rng_stream(batches->seed, ORDER_STREAM, (uint64_t)epoch));
}

int64_t batches_steps(const Batches *batches)
{
	return (batches->n_train + batches->batch - 1) / batches->batch;
}

int batches_size(const Batches *batches, int64_t i)
{
	int64_t left = batches->n_train - i * batches->batch;
	return left < batches->batch ? (int)left : batches->batch;
}
