/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/views.h"

#include <string.h>

#include "src/base/rng.h"

/* What all views have: it comes first. */
typedef struct View {
	ArrayReader reader;
	Array from;
	size_t row_count, element_bytes;
} View;

static void close_view(ArrayReader *reader)
{
	array_close(&((View *)reader)->from);
}

static View view_of(const Array *array, Shape row_shape)
{
	int64_t n_rows = row_shape.rank ? row_shape.dims[0] : 1;
	return (View){
		.from = *array,
		.row_count = (size_t)(shape_count(row_shape) / n_rows),
		.element_bytes = (size_t)type_bits(array->type) / 8,
	};
}

/* --- Rows --- */

typedef struct RowView {
	View view;
	const int32_t *rows;
} RowView;

RowOrder row_order(size_t n_all, int64_t most, bool is_shuffled, uint64_t seed,
	Arena *arena)
{
	RowOrder order = {n_all, n_all, NULL};
	if ((uint64_t)most < n_all)
		order.n = (size_t)most;
	if (!is_shuffled)
		return order;
	int32_t *rows = arena_array(arena, n_all, sizeof *rows);
	Rng rng = rng_new(seed);
	for (size_t i = 0; i < n_all; i++)
		rows[i] = (int32_t)i;
	/* Fisher and Yates's shuffle, from the front, as far as it is needed. */
	for (size_t i = 0; i < order.n; i++) {
		size_t other = i + (size_t)rng_below(&rng, n_all - i);
		int32_t row = rows[i];
		rows[i] = rows[other];
		rows[other] = row;
	}
	order.rows = rows;
	return order;
}

static bool read_rows(const ArrayReader *reader, size_t first, size_t count, void *to,
	Error *err)
{
	const RowView *own = (const RowView *)reader;
	size_t row_count = own->view.row_count;
	uint8_t *out = to;
	while (count > 0) {
		size_t row = first / row_count, at = first % row_count;
		size_t n = row_count - at < count ? row_count - at : count;
		size_t from = (size_t)own->rows[row] * row_count + at;
		if (!array_read(&own->view.from, from, n, out, err))
			return false;
		out += n * own->view.element_bytes;
		first += n;
		count -= n;
	}
	return true;
}

bool array_take_rows(Array *array, const RowOrder *order, Arena *arena, Error *err)
{
	if (order->n == order->n_all && !order->rows)
		return true;
	if (array->shape.rank < 1 || (size_t)array->shape.dims[0] != order->n_all)
		return failed(err, "%s: %d rows, the data have %zu", array->name,
			array->shape.rank ? array->shape.dims[0] : 1, order->n_all);
	if (order->rows) {
		RowView *own = arena_alloc(arena, sizeof *own);
		*own = (RowView){.view = view_of(array, array->shape), .rows = order->rows};
		own->view.reader = (ArrayReader){read_rows, close_view};
		array->reader = &own->view.reader;
		array->data = NULL;
	}
	array->shape.dims[0] = (int)order->n;
	return true;
}

/* --- Channels --- */

typedef struct ChannelView {
	View view;
	size_t n_channels;
} ChannelView;

/* From [c, place] to [place, c], elements first to first + count - 1 of the latter. */
static void transpose(const ChannelView *own, const uint8_t *row, size_t first,
	size_t count, uint8_t *out)
{
	size_t n_channels = own->n_channels, bytes = own->view.element_bytes;
	size_t n_places = own->view.row_count / n_channels;
	size_t place = first / n_channels, channel = first % n_channels;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *from = row + (channel * n_places + place) * bytes;
		if (bytes == 1)
			out[i] = *from;
		else if (bytes == 4)
			memcpy(out + 4 * i, from, 4);
		else
			memcpy(out + bytes * i, from, bytes);
		if (++channel == n_channels) {
			channel = 0;
			place++;
		}
	}
}

static bool read_channels(const ArrayReader *reader, size_t first, size_t count, void *to,
	Error *err)
{
	const ChannelView *own = (const ChannelView *)reader;
	size_t row_count = own->view.row_count, bytes = own->view.element_bytes;
	uint8_t *out = to;
	Arena scratch = {0};
	uint8_t *row = arena_array(&scratch, row_count, bytes);
	bool ok = true;
	while (ok && count > 0) {
		size_t at = first % row_count;
		size_t n = row_count - at < count ? row_count - at : count;
		ok = array_read(&own->view.from, first - at, row_count, row, err);
		if (ok)
			transpose(own, row, at, n, out);
		out += n * bytes;
		first += n;
		count -= n;
	}
	arena_finish(&scratch);
	return ok;
}

/* Dimensions from one on, without those of 1. */
static Shape squeezed(const int *dims, int n)
{
	Shape shape = {0};
	for (int i = 0; i < n; i++) {
		if (dims[i] != 1)
			shape.dims[shape.rank++] = dims[i];
	}
	return shape;
}

/* The row of a shape that is channels last, channels first. */
static Shape row_channels_first(Shape shape)
{
	int dims[MAX_RANK] = {shape.dims[shape.rank - 1]};
	for (int i = 1; i < shape.rank - 1; i++)
		dims[i] = shape.dims[i];
	return squeezed(dims, shape.rank - 1);
}

bool is_channels_first(Shape array, Shape shape)
{
	return array.rank > 2 && shape.rank > 2 &&
		shape_equal(squeezed(array.dims + 1, array.rank - 1), row_channels_first(shape));
}

bool array_channels_last(Array *array, Shape shape, Arena *arena, Error *err)
{
	char have[SHAPE_TEXT_BYTES], want[SHAPE_TEXT_BYTES];
	Shape all = shape, given = array->shape;
	if (shape.rank < 3)
		return failed(err, "--layout: the model's input, %s, has no channels",
			shape_text(shape, want));
	all.dims[0] = given.rank ? given.dims[0] : 1;
	int64_t row_count = shape_count(all) / all.dims[0];
	if (shape_equal(squeezed(given.dims, given.rank), row_channels_first(shape)))
		all.dims[0] = 1;
	else if (!is_channels_first(given, shape) &&
		!(given.rank == 2 && given.dims[1] == row_count))
		return failed(err, "%s: shape %s is not the model's input, %s, channels first",
			array->name, shape_text(given, have), shape_text(shape, want));
	ChannelView *own = arena_alloc(arena, sizeof *own);
	*own = (ChannelView){
		.view = view_of(array, all),
		.n_channels = (size_t)shape.dims[shape.rank - 1],
	};
	own->view.reader = (ArrayReader){read_channels, close_view};
	array->shape = all;
	if (own->n_channels > 1) {
		array->reader = &own->view.reader;
		array->data = NULL;
	}
	return true;
}
