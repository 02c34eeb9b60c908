/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a model to be pruned, their last ones as the choice of how. What comes of it is
 * sound, can be written and read, has as many zeros as were asked for, and is not changed by
 * pruning it again; or there is a reason why not.
 */
#include "passes/layers/layer_weights.h"
#include "passes/prune/prune.h"
#include "passes/prune/sparsity.h"
#include "src/base/rng.h"
#include "tests/fuzz/models.h"

/* The last bytes of a file, which nothing in it need refer to. */
typedef struct Choice {
	uint8_t way, group, most, seed;
} Choice;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Some layers are left alone. */
static double *draw_shares(int n, uint8_t seed, Arena *arena)
{
	double *shares = arena_array(arena, (size_t)n, sizeof *shares);
	Rng rng = rng_new(seed);
	for (int i = 0; i < n; i++) {
		uint64_t drawn = rng_next(&rng);
		shares[i] = drawn % 4 == 0 ? -1 : (double)(drawn >> 32 & 0xff) / 256;
	}
	return shares;
}

/* Each layer has the zeros it had, or as many as it was to get. */
static void has_zeros(const Model *before, const Model *after, const PruneSettings *how)
{
	Arena arena = {0};
	Error err = {0};
	int n = layer_count(before);
	bool is_by_share = !how->is_global && how->pattern.group == 0;
	LayerSparsity *layers = arena_array(&arena, (size_t)n, sizeof *layers);
	if (measure_sparsity(before, after, layers, &err)) {
		for (int i = 0; i < n; i++) {
			size_t was = (size_t)layers[i].zeros_before;
			size_t is = (size_t)layers[i].zeros_after;
			size_t wanted = was;
			if (how->of_layer[i] >= 0 && layers[i].n_before > 0)
				wanted = share_of(how->of_layer[i], (size_t)layers[i].n_before);
			wanted = wanted > was ? wanted : was;
			expect(is >= was && (!is_by_share || is == wanted), "other zeros", &err);
		}
	}
	arena_finish(&arena);
}

static void prunes(const Model *model, const PruneSettings *how)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file, file_again;
	Model *pruned = model_copy(model);
	if (prune(pruned, how, &err)) {
		expect(model_verify(pruned, &err), "pruned wrongly", &err);
		has_zeros(model, pruned, how);
		expect(model_to_bytes(pruned, NULL, &arena, &file, &err), "cannot be written",
			&err);
		Model *again = model_from_bytes_any(file, "what was written", &err);
		expect(again, "cannot be read again", &err);
		model_free(again);
		expect(prune(pruned, how, &err) &&
				model_to_bytes(pruned, NULL, &arena, &file_again, &err) &&
				same_bytes(file, file_again),
			"pruned again it is another", &err);
	} else {
		expect(err.text[0], "refused without a reason", &err);
	}
	model_free(pruned);
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	Choice choice;
	Model *model = model_from_bytes_any((Bytes){data, size}, "input", &err);
	if (model && has_few_weights(model)) {
		memcpy(&choice, data + size - sizeof choice, sizeof choice);
		PruneSettings how = PRUNE_DEFAULTS;
		how.of_layer = draw_shares(layer_count(model), choice.seed, &arena);
		how.is_global = choice.way & 1;
		if (choice.way & 2) {
			how.pattern.group = 2 + choice.group % (LONGEST_GROUP - 1);
			how.pattern.most = 1 + choice.most % (how.pattern.group - 1);
		}
		prunes(model, &how);
	}
	model_free(model);
	arena_finish(&arena);
	return 0;
}
