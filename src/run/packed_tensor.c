/* SPDX-License-Identifier: Apache-2.0 */
#include "src/run/packed_tensor.h"

#include "src/kernels/unpack_bitmap.h"
#include "src/kernels/unpack_huffman.h"
#include "src/kernels/unpack_lookup.h"
#include "src/kernels/unpack_sparse.h"
#include "src/kernels/unpack_sparse_wide.h"

_Static_assert((int)UNPACK_HEADER_BYTES == (int)PACK_HEADER_BYTES, "one header");

const Unpacker *unpacker_of(PackKind kind, DataType type)
{
	static const Unpacker lookup = {"unpack_lookup", &unpack_lookup, 0};
	static const Unpacker huffman = {"unpack_huffman", &unpack_huffman,
		UNPACK_HUFFMAN_SCRATCH};
	static const Unpacker bitmap = {"unpack_bitmap", &unpack_bitmap, 0};
	static const Unpacker sparse = {"unpack_sparse", &unpack_sparse,
		UNPACK_SPARSE_SCRATCH};
	static const Unpacker sparse_wide = {"unpack_sparse_wide", &unpack_sparse_wide,
		UNPACK_SPARSE_WIDE_SCRATCH};
	switch (kind) {
	case PACK_LOOKUP:
		return &lookup;
	case PACK_HUFFMAN:
		return &huffman;
	case PACK_BITMAP:
		return &bitmap;
	case PACK_SPARSE:
		break;
	}
	return pack_value_bytes(type) == 1 ? &sparse : &sparse_wide;
}

/* Unpackers count bits of a stream, and values, by an int32_t. */
static bool is_small_enough(const PackShape *shape, const Packed *packed, Error *err)
{
	return (shape->n <= INT32_MAX && packed->encoded.n <= INT32_MAX / 8) ||
		failed(err, "%zu values in %zu bytes: too many for a device", shape->n,
			packed->encoded.n);
}

static const int8_t *zero_points_of(const PackShape *shape, Arena *arena)
{
	if (!shape->zero_points)
		return NULL;
	int8_t *zero_points = arena_alloc(arena, (size_t)shape->channels);
	for (int c = 0; c < shape->channels; c++)
		zero_points[c] = (int8_t)shape->zero_points[c];
	return zero_points;
}

/* Unpack what is not to be trusted, and forget it. */
static bool can_be_unpacked(const PackShape *shape, const Packed *packed, Error *err)
{
	Arena scratch = {0};
	void *values = arena_array(&scratch, shape->n, pack_value_bytes(shape->type));
	bool ok = unpack(shape, packed, values, err);
	arena_finish(&scratch);
	return ok;
}

bool packed_tensor(const PackShape *shape, const Packed *packed, Arena *arena,
	PackedTensor *tensor, Error *err)
{
	PackKind kind;
	if (!packed_kind(packed, &kind, err) || !is_small_enough(shape, packed, err) ||
		!can_be_unpacked(shape, packed, err))
		return false;
	*tensor = (PackedTensor){
		.kind = unpacker_of(kind, shape->type)->kind,
		.encoded = packed->encoded.data,
		.ancillary = packed->ancillary.data,
		.zero_points = zero_points_of(shape, arena),
		.encoded_bytes = (int32_t)packed->encoded.n,
		.n = (int32_t)shape->n,
		.channels = shape->channels,
		.channel_run = shape->is_last ? 1 : (int32_t)shape->n / shape->channels,
		.value_bytes = (uint8_t)pack_value_bytes(shape->type),
		.is_float = shape->type == TYPE_FLOAT32,
	};
	return true;
}
