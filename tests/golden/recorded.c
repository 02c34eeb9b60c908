/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/golden/recorded.h"

#include <criterion/criterion.h>
#include <math.h>

#include "passes/evaluate.h"
#include "src/data/labels.h"

Array outputs_of(const Model *model, const Array *data, const InferSettings *settings,
	Arena *arena)
{
	Error err = {0};
	Preprocess how = PREPROCESS_DEFAULTS;
	Samples samples;
	Array out;
	cr_assert(samples_open(model, data, &how, &samples, &err), "%s", err.text);
	cr_assert(infer(model, &samples, settings, arena, &out, &err), "%s", err.text);
	return out;
}

Array real_outputs_of(const Model *model, const Array *data, Arena *arena)
{
	InferSettings how = INFER_DEFAULTS;
	how.dequantize = true;
	return outputs_of(model, data, &how, arena);
}

double accuracy_of(const Model *model, const Array *data, const Array *labels)
{
	Arena arena = {0};
	Error err = {0};
	Truth truth = {0};
	Evaluation result;
	Array out = real_outputs_of(model, data, &arena);
	size_t n_rows = (size_t)out.shape.dims[0];
	cr_assert(labels_read(labels, n_rows, 0, &arena, &truth.labels, &err) &&
			evaluate(METRIC_TOP1, &out, NULL, &truth, &arena, &result, &err),
		"%s", err.text);
	arena_finish(&arena);
	return result.value;
}

int64_t row_count(const Array *array)
{
	return shape_count(array->shape) / array->shape.dims[0];
}

const void *row_of(const Array *array, int64_t i)
{
	int64_t element_bytes = type_bits(array->type) / 8;
	return (const char *)array->data + i * row_count(array) * element_bytes;
}

double signal_to_noise(const Array *a, const Array *b)
{
	const float *x = a->data, *y = b->data;
	double signal = 0, noise = 0;
	cr_assert(shape_count(a->shape) == shape_count(b->shape));
	for (int64_t i = 0; i < shape_count(b->shape); i++) {
		signal += (double)y[i] * (double)y[i];
		noise += ((double)x[i] - (double)y[i]) * ((double)x[i] - (double)y[i]);
	}
	return noise > 0 ? 10 * log10(signal / noise) : HUGE_VAL;
}
