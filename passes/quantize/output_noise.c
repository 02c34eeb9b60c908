/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/quantize/output_noise.h"

bool output_noise(const Model *real, const Samples *samples, const Model *small,
	const CompareSettings *settings, double *noise, Error *err)
{
	Arena scratch = {0};
	Samples own;
	const Graph *graph = &real->graphs[0];
	int n = graph->n_outputs;
	TensorPair *pairs = arena_array(&scratch, (size_t)n, sizeof *pairs);
	Difference *found = arena_array(&scratch, (size_t)n, sizeof *found);
	for (int i = 0; i < n; i++)
		pairs[i] = (TensorPair){graph->outputs[i], small->graphs[0].outputs[i]};
	bool ok = samples_open_again(small, samples, &own, err) &&
		compare_runs(real, samples, small, &own, pairs, n, settings, found, err);
	double signal = 0, sum = 0;
	for (int i = 0; ok && i < n; i++) {
		signal += found[i].signal;
		sum += found[i].noise;
	}
	*noise = signal > 0 ? sum / signal : sum;
	arena_finish(&scratch);
	return ok;
}
