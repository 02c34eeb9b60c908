/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "formats/onnx/stored.h"

/* ONNX rounds halves to even. */
static int64_t round_to_even(double x)
{
	double below = floor(x), part = x - below;
	bool is_odd = fmod(below, 2) != 0;
	return (int64_t)(part > 0.5 || (part == 0.5 && is_odd) ? below + 1 : below);
}

static int64_t quantised(double real, double scale, int64_t zero, DataType type)
{
	int64_t low = type == TYPE_INT16 ? INT16_MIN : INT8_MIN;
	int64_t high = type == TYPE_INT16 ? INT16_MAX : INT8_MAX;
	double q = real / scale;
	if (!(q > -1e6))
		return low;
	if (q > 1e6)
		return high;
	int64_t whole = round_to_even(q) + zero;
	return whole < low ? low : whole > high ? high : whole;
}

int make_quantized_constant(Import *import, int tensor, DataType type,
	Quantization *quantization, Error *err)
{
	int64_t n = 0;
	const float *values = constant_floats(import, tensor, &n);
	if (!values)
		return failed(err, "only float32 can be quantised"), -1;
	Arena *arena = &import->model->arena;
	Tensor t = import->graph->tensors[tensor];
	bool is_wide = type == TYPE_INT16;
	size_t bytes = (size_t)n * (is_wide ? sizeof(int16_t) : 1);
	void *data = arena_alloc(arena, bytes);
	t.quantization = quantization;
	int64_t run = quantization->n_scales > 1 ? tensor_scale_run(&t) : n;
	for (int64_t i = 0; i < n; i++) {
		int64_t c = i / run % quantization->n_scales;
		int64_t q = quantised((double)values[i], (double)quantization->scale[c],
			quantization->zero_point[c], type);
		if (is_wide)
			((int16_t *)data)[i] = (int16_t)q;
		else
			((int8_t *)data)[i] = (int8_t)q;
	}
	t.type = type;
	t.name = "";
	t.buffer = model_add_buffer(import->model, data, bytes);
	return graph_add_tensor(import->model, import->graph, t);
}
