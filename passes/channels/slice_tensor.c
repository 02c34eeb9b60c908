/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/channels/slice_tensor.h"

#include <string.h>

#include "src/base/nibbles.h"

static int count_kept(const bool *keep, int n)
{
	int n_kept = 0;
	for (int i = 0; i < n; i++)
		n_kept += !keep || keep[i];
	return n_kept;
}

/* --- Values --- */

typedef struct Copying {
	const Slicing *slicing;
	const int *dims;
	int rank;
	const uint8_t *from;
	uint8_t *to; /* where the next value goes */
} Copying;

/* What lies at one index of all axes before this one, block_bytes of it. */
static void copy_kept(Copying *copying, int axis, const uint8_t *from, size_t block_bytes)
{
	bool is_whole = true;
	for (int i = axis; i < copying->rank; i++)
		is_whole = is_whole && !copying->slicing->keep[i];
	if (is_whole) {
		memcpy(copying->to, from, block_bytes);
		copying->to += block_bytes;
		return;
	}
	const bool *keep = copying->slicing->keep[axis];
	size_t step = block_bytes / (size_t)copying->dims[axis];
	for (int i = 0; i < copying->dims[axis]; i++)
		if (!keep || keep[i])
			copy_kept(copying, axis + 1, from + (size_t)i * step, step);
}

/* Values of one or more bytes each. */
static size_t copy_values(const Tensor *tensor, const Slicing *slicing,
	const uint8_t *from, size_t n_bytes, uint8_t *to)
{
	Copying copying = {slicing, tensor->dims, tensor->rank, from, to};
	copy_kept(&copying, 0, from, n_bytes);
	return (size_t)(copying.to - to);
}

static void slice_int4(Model *model, Tensor *tensor, const Slicing *slicing)
{
	Arena scratch = {0};
	size_t n = 1;
	for (int i = 0; i < tensor->rank; i++)
		n *= (size_t)tensor->dims[i];
	int8_t *from = arena_alloc(&scratch, n), *to = arena_alloc(&scratch, n);
	nibbles_unpack(tensor->buffer->data, n, from);
	n = copy_values(tensor, slicing, (uint8_t *)from, n, (uint8_t *)to);
	uint8_t *packed = arena_alloc(&model->arena, nibbles_bytes(n));
	nibbles_pack(to, n, packed);
	model_set_constant(model, tensor, packed, nibbles_bytes(n));
	arena_finish(&scratch);
}

static void slice_values(Model *model, Tensor *tensor, const Slicing *slicing)
{
	if (tensor->type == TYPE_INT4) {
		slice_int4(model, tensor, slicing);
		return;
	}
	size_t n_bytes = tensor->buffer->n_bytes;
	for (int i = 0; i < tensor->rank; i++) {
		size_t n = (size_t)tensor->dims[i];
		n_bytes = n_bytes / n * (size_t)count_kept(slicing->keep[i], tensor->dims[i]);
	}
	uint8_t *to = arena_alloc(&model->arena, n_bytes);
	copy_values(tensor, slicing, tensor->buffer->data, tensor->buffer->n_bytes, to);
	model_set_constant(model, tensor, to, n_bytes);
}

/* --- What goes along an axis --- */

/* The kept ones of a list with an item for each index; other lists stay as they are. */
static void *kept_items(Arena *arena, const void *list, int *n, size_t item_bytes,
	const bool *keep, int length)
{
	if (*n != length || length == 1)
		return (void *)list;
	uint8_t *kept = arena_array(arena, (size_t)length, item_bytes);
	int n_kept = 0;
	for (int i = 0; i < length; i++)
		if (keep[i])
			memcpy(kept + (size_t)n_kept++ * item_bytes,
				(const uint8_t *)list + (size_t)i * item_bytes, item_bytes);
	*n = n_kept;
	return kept;
}

static void slice_quantization(Model *model, Tensor *tensor, const Slicing *slicing)
{
	Quantization *q = tensor->quantization;
	/* The axis of a list of biases has no meaning. */
	int axis = tensor->rank == 1 ? 0 : q ? q->axis : -1;
	if (!q || axis < 0 || axis >= tensor->rank || !slicing->keep[axis])
		return;
	Arena *arena = &model->arena;
	const bool *keep = slicing->keep[axis];
	int n = tensor->dims[axis];
	q = tensor->quantization = arena_copy(arena, q, sizeof *q);
	q->scale = kept_items(arena, q->scale, &q->n_scales, sizeof *q->scale, keep, n);
	q->zero_point = kept_items(arena, q->zero_point, &q->n_zero_points,
		sizeof *q->zero_point, keep, n);
	q->min = kept_items(arena, q->min, &q->n_min, sizeof *q->min, keep, n);
	q->max = kept_items(arena, q->max, &q->n_max, sizeof *q->max, keep, n);
}

static void slice_dims(Model *model, Tensor *tensor, const Slicing *slicing)
{
	size_t n_bytes = (size_t)tensor->rank * sizeof *tensor->dims;
	int *dims = arena_copy(&model->arena, tensor->dims, n_bytes);
	bool has_signature = tensor->signature_rank == tensor->rank;
	int *signature = arena_array(&model->arena, (size_t)tensor->rank, sizeof *signature);
	for (int i = 0; i < tensor->rank; i++) {
		dims[i] = count_kept(slicing->keep[i], tensor->dims[i]);
		if (has_signature)
			signature[i] = tensor->signature[i] < 0 ? tensor->signature[i] : dims[i];
	}
	tensor->dims = dims;
	if (has_signature)
		tensor->signature = signature;
}

void slice_tensor(Model *model, Tensor *tensor, const Slicing *slicing)
{
	if (tensor_is_constant(tensor))
		slice_values(model, tensor, slicing);
	slice_quantization(model, tensor, slicing);
	slice_dims(model, tensor, slicing);
}
