/* SPDX-License-Identifier: Apache-2.0 */
#include "src/codec/packed.h"

/* Bytes of the header, see PackKind for the first one. */
enum { AT_KIND = 0, AT_VERSION = 1, AT_FORMAT_VERSION = 4, VERSION = 1 };

const char *pack_kind_name(int kind)
{
	switch (kind) {
	case PACK_LOOKUP:
		return "lut";
	case PACK_HUFFMAN:
		return "huffman";
	case PACK_BITMAP:
		return "bitmap";
	case PACK_SPARSE:
		return "sparse";
	default:
		return NULL;
	}
}

size_t pack_value_bytes(DataType type)
{
	switch (type) {
	case TYPE_BOOL:
	case TYPE_INT8:
		return 1;
	case TYPE_INT16:
		return 2;
	case TYPE_INT32:
	case TYPE_FLOAT32:
		return 4;
	case TYPE_INT64:
		return 8;
	default:
		return 0;
	}
}

uint8_t *pack_ancillary(PackKind kind, size_t more_bytes, Arena *arena)
{
	uint8_t *ancillary = arena_alloc(arena, PACK_HEADER_BYTES + more_bytes);
	ancillary[AT_KIND] = (uint8_t)kind;
	ancillary[AT_VERSION] = VERSION;
	ancillary[AT_FORMAT_VERSION] = VERSION;
	return ancillary;
}

bool packed_kind(const Packed *packed, PackKind *kind, Error *err)
{
	Bytes header = packed->ancillary;
	if (!bytes_have(header, 0, PACK_HEADER_BYTES))
		return failed(err, "ancillary data of %zu bytes, and a header has 16", header.n);
	if (!pack_kind_name(header.data[AT_KIND]))
		return failed(err, "decode type %d is not known", header.data[AT_KIND]);
	if (header.data[AT_VERSION] != VERSION || header.data[AT_FORMAT_VERSION] != VERSION)
		return failed(err, "versions %d and %d of encoded data are not known",
			header.data[AT_VERSION], header.data[AT_FORMAT_VERSION]);
	*kind = (PackKind)header.data[AT_KIND];
	return true;
}
