/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/value_counts.h"

#include <math.h>
#include <string.h>

#include "src/base/sort_keys.h"

/* --- Values as keys: the stored bits, in the low end of a word --- */

/* Values smaller than a byte lie with the first one in the low bits. */
static void unpack(const uint8_t *data, int n_bits, size_t n, uint32_t *keys)
{
	if (n_bits == 32) {
		memcpy(keys, data, n * sizeof *keys);
	} else if (n_bits == 16) {
		for (size_t i = 0; i < n; i++)
			keys[i] = data[2 * i] | (uint32_t)data[2 * i + 1] << 8;
	} else {
		size_t per_byte = 8 / (size_t)n_bits;
		for (size_t i = 0; i < n; i++) {
			size_t shift = i % per_byte * (size_t)n_bits;
			keys[i] = data[i / per_byte] >> shift & ((1u << n_bits) - 1);
		}
	}
}

static uint32_t low_bits(int n_bits)
{
	return UINT32_MAX >> (32 - n_bits);
}

/* The bits that are not all 0 in a value other than 0: of a real number, all but its sign. */
static uint32_t telling_bits(DataType type)
{
	switch (type) {
	case TYPE_FLOAT32:
	case TYPE_FLOAT16:
	case TYPE_BFLOAT16:
	case TYPE_FLOAT8_E4M3FN:
	case TYPE_FLOAT8_E5M2:
		return low_bits(type_bits(type) - 1);
	default:
		return low_bits(type_bits(type));
	}
}

/* --- Zeros --- */

/* Values next to each other that share a zero point. */
static size_t run_length(const Tensor *tensor, size_t n)
{
	const Quantization *q = tensor->quantization;
	if (tensor->is_sparse || !q || q->n_scales <= 1 || q->n_zero_points <= 1)
		return n;
	return (size_t)tensor_scale_run(tensor);
}

static int64_t count_zeros(const Tensor *tensor, const uint32_t *keys, size_t n)
{
	const Quantization *q = tensor->quantization;
	uint32_t telling = telling_bits(tensor->type);
	size_t run = run_length(tensor, n), channel = 0;
	int64_t n_zeros = 0;
	for (size_t start = 0; start < n; start += run) {
		uint32_t zero = 0;
		if (q && q->n_scales > 0 && q->n_zero_points > 0)
			zero = (uint32_t)q->zero_point[channel] & telling;
		for (size_t i = start; i < start + run; i++)
			n_zeros += (keys[i] & telling) == zero;
		channel = q && channel + 1 < (size_t)q->n_zero_points ? channel + 1 : 0;
	}
	return n_zeros;
}

/* --- Equal values --- */

/* n equal values among N take n * log2(N / n) bits. */
static void count_equals(const uint32_t *sorted, size_t n, ValueCounts *counts)
{
	double sum = 0;
	size_t end;
	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && sorted[end] == sorted[i];)
			end++;
		counts->n_unique++;
		if (end - i > 1)
			sum += (double)(end - i) * log2((double)(end - i));
	}
	if (counts->n_unique > 1)
		counts->entropy_bits = log2((double)n) - sum / (double)n;
}

/* Values in the buffer; those that fill up its last byte are none. */
static size_t stored_values(const Tensor *tensor)
{
	size_t n = 1, n_bits = (size_t)type_bits(tensor->type);
	if (n_bits == 0)
		return 0;
	if (tensor->is_sparse)
		return tensor->buffer->n_bytes * 8 / n_bits;
	for (int i = 0; i < tensor->rank; i++)
		n *= (size_t)tensor->dims[i];
	return n;
}

static void make_room(CountRoom *room, size_t n)
{
	if (n <= room->capacity)
		return;
	room->capacity = n > 2 * room->capacity ? n : 2 * room->capacity;
	room->keys = arena_array(&room->arena, room->capacity, sizeof *room->keys);
	room->sorted = arena_array(&room->arena, room->capacity, sizeof *room->sorted);
}

bool count_values(const Tensor *constant, CountRoom *room, ValueCounts *counts)
{
	int n_bits = type_bits(constant->type);
	size_t n = stored_values(constant);
	*counts = (ValueCounts){.n = (int64_t)n};
	if (n == 0 || n_bits > 32)
		return false;
	make_room(room, n);
	unpack(constant->buffer->data, n_bits, n, room->keys);
	counts->n_zeros = count_zeros(constant, room->keys, n);
	count_equals(sort_keys(room->keys, room->sorted, n, n_bits), n, counts);
	return true;
}
