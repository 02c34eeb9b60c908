/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/fuse.h"
#include "formats/onnx/window.h"

/* The window along an axis of the length given, with what is padded around it. */
static OnnxWindow window_of_axis(int length, const int32_t *pads, int kernel, int stride,
	int dilation)
{
	int64_t reach = (int64_t)(kernel - 1) * dilation + 1;
	int64_t room = (int64_t)length + pads[0] + pads[1] - reach;
	return (OnnxWindow){length, (int)(room / stride) + 1, kernel, stride, dilation,
		pads[0], pads[1]};
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
	const OnnxWindow windows[2] = {
		window_of_axis(in->dims[1], n + 2, weights->dims[1], attrs->stride_h,
			attrs->dilation_h),
		window_of_axis(in->dims[2], n + 4, weights->dims[2], attrs->stride_w,
			attrs->dilation_w),
	};
	if (n[0] || n[1] || n[6] || n[7] || !windows_are_same(windows))
		return false;
	attrs->padding = PADDING_SAME;
	conv->inputs[0] = pad->inputs[0];
	fuse->is_gone[pad - graph->ops] = true;
	return true;
}
