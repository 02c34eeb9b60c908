/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/quantized.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/base/nibbles.h"
#include "src/graph/roles.h"

/* Of integers of eight bits or less. */
typedef struct Range8 {
	int low, high;
} Range8;

static void expect_bias(const Tensor *in, const Tensor *weight, const Tensor *bias,
	const char *name)
{
	const Quantization *w = weight->quantization, *b = bias->quantization;
	DataType wanted = in->type == TYPE_INT16 ? TYPE_INT64 : TYPE_INT32;
	cr_expect_eq(bias->type, wanted, "%s: %s", name, bias->name);
	cr_assert(b && b->n_scales == w->n_scales, "%s: %s", name, bias->name);
	for (int i = 0; i < b->n_scales; i++) {
		float product = in->quantization->scale[0] * w->scale[i];
		cr_expect(b->scale[i] == product, "%s: %s: scale %d is %g, not %g", name,
			bias->name, i, (double)b->scale[i], (double)product);
		cr_expect_eq(b->zero_point[i], 0, "%s: %s", name, bias->name);
	}
}

/* The least and the greatest of a tensor's integers. */
static Range8 integers_of(const Tensor *weight)
{
	Arena scratch = {0};
	size_t n = 1;
	for (int i = 0; i < weight->rank; i++)
		n *= (size_t)weight->dims[i];
	int8_t *values = arena_array(&scratch, n, sizeof *values);
	if (weight->type == TYPE_INT4)
		nibbles_unpack(weight->buffer->data, n, values);
	else
		memcpy(values, weight->buffer->data, n);
	Range8 range = {values[0], values[0]};
	for (size_t i = 0; i < n; i++) {
		range.low = values[i] < range.low ? values[i] : range.low;
		range.high = values[i] > range.high ? values[i] : range.high;
	}
	arena_finish(&scratch);
	return range;
}

/* Dense layers may have one scale for all their weights. */
static void expect_weights(const Graph *graph, const Op *op, int channel_axis,
	const char *name)
{
	const Tensor *weight = op_weights(graph, op), *bias = op_bias(graph, op);
	const Quantization *q = weight->quantization;
	bool is_dense = op->code->type == OP_FULLY_CONNECTED;
	cr_expect(weight->type == TYPE_INT8 || weight->type == TYPE_INT4, "%s: %s is %s",
		name, weight->name, type_name(weight->type));
	cr_assert(q &&
			(q->n_scales == weight->dims[channel_axis] || (is_dense && q->n_scales == 1)),
		"%s: %s", name, weight->name);
	cr_expect(q->n_scales == 1 || q->axis == channel_axis, "%s: %s", name, weight->name);
	cr_expect_eq(q->n_zero_points, q->n_scales, "%s: %s", name, weight->name);
	for (int i = 0; i < q->n_zero_points; i++)
		cr_expect(q->scale[i] > 0 && q->zero_point[i] == 0, "%s: %s", name, weight->name);
	int limit = weight->type == TYPE_INT4 ? 7 : 127;
	Range8 range = integers_of(weight);
	cr_expect(range.low >= -limit && range.high <= limit, "%s: %s", name, weight->name);
	if (bias)
		expect_bias(op_data(graph, op), weight, bias, name);
}

static void expect_one_scale(const Tensor *tensor, const char *name)
{
	const Quantization *q = tensor->quantization;
	bool has_one = q && q->n_scales == 1 && q->n_zero_points == 1 && q->scale[0] > 0;
	int low = tensor->type == TYPE_UINT8 ? 0 : -128;
	cr_assert(has_one, "%s: %s", name, tensor->name);
	if (tensor->type == TYPE_INT16) {
		cr_expect_eq(q->zero_point[0], 0, "%s: %s", name, tensor->name);
		return;
	}
	cr_expect(q->zero_point[0] >= low && q->zero_point[0] <= low + 255, "%s: %s", name,
		tensor->name);
}

static void expect_same_scale(const Graph *graph, const Op *op, int i, const char *name)
{
	const Tensor *in = op_input(graph, op, i);
	for (int k = 0; k < op->n_outputs; k++) {
		const Tensor *out = op_output(graph, op, k);
		cr_expect(in->quantization->scale[0] == out->quantization->scale[0] &&
				in->quantization->zero_point[0] == out->quantization->zero_point[0],
			"%s: %s of %s and %s", name, op->code->name, in->name, out->name);
	}
}

static void expect_scale(const Graph *graph, const Op *op, float scale, int zero,
	const char *name)
{
	const Tensor *out = op_output(graph, op, 0);
	cr_expect(out->quantization->scale[0] == scale &&
			out->quantization->zero_point[0] == zero,
		"%s: %s gives %s", name, op->code->name, out->name);
}

static void expect_rule(const Graph *graph, const Op *op, const char *name)
{
	bool is_wide = op_output(graph, op, 0)->type == TYPE_INT16;
	switch (op->code->type) {
	case OP_CONV_2D:
	case OP_FULLY_CONNECTED:
	case OP_TRANSPOSE_CONV:
		expect_weights(graph, op, 0, name);
		break;
	case OP_DEPTHWISE_CONV_2D:
		expect_weights(graph, op, 3, name);
		break;
	case OP_CONCATENATION:
	case OP_MAXIMUM:
	case OP_MINIMUM:
		for (int i = 0; i < op->n_inputs; i++)
			expect_same_scale(graph, op, i, name);
		break;
	case OP_PADV2:
		expect_same_scale(graph, op, 2, name);
		expect_same_scale(graph, op, 0, name);
		break;
	case OP_SPLIT:
		expect_same_scale(graph, op, 1, name);
		break;
	case OP_AVERAGE_POOL_2D:
	case OP_EXPAND_DIMS:
	case OP_GATHER:
	case OP_MAX_POOL_2D:
	case OP_PAD:
	case OP_REDUCE_MAX:
	case OP_RELU6:
	case OP_RESHAPE:
	case OP_RESIZE_BILINEAR:
	case OP_RESIZE_NEAREST_NEIGHBOR:
	case OP_SLICE:
	case OP_SPLIT_V:
	case OP_SQUEEZE:
	case OP_STRIDED_SLICE:
	case OP_TRANSPOSE:
		expect_same_scale(graph, op, 0, name);
		break;
	case OP_SOFTMAX:
	case OP_LOGISTIC:
		expect_scale(graph, op, 1.0F / (is_wide ? 32768 : 256), is_wide ? 0 : -128, name);
		break;
	case OP_LOG_SOFTMAX:
		expect_scale(graph, op, 16.0F / 256, 127, name);
		break;
	case OP_TANH:
		expect_scale(graph, op, 1.0F / (is_wide ? 32768 : 128), 0, name);
		break;
	default:
		break;
	}
}

void expect_quantized(const Model *model, const char *name)
{
	Error err = {0};
	const Graph *graph = &model->graphs[0];
	cr_expect(model_verify(model, &err), "%s: %s", name, err.text);
	for (int i = 0; i < graph->n_ops; i++) {
		const Tensor *in = op_data(graph, &graph->ops[i]);
		const Tensor *out = op_output(graph, &graph->ops[i], 0);
		if (in->type != TYPE_FLOAT32)
			expect_one_scale(in, name);
		if (out->type != TYPE_FLOAT32)
			expect_one_scale(out, name);
		if (out->type != TYPE_FLOAT32)
			expect_rule(graph, &graph->ops[i], name);
	}
}
