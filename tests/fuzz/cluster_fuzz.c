/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a model to be clustered, their last ones as the choice of how. What comes of it is
 * sound, has no more values than asked for and no fewer zeros, can be written and read, and is
 * not changed by clustering it again (without lambda); or there is a reason why not.
 */
#include "passes/cluster/cluster.h"
#include "tests/fuzz/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void has_few_values(const LayerClusters *layers, int n, int k)
{
	Error none = {0};
	for (int i = 0; i < n; i++) {
		if (layers[i].weights < 0 || layers[i].is_shared)
			continue;
		expect(layers[i].most_after <= k, "more values", &none);
		expect(layers[i].zeros_after >= layers[i].zeros_before, "fewer zeros", &none);
		expect(layers[i].error >= 0, "an error below 0", &none);
	}
}

static void is_settled(const Model *clustered, const ClusterSettings *how)
{
	Arena arena = {0};
	Error err = {0};
	Bytes once, twice;
	size_t n = (size_t)layer_count(clustered);
	LayerClusters *layers = arena_array(&arena, n, sizeof *layers);
	Model *again = model_copy(clustered);
	expect(cluster(again, how, layers, &err) &&
			model_to_bytes(clustered, NULL, &arena, &once, &err) &&
			model_to_bytes(again, NULL, &arena, &twice, &err) && same_bytes(once, twice),
		"clustered again it is another", &err);
	model_free(again);
	arena_finish(&arena);
}

static void clusters(const Model *model, const ClusterSettings *how)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	int n = layer_count(model);
	LayerClusters *layers = arena_array(&arena, (size_t)n, sizeof *layers);
	Model *clustered = model_copy(model);
	if (cluster(clustered, how, layers, &err)) {
		expect(model_verify(clustered, &err), "clustered wrongly", &err);
		has_few_values(layers, n, how->k);
		expect(model_to_bytes(clustered, NULL, &arena, &file, &err), "cannot be written",
			&err);
		Model *again = model_from_bytes_any(file, "what was written", &err);
		expect(again, "cannot be read again", &err);
		model_free(again);
		if (how->lambda <= 0)
			is_settled(clustered, how);
	} else {
		expect(err.text[0], "refused without a reason", &err);
	}
	model_free(clustered);
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	Model *model = model_from_bytes_any((Bytes){data, size}, "input", &err);
	if (model && has_few_weights(model)) {
		int n = layer_count(model);
		bool *chosen = arena_array(&arena, (size_t)n, sizeof *chosen);
		uint8_t way = data[size - 1], which = data[size - 2];
		for (int i = 0; i < n; i++)
			chosen[i] = !(which >> i % 8 & 1);
		clusters(model,
			&(ClusterSettings){
				.chosen = chosen,
				.k = 2 + (way >> 2) % 32,
				.per = way % 3,
				.lambda = way & 0x80 ? 0.01 : 0,
				.n_threads = 1,
			});
	}
	model_free(model);
	arena_finish(&arena);
	return 0;
}
