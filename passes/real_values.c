/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/real_values.h"

#include <string.h>

bool real_values_of(const Graph *graph, int tensor, RealValues *as, Error *err)
{
	char label[16];
	const Tensor *t = &graph->tensors[tensor];
	const Quantization *q = t->quantization;
	*as = (RealValues){.type = t->type};
	if (t->type == TYPE_FLOAT32)
		return true;
	if (!quantized_range(t->type, &as->low, &as->high) || !q || q->n_scales != 1 ||
		q->n_zero_points != 1)
		return failed(err, "tensor '%s': %s without one scale and zero point",
			tensor_label(graph, tensor, label), type_name(t->type));
	if (q->zero_point[0] < as->low || q->zero_point[0] > as->high)
		return failed(err, "tensor '%s': zero point %lld of %s",
			tensor_label(graph, tensor, label), (long long)q->zero_point[0],
			type_name(t->type));
	as->scale = q->scale[0];
	as->zero = (int)q->zero_point[0];
	return true;
}

static int stored_value(DataType type, const void *values, size_t i)
{
	if (type == TYPE_INT8)
		return ((const int8_t *)values)[i];
	if (type == TYPE_UINT8)
		return ((const uint8_t *)values)[i];
	return ((const int16_t *)values)[i];
}

void real_values(const RealValues *as, const void *values, size_t n, float *out)
{
	if (as->type == TYPE_FLOAT32) {
		memcpy(out, values, n * sizeof *out);
		return;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = as->scale * (float)(stored_value(as->type, values, i) - as->zero);
}
