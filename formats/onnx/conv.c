/* SPDX-License-Identifier: Apache-2.0 */
/* Conv. */
#include "formats/onnx/nodes.h"
#include "formats/onnx/window.h"

/* Weights are [out, in / groups, h, w], of rows [out, in / groups, w]. */
typedef struct Groups {
	int n, in, out; /* and channels of a group */
	bool depthwise;
} Groups;

static bool groups_of(const Node *node, Shape in, Shape weight, Groups *groups,
	Error *err)
{
	int64_t n = node_int(node, "group", 1);
	int channels = in.dims[1], filters = weight.dims[0];
	if (weight.rank != in.rank)
		return failed(err, "weights of %d dimensions for an input of %d", weight.rank,
			in.rank);
	if (n < 1 || channels % n != 0 || filters % n != 0 || weight.dims[1] != channels / n)
		return failed(err, "%lld groups of %d channels and %d filters of depth %d",
			(long long)n, channels, filters, weight.dims[1]);
	groups->n = (int)n;
	groups->in = channels / groups->n;
	groups->out = filters / groups->n;
	groups->depthwise = groups->n > 1 && groups->in == 1;
	return true;
}

static int conv_weights(Import *import, int weights, const Groups *groups, Error *err)
{
	Shape from = shape_at(import, weights);
	bool is_row = from.rank == 3;
	int h = is_row ? 1 : from.dims[2], w = from.dims[from.rank - 1];
	if (groups->depthwise)
		return make_weights(import, weights,
			is_row ? (const int[]){1, 2, 0} : (const int[]){1, 2, 3, 0},
			(Shape){4, {1, h, w, from.dims[0]}}, 3, err);
	return make_weights(import, weights,
		is_row ? (const int[]){0, 2, 1} : (const int[]){0, 2, 3, 1},
		(Shape){4, {from.dims[0], h, w, from.dims[1]}}, 0, err);
}

int make_conv(Import *import, const Node *node, int x, int w, int bias, Error *err)
{
	Shape in = shape_at(import, x), weight = shape_at(import, w);
	OnnxWindow windows[2];
	Groups groups = {0};
	if (in.rank < 3 || weight.rank < 3)
		return failed(err, "an input of %d dimensions; images have 4, and rows 3",
				   in.rank),
			   -1;
	if (!groups_of(node, in, weight, &groups, err) ||
		!node_windows(node, in, weight.dims + 2, windows, err))
		return -1;
	bool is_same = windows_are_same(windows);
	int image = to_channels_last(import, x, err);
	if (!is_same)
		image = make_window_padding(import, image, windows, 0, err);
	OpAttrs attrs = {.conv = {
						 .padding = is_same ? PADDING_SAME : PADDING_VALID,
						 .stride_h = windows[0].stride,
						 .stride_w = windows[1].stride,
						 .dilation_h = windows[0].dilation,
						 .dilation_w = windows[1].dilation,
						 .depth_multiplier = groups.depthwise ? groups.out : 0,
					 }};
	int weights = conv_weights(import, w, &groups, err);
	if (image < 0 || weights < 0)
		return -1;
	if (groups.depthwise && bias < 0) /* TFLM's depthwise kernels insist on one */
		bias = add_zeros(import, weight.dims[0]);
	OpType type = groups.depthwise ? OP_DEPTHWISE_CONV_2D : OP_CONV_2D;
	int out = make(import, type, attrs, IN(image, weights, bias), err);
	return out < 0 ? -1 : from_channels_last(import, out, in.rank, err);
}

bool import_conv(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), w = node_in(node, 1), bias = node_in(node, 2);
	if (x < 0 || w < 0)
		return failed(err, "no input, or no weights");
	return node_gives(import, node, 0, make_conv(import, node, x, w, bias, err));
}
