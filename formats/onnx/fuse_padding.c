/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/fuse.h"

/* Whether SAME over an axis of the length given puts the window where padding by before and
 * after does. */
static bool is_same(int length, int before, int after, int kernel, int stride,
	int dilation)
{
	int64_t reach = (int64_t)(kernel - 1) * dilation + 1;
	int64_t out = ((int64_t)length + before + after - reach) / stride + 1;
	int64_t total = (out - 1) * stride + reach - length;
	total = total > 0 ? total : 0;
	return out == ((int64_t)length + stride - 1) / stride && before == total / 2;
}

bool fuse_padding(Fuse *fuse, Op *conv)
{
	const Graph *graph = fuse->graph;
	OpType type = conv->code->type;
	ConvAttrs *attrs = &conv->attrs.conv;
	if ((type != OP_CONV_2D && type != OP_DEPTHWISE_CONV_2D) ||
		attrs->padding != PADDING_VALID)
		return false;
	const Op *pad = sole_producer(fuse, conv->inputs[0]);
	if (!pad || pad->code->type != OP_PAD)
		return false;
	const Tensor *pads = op_input(graph, pad, 1), *in = op_input(graph, pad, 0);
	const Tensor *weights = op_input(graph, conv, 1);
	if (pads->type != TYPE_INT32 || pads->buffer->n_bytes != 8 * sizeof(int32_t))
		return false;
	const int32_t *n = (const int32_t *)(const void *)pads->buffer->data;
	if (n[0] || n[1] || n[6] || n[7] ||
		!is_same(in->dims[1], n[2], n[3], weights->dims[1], attrs->stride_h,
			attrs->dilation_h) ||
		!is_same(in->dims[2], n[4], n[5], weights->dims[2], attrs->stride_w,
			attrs->dilation_w))
		return false;
	attrs->padding = PADDING_SAME;
	conv->inputs[0] = pad->inputs[0];
	fuse->is_gone[pad - graph->ops] = true;
	return true;
}
