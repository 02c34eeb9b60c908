/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/bitmap.h"
#include "src/codec/huffman.h"
#include "src/codec/lookup.h"
#include "src/codec/packed.h"
#include "src/codec/sparse.h"

bool unpack(const PackShape *shape, const Packed *packed, void *values, Error *err)
{
	PackKind kind;
	if (!packed_kind(packed, &kind, err))
		return false;
	if (shape->channels < 1 || shape->n % (size_t)shape->channels)
		return failed(err, "%zu values cannot be of %d channels", shape->n,
			shape->channels);
	switch (kind) {
	case PACK_LOOKUP:
		return lookup_decode(shape, packed, values, err);
	case PACK_HUFFMAN:
		return huffman_decode(shape, packed, values, err);
	case PACK_BITMAP:
		return bitmap_decode(shape, packed, values, err);
	case PACK_SPARSE:
		return sparse_decode(shape, packed, values, err);
	}
	return failed(err, "decode type %d is not known", (int)kind);
}
