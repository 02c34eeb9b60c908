/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/window.h"

#include <string.h>

enum { MOST = 1 << 24 }; /* any length within: sums and products of two stay in int64 */

/* An attribute with a number an axis; of a row, those of width. All are fallback without. */
static bool read_axes(const Node *node, const char *name, int n_axes, int64_t least,
	int fallback, int values[2], Error *err)
{
	int64_t numbers[2];
	int n;
	values[0] = values[1] = fallback;
	if (!node_ints(node, name, 2, numbers, &n, err))
		return false;
	if (n > 0 && n != n_axes)
		return failed(err, "%s: %d numbers for %d axes", name, n, n_axes);
	for (int i = 0; i < n; i++) {
		if (numbers[i] < least || numbers[i] > MOST)
			return failed(err, "%s: %lld", name, (long long)numbers[i]);
		values[2 - n_axes + i] = (int)numbers[i];
	}
	return true;
}

static bool read_pads(const Node *node, int n_axes, OnnxWindow windows[2], Error *err)
{
	int64_t pads[4];
	int n;
	if (!node_ints(node, "pads", 4, pads, &n, err))
		return false;
	if (n > 0 && n != 2 * n_axes)
		return failed(err, "pads: %d numbers for %d axes", n, n_axes);
	for (int i = 0; i < n; i++)
		if (pads[i] < 0 || pads[i] > MOST)
			return failed(err, "pads: %lld", (long long)pads[i]);
	for (int i = 0; n > 0 && i < n_axes; i++) {
		windows[2 - n_axes + i].before = (int)pads[i];
		windows[2 - n_axes + i].after = (int)pads[n_axes + i];
	}
	return true;
}

static int64_t reach(const OnnxWindow *window)
{
	return (int64_t)(window->kernel - 1) * window->dilation + 1;
}

static int64_t same_total(const OnnxWindow *window, int64_t out)
{
	int64_t total = (out - 1) * window->stride + reach(window) - window->in;
	return total > 0 ? total : 0;
}

static int64_t same_out(const OnnxWindow *window)
{
	return ((int64_t)window->in + window->stride - 1) / window->stride;
}

static bool place(OnnxWindow *window, const char *auto_pad, bool ceil_mode, Error *err)
{
	bool lower = strcmp(auto_pad, "SAME_LOWER") == 0;
	if (lower || strcmp(auto_pad, "SAME_UPPER") == 0) {
		int64_t total = same_total(window, same_out(window));
		window->before = (int)(lower ? total - total / 2 : total / 2);
		window->after = (int)(total - window->before);
	} else if (strcmp(auto_pad, "VALID") == 0) {
		window->before = window->after = 0;
	} else if (strcmp(auto_pad, "NOTSET") != 0) {
		return failed(err, "auto_pad '%s'", auto_pad);
	}
	int64_t room = (int64_t)window->in + window->before + window->after - reach(window);
	if (room < 0)
		return failed(err, "a window of %lld over a length of %d",
			(long long)reach(window), window->in);
	int64_t steps = (room + (ceil_mode ? window->stride - 1 : 0)) / window->stride;
	/* A window that would begin in the padding behind the input does not count. */
	if (ceil_mode && steps * window->stride >= (int64_t)window->in + window->before)
		steps--;
	window->out = (int)steps + 1;
	return true;
}

bool node_windows(const Node *node, Shape in, const int *kernel, OnnxWindow windows[2],
	Error *err)
{
	int n_axes = in.rank - 2, kernels[2], strides[2], dilations[2];
	if (n_axes != 1 && n_axes != 2)
		return failed(err, "an input of %d dimensions; images have 4, and rows 3",
			in.rank);
	if (!kernel && !node_has(node, "kernel_shape"))
		return failed(err, "no kernel_shape");
	if (!read_axes(node, "kernel_shape", n_axes, 1, 1, kernels, err) ||
		!read_axes(node, "strides", n_axes, 1, 1, strides, err) ||
		!read_axes(node, "dilations", n_axes, 1, 1, dilations, err))
		return false;
	memset(windows, 0, 2 * sizeof *windows);
	if (!read_pads(node, n_axes, windows, err))
		return false;
	const char *auto_pad = node_text(node, "auto_pad", "NOTSET");
	for (int i = 0; i < 2; i++) {
		bool is_axis = i >= 2 - n_axes;
		OnnxWindow *window = &windows[i];
		window->in = is_axis ? in.dims[i + n_axes] : 1;
		window->kernel = !is_axis ? 1 : kernel ? kernel[i + n_axes - 2] : kernels[i];
		window->stride = is_axis ? strides[i] : 1;
		window->dilation = is_axis ? dilations[i] : 1;
		if (!place(window, auto_pad, node_int(node, "ceil_mode", 0) != 0, err))
			return false;
	}
	return true;
}

int window_after(const OnnxWindow *window)
{
	int64_t end = (int64_t)(window->out - 1) * window->stride + reach(window);
	int64_t after = end - window->in - window->before;
	return after > 0 ? (int)after : 0;
}

bool windows_are_same(const OnnxWindow windows[2])
{
	for (int i = 0; i < 2; i++) {
		int64_t total = same_total(&windows[i], windows[i].out);
		if (windows[i].out != same_out(&windows[i]) || windows[i].before != total / 2)
			return false;
	}
	return true;
}

bool windows_are_valid(const OnnxWindow windows[2])
{
	return windows[0].before == 0 && windows[1].before == 0 &&
		window_after(&windows[0]) == 0 && window_after(&windows[1]) == 0;
}

int make_window_padding(Import *import, int image, const OnnxWindow windows[2],
	float fill, Error *err)
{
	if (image < 0 || windows_are_valid(windows))
		return image;
	const int32_t pads[8] = {0, 0, windows[0].before, window_after(&windows[0]),
		windows[1].before, window_after(&windows[1]), 0, 0};
	int paddings = add_constant(import, TYPE_INT32, (Shape){2, {4, 2}},
		arena_copy(&import->model->arena, pads, sizeof pads));
	if (fill == 0)
		return make(import, OP_PAD, NO_ATTRS, IN(image, paddings), err);
	return make(import, OP_PADV2, NO_ATTRS, IN(image, paddings, add_scalar(import, fill)),
		err);
}
