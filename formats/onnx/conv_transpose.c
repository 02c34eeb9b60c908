/* SPDX-License-Identifier: Apache-2.0 */
/* ConvTranspose: TRANSPOSE_CONV over all that the kernel reaches, and what is cut off of that. */
#include <string.h>

#include "formats/onnx/nodes.h"

enum { MOST = 1 << 20 };

/* Along one axis. */
typedef struct Reach {
	int in, kernel, stride;
	int dilation, out_padding;
	int before, after; /* cut off; where after is below 0, added */
	int out;
} Reach;

static bool read_list(const Node *node, const char *name, int n_axes, int64_t least,
	int count, int64_t *values, int *n, Error *err)
{
	if (!node_ints(node, name, 4, values, n, err))
		return false;
	if (*n != 0 && *n != count * n_axes)
		return failed(err, "%s: %d numbers for %d axes", name, *n, n_axes);
	for (int i = 0; i < *n; i++)
		if (values[i] < least || values[i] > MOST)
			return failed(err, "%s: %lld", name, (long long)values[i]);
	return true;
}

/* The same number for each axis from an attribute; a row is an image of height 1. */
static bool read_each(const Node *node, const char *name, int n_axes, int64_t least,
	int fallback, int values[2], Error *err)
{
	int64_t list[4];
	int n;
	values[0] = values[1] = fallback;
	if (!read_list(node, name, n_axes, least, 1, list, &n, err))
		return false;
	for (int i = 0; i < n; i++)
		values[2 - n_axes + i] = (int)list[i];
	if (n_axes == 1)
		values[0] = least == 0 ? 0 : 1;
	return true;
}

/* Where the paddings are not given but the output's lengths are, or follow from SAME. */
static void pad_to(Reach *reach, int wanted, bool more_before)
{
	int full = (reach->in - 1) * reach->stride + reach->kernel + reach->out_padding;
	int total = full - wanted;
	int half = total >= 0 ? total / 2 : -((-total + 1) / 2);
	reach->before = more_before ? total - half : half;
	reach->after = total - reach->before;
}

static bool read_pads(const Node *node, int n_axes, Reach reaches[2], Error *err)
{
	int64_t pads[4], shape[4];
	int n, n_shape;
	const char *auto_pad = node_text(node, "auto_pad", "NOTSET");
	bool lower = strcmp(auto_pad, "SAME_LOWER") == 0;
	bool same = lower || strcmp(auto_pad, "SAME_UPPER") == 0;
	if (!read_list(node, "pads", n_axes, 0, 2, pads, &n, err) ||
		!read_list(node, "output_shape", n_axes, 1, 1, shape, &n_shape, err))
		return false;
	for (int i = 0; i < n_axes; i++) {
		Reach *reach = &reaches[2 - n_axes + i];
		if (n_shape > 0)
			pad_to(reach, (int)shape[i], !same || lower);
		else if (same)
			pad_to(reach, reach->in * reach->stride, lower);
		else if (n > 0 && strcmp(auto_pad, "NOTSET") == 0) {
			reach->before = (int)pads[i];
			reach->after = (int)pads[n_axes + i];
		}
		/* What is added behind is not cut off before. */
		reach->after -= reach->out_padding;
	}
	return true;
}

static bool reaches_of(const Node *node, Shape in, Shape weight, Reach reaches[2],
	Error *err)
{
	int n_axes = in.rank - 2, strides[2], dilations[2], out_paddings[2];
	if (!read_each(node, "strides", n_axes, 1, 1, strides, err) ||
		!read_each(node, "dilations", n_axes, 1, 1, dilations, err) ||
		!read_each(node, "output_padding", n_axes, 0, 0, out_paddings, err))
		return false;
	for (int i = 0; i < 2; i++) {
		bool is_axis = i >= 2 - n_axes;
		int kernel = is_axis ? weight.dims[i + n_axes] : 1;
		int64_t spread = (int64_t)(kernel - 1) * dilations[i] + 1;
		reaches[i] = (Reach){
			.in = is_axis ? in.dims[i + n_axes] : 1,
			.kernel = (int)spread,
			.stride = strides[i],
			.dilation = dilations[i],
			.out_padding = out_paddings[i],
		};
		if (spread > MOST || (int64_t)reaches[i].in * strides[i] > MOST)
			return failed(err, "an output longer than %d", MOST);
	}
	if (!read_pads(node, n_axes, reaches, err))
		return false;
	for (int i = 0; i < 2; i++) {
		Reach *reach = &reaches[i];
		reach->out = (reach->in - 1) * reach->stride + reach->kernel - reach->before -
			reach->after;
		if (reach->out < 1 || reach->before < 0)
			return failed(err, "paddings that leave an output of length %d", reach->out);
	}
	return true;
}

/* Weights [in, out, h, w] as [out, h, w, in], with zeros between them where they are dilated. */
static int spread_weights(Import *import, int weights, const Reach reaches[2], Error *err)
{
	Shape from = shape_at(import, weights);
	bool is_row = from.rank == 3;
	int h = is_row ? 1 : from.dims[2], w = from.dims[from.rank - 1];
	int channels = from.dims[0], filters = from.dims[1];
	int ordered = make_weights(import, weights,
		is_row ? (const int[]){1, 2, 0} : (const int[]){1, 2, 3, 0},
		(Shape){4, {filters, h, w, channels}}, 0, err);
	if (ordered < 0 || (reaches[0].dilation == 1 && reaches[1].dilation == 1))
		return ordered;
	int64_t n;
	const float *values = constant_floats(import, ordered, &n);
	if (!values)
		return failed(err, "dilations with weights that are not float32"), -1;
	Shape to = {4, {filters, reaches[0].kernel, reaches[1].kernel, channels}};
	if ((int64_t)to.dims[1] * to.dims[2] > INT32_MAX / ((int64_t)filters * channels))
		return failed(err, "dilations that make more than 2^31 weights"), -1;
	float *spread = arena_array(import->scratch, (size_t)shape_count(to), sizeof *spread);
	size_t run = (size_t)channels;
	for (int f = 0; f < filters; f++)
		for (int y = 0; y < h; y++)
			for (int x = 0; x < w; x++) {
				size_t at = ((size_t)f * (size_t)h + (size_t)y) * (size_t)w + (size_t)x;
				size_t row = (size_t)f * (size_t)to.dims[1] +
					(size_t)y * (size_t)reaches[0].dilation;
				size_t place =
					row * (size_t)to.dims[2] + (size_t)x * (size_t)reaches[1].dilation;
				memcpy(spread + place * run, values + at * run, run * sizeof *spread);
			}
	return add_floats(import, to, spread);
}

static bool is_same(const Reach *reach)
{
	int total = reach->before + reach->after;
	int in = (reach->out + reach->stride - 1) / reach->stride;
	return in == reach->in && total >= 0 && reach->before == total / 2;
}

/* Cut off what is before, and cut off or add what is behind. */
static int trim(Import *import, int image, const Reach reaches[2], Error *err)
{
	if (image < 0)
		return -1;
	Shape full = shape_at(import, image);
	int32_t begin[4] = {0}, size[4], pads[8] = {0};
	bool cuts = false, adds = false;
	for (int i = 0; i < 4; i++)
		size[i] = full.dims[i];
	for (int i = 0; i < 2; i++) {
		int after = reaches[i].after;
		begin[i + 1] = reaches[i].before;
		size[i + 1] -= reaches[i].before + (after > 0 ? after : 0);
		pads[2 * (i + 1) + 1] = after < 0 ? -after : 0;
		cuts = cuts || size[i + 1] != full.dims[i + 1];
		adds = adds || after < 0;
	}
	if (cuts)
		image = make(import, OP_SLICE, NO_ATTRS,
			IN(image, add_int32s(import, 4, begin), add_int32s(import, 4, size)), err);
	if (adds && image >= 0)
		image = make(import, OP_PAD, NO_ATTRS,
			IN(image,
				add_constant(import, TYPE_INT32, (Shape){2, {4, 2}},
					arena_copy(&import->model->arena, pads, sizeof pads))),
			err);
	return image;
}

bool import_conv_transpose(Import *import, const Node *node, Error *err)
{
	int x = node_in(node, 0), w = node_in(node, 1), bias = node_in(node, 2);
	if (x < 0 || w < 0)
		return failed(err, "no input, or no weights");
	Shape in = shape_at(import, x), weight = shape_at(import, w);
	Reach reaches[2];
	if ((in.rank != 3 && in.rank != 4) || weight.rank != in.rank)
		return failed(err, "an input of %d dimensions; images have 4, and rows 3",
			in.rank);
	if (node_int(node, "group", 1) != 1)
		return failed(err, "in groups, which TFLite has not");
	if (weight.dims[0] != in.dims[1])
		return failed(err, "weights for %d channels, the input has %d", weight.dims[0],
			in.dims[1]);
	if (!reaches_of(node, in, weight, reaches, err))
		return false;
	bool same = is_same(&reaches[0]) && is_same(&reaches[1]);
	int32_t out[4] = {in.dims[0], 0, 0, weight.dims[1]};
	for (int i = 0; i < 2; i++)
		out[i + 1] = same ? reaches[i].out
						  : (reaches[i].in - 1) * reaches[i].stride + reaches[i].kernel;
	OpAttrs attrs = {.conv = {.padding = same ? PADDING_SAME : PADDING_VALID,
						 .stride_h = reaches[0].stride,
						 .stride_w = reaches[1].stride}};
	bool adds = !same && (reaches[0].after < 0 || reaches[1].after < 0);
	int weights = spread_weights(import, w, reaches, err);
	int image = to_channels_last(import, x, err);
	if (weights < 0 || image < 0)
		return false;
	image = make(import, OP_TRANSPOSE_CONV, attrs,
		IN(add_int32s(import, 4, out), weights, image, adds ? -1 : bias), err);
	if (!same)
		image = trim(import, image, reaches, err);
	if (adds && bias >= 0 && image >= 0) /* also where nothing reaches */
		image = make(import, OP_ADD, NO_ATTRS, IN(image, bias), err);
	return node_gives(import, node, 0, from_channels_last(import, image, in.rank, err));
}
