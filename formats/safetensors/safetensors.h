/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of tensors without a network, as PyTorch users keep weights in:
 *
 *   n       8 bytes, little-endian: the length of the header, at most 100 MB
 *   header  n bytes of JSON, which may end in spaces:
 *           {"__metadata__": {"text": "text", ...},
 *            "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
 *   buffer  the rest: values of all tensors, row by row, little-endian. Offsets are from its
 *           start to behind the tensor; together the tensors are all of it, without holes.
 *
 * Such a file becomes a Model that is weights only: the tensors in the order of their values,
 * the metadata as texts. Read is what https://github.com/huggingface/safetensors defines, so
 * far as a Model can hold it; what is refused beyond: names twice, keys that the format does
 * not have, a zero in a text, dimensions from 2^31 on, and types that no tensor here has.
 *
 * Written are the bytes that the reference writes: the types of more bytes first, then by
 * name, in JSON without spaces, filled up with them to a multiple of 8. The metadata keep
 * their order.
 */
#ifndef FORMATS_SAFETENSORS_SAFETENSORS_H
#define FORMATS_SAFETENSORS_SAFETENSORS_H

#include "formats/format.h"

extern const Format safetensors_format;

/* The bytes that hold the length of the header, and the most that this may be. */
enum { SAFETENSORS_LENGTH_BYTES = 8, SAFETENSORS_LONGEST_HEADER = 100000000 };

#define SAFETENSORS_METADATA "__metadata__"

/* What the format calls a type: "F32". NULL for types it does not have. */
const char *safetensors_type_name(DataType type);

/* Find a type by that name; false where there is none. */
bool safetensors_type_find(const char *name, DataType *type);

/* Where a type stands among those of the format, of which the last are written first. */
int safetensors_type_rank(DataType type);

/* The two ways of safetensors_format. */
bool safetensors_read(Model *model, Bytes file, const char *path, Error *err);
bool safetensors_write(const Model *model, Arena *arena, Bytes *file, Error *err);

#endif
