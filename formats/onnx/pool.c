/* SPDX-License-Identifier: Apache-2.0 */
/* MaxPool, AveragePool, and pools over whole images. */
#include <float.h>

#include "formats/onnx/nodes.h"
#include "formats/onnx/stored.h"
#include "formats/onnx/window.h"

static OpAttrs pool_attrs(const OnnxWindow windows[2], bool is_same)
{
	return (OpAttrs){.pool = {
						 .padding = is_same ? PADDING_SAME : PADDING_VALID,
						 .stride_h = windows[0].stride,
						 .stride_w = windows[1].stride,
						 .kernel_h = windows[0].kernel,
						 .kernel_w = windows[1].kernel,
					 }};
}

static bool pool_windows(Import *import, const Node *node, OnnxWindow windows[2],
	Error *err)
{
	int x = node_in(node, 0);
	if (x < 0)
		return failed(err, "no input");
	if (!node_windows(node, shape_at(import, x), NULL, windows, err))
		return false;
	return (windows[0].dilation == 1 && windows[1].dilation == 1) ||
		failed(err, "a pool with dilations, which TFLite has not");
}

/* Whether a tensor's values are never below 0, so that zeros around it do not win. */
static bool is_never_negative(const Import *import, int tensor)
{
	int producer = graph_producer(import->graph, tensor);
	if (producer < 0)
		return false;
	OpType type = import->graph->ops[producer].code->type;
	return type == OP_RELU || type == OP_RELU6 || type == OP_LOGISTIC;
}

bool import_max_pool(Import *import, const Node *node, Error *err)
{
	OnnxWindow windows[2];
	if (!pool_windows(import, node, windows, err))
		return false;
	int given = node_in(node, 0), rank = import->graph->tensors[given].rank;
	int x = make_real_of_integers(import, given, err);
	if (x < 0)
		return false;
	bool is_same = windows_are_same(windows);
	float fill = is_never_negative(import, x) ? 0 : -FLT_MAX;
	int image = to_channels_last(import, x, err);
	if (!is_same)
		image = make_window_padding(import, image, windows, fill, err);
	int out = make(import, OP_MAX_POOL_2D, pool_attrs(windows, is_same), IN(image), err);
	out = from_channels_last(import, out, rank, err);
	return node_gives(import, node, 0, make_stored_like(import, out, given, err));
}

/* How many places of window i count: those of the input, or also those of the padding that the
 * node asks for. */
static int counted(const OnnxWindow *window, int i, bool with_padding)
{
	int low = with_padding ? -window->before : 0;
	int high = window->in + (with_padding ? window->after : 0);
	int begin = i * window->stride - window->before, end = begin + window->kernel;
	begin = begin > low ? begin : low;
	end = end < high ? end : high;
	return end > begin ? end - begin : 1;
}

/* What turns means over all of each window into means over the places that count; -1 where
 * they are the same. */
static int corrections(Import *import, const OnnxWindow windows[2], bool with_padding)
{
	int h = windows[0].out, w = windows[1].out;
	int full = windows[0].kernel * windows[1].kernel;
	float *factors = arena_array(import->scratch, (size_t)h * (size_t)w, sizeof *factors);
	bool differ = false;
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			int n = counted(&windows[0], y, with_padding) *
				counted(&windows[1], x, with_padding);
			factors[(size_t)y * (size_t)w + (size_t)x] = (float)full / (float)n;
			differ = differ || n != full;
		}
	return differ ? add_floats(import, (Shape){4, {1, h, w, 1}}, factors) : -1;
}

bool import_average_pool(Import *import, const Node *node, Error *err)
{
	OnnxWindow windows[2];
	if (!pool_windows(import, node, windows, err))
		return false;
	int x = node_in(node, 0), rank = import->graph->tensors[x].rank;
	bool with_padding = node_int(node, "count_include_pad", 0) != 0;
	bool is_same =
		windows_are_same(windows) && (!with_padding || windows_are_valid(windows));
	int image = to_channels_last(import, x, err);
	if (!is_same)
		image = make_window_padding(import, image, windows, 0, err);
	int out =
		make(import, OP_AVERAGE_POOL_2D, pool_attrs(windows, is_same), IN(image), err);
	int factors = is_same || out < 0 ? -1 : corrections(import, windows, with_padding);
	if (factors >= 0)
		out = make(import, OP_MUL, NO_ATTRS, IN(out, factors), err);
	return node_gives(import, node, 0, from_channels_last(import, out, rank, err));
}

static bool import_global(Import *import, const Node *node, OpType type, Error *err)
{
	int x = node_in(node, 0);
	if (x < 0 || import->graph->tensors[x].rank < 3)
		return failed(err, "no image to pool over");
	int32_t axes[MAX_RANK];
	int n = import->graph->tensors[x].rank - 2;
	for (int i = 0; i < n; i++)
		axes[i] = i + 2;
	OpAttrs attrs = {.reduce = {.keep_dims = true}};
	int out = make(import, type, attrs, IN(x, add_int32s(import, n, axes)), err);
	return node_gives(import, node, 0, out);
}

bool import_global_average_pool(Import *import, const Node *node, Error *err)
{
	return import_global(import, node, OP_MEAN, err);
}

bool import_global_max_pool(Import *import, const Node *node, Error *err)
{
	return import_global(import, node, OP_REDUCE_MAX, err);
}
