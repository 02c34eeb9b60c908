/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs of zeros and the values between them, each with a prefix code, in one stream: the form
 * of WHIT_DECODE, which stock TFLM does not have. After Han, Mao, Dally, "Deep Compression",
 * 2016, who code gaps, with canonical codes that are decoded from a list, without a table.
 */
#ifndef CODEC_SPARSE_H
#define CODEC_SPARSE_H

#include "src/codec/packed.h"

/* False for a type that has no such form, and where nothing could be gained. */
bool sparse_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed);

/* The reader, part of unpack(): see packed.h. */
bool sparse_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err);

#endif
