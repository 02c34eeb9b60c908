/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Constant values packed so that the operator TFLM_DECODE of TensorFlow Lite for
 * Microcontrollers, or whit's own WHIT_DECODE, unpacks them on the device.
 *
 * Of each tensor there are two runs of bytes: the encoded one, a stream of bits, and the
 * ancillary one: a header of 16 bytes, then tables. Values are in the row-major order of the
 * tensor, little-endian. Streams begin with the highest bit of their first byte.
 */
#ifndef CODEC_PACKED_H
#define CODEC_PACKED_H

#include <string.h>

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/base/types.h"

/* The header's first byte. */
typedef enum PackKind {
	PACK_LOOKUP = 0,   /* an index of 1 to 7 bits a value, into a table a channel */
	PACK_HUFFMAN = 1,  /* a prefix code; int8 and int16 only */
	PACK_BITMAP = 2,   /* a bit a value, and those that are not the zero point */
	PACK_SPARSE = 128, /* WHIT_DECODE: runs of zeros and what stands between them */
} PackKind;

enum { PACK_HEADER_BYTES = 16 };

/* What the tensor says of its values, and the bytes need not repeat. */
typedef struct PackShape {
	DataType type;
	size_t n;     /* values */
	int channels; /* with quantisations of their own; n is a multiple; 1: one for all */
	bool is_last; /* value i is of channel i % channels; or else i / (n / channels) */
	size_t row;   /* values that belong together, an output channel's; n is a multiple */
	const int64_t *zero_points; /* [channels] what a bitmap leaves out; NULL: zeros */
} PackShape;

typedef struct Packed {
	Bytes encoded, ancillary;
} Packed;

/* "lut", "huffman", "bitmap", "sparse"; NULL for bytes that are none of them. */
const char *pack_kind_name(int kind);

/* Bytes of a value of the types that lookup tables and bitmaps hold: bool, int8, int16, int32,
 * int64 and float32. 0 for the others. */
size_t pack_value_bytes(DataType type);

/* The channel of a value. */
static inline size_t pack_channel(const PackShape *shape, size_t i)
{
	size_t channels = (size_t)shape->channels;
	return shape->is_last ? i % channels : i / (shape->n / channels);
}

/* The bits of a value in an array of them, 1, 2, 4 or 8 bytes each: equal for equal values
 * only, so that -0.0 is not 0.0, and a NaN stays what it is. */
static inline uint64_t pack_value(const void *values, size_t i, size_t value_bytes)
{
	uint64_t bits = 0;
	memcpy(&bits, (const uint8_t *)values + i * value_bytes, value_bytes);
	return bits;
}

/* A header, and room for more behind it, zeroed; in the arena. */
uint8_t *pack_ancillary(PackKind kind, size_t more_bytes, Arena *arena);

/* The header's kind, checked: its versions and that it is all there. */
bool packed_kind(const Packed *packed, PackKind *kind, Error *err);

/*
 * Write the n values, of type_bytes each. Whatever the bytes are, nothing is read or written
 * beyond them and values. Fails where TFLM would refuse the tensor, or read beyond its bytes.
 */
bool unpack(const PackShape *shape, const Packed *packed, void *values, Error *err);

#endif
