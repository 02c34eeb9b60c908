/* SPDX-License-Identifier: Apache-2.0 */
/* What decode operators hold, as the device's unpackers (src/kernels/unpack.h) take it. */
#ifndef RUN_PACKED_TENSOR_H
#define RUN_PACKED_TENSOR_H

#include "src/codec/packed.h"
#include "src/kernels/unpack.h"

typedef struct Unpacker {
	const char
		*name; /* of its UnpackKind, and of the file that has it: "unpack_huffman" */
	const UnpackKind *kind;
	int32_t scratch_bytes; /* that unpack_start() wants */
} Unpacker;

/* Which one unpacks values of a type; one that pack_shape_of() takes. */
const Unpacker *unpacker_of(PackKind kind, DataType type);

/*
 * A tensor packed as its header says. Bytes are the caller's, as they are; zero points
 * are in the arena. Fails where the bytes are not what unpack() takes, or too many for a device.
 */
bool packed_tensor(const PackShape *shape, const Packed *packed, Arena *arena,
	PackedTensor *tensor, Error *err);

#endif
