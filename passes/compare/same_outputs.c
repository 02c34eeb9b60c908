/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/compare/same_outputs.h"

#include <string.h>

static bool same_arrays(const Array *a, const Array *b, int64_t n_samples,
	Error *difference)
{
	if (a->type != b->type || !shape_equal(a->shape, b->shape))
		return failed(difference, "is of another shape or type");
	size_t row_bytes =
		(size_t)(shape_count(a->shape) / n_samples) * ((size_t)type_bits(a->type) / 8);
	const uint8_t *a_rows = a->data, *b_rows = b->data;
	for (int64_t i = 0; i < n_samples; i++) {
		size_t at = (size_t)i * row_bytes;
		if (memcmp(a_rows + at, b_rows + at, row_bytes) != 0)
			return failed(difference, "differs on sample %lld", (long long)i);
	}
	return true;
}

bool same_outputs(const Model *a, const Samples *for_a, const Model *b,
	const Samples *for_b, const InferSettings *settings, Error *difference, Error *err)
{
	int n_outputs = a->graphs[0].n_outputs;
	if (b->graphs[0].n_outputs != n_outputs)
		failed(difference, "%d outputs, not %d", b->graphs[0].n_outputs, n_outputs);
	bool ok = true;
	for (int i = 0; ok && !difference->text[0] && i < n_outputs; i++) {
		Arena arena = {0};
		Array a_out, b_out;
		InferSettings how = *settings;
		how.output = i;
		how.dequantize = false;
		ok = infer(a, for_a, &how, &arena, &a_out, err) &&
			infer(b, for_b, &how, &arena, &b_out, err);
		if (ok && !same_arrays(&a_out, &b_out, for_a->n, difference))
			failed_in(difference, "output %d ", i);
		arena_finish(&arena);
	}
	return ok;
}
