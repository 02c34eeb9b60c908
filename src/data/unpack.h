/* SPDX-License-Identifier: Apache-2.0 */
/* Deflate streams without a frame around them (RFC 1951), as zip archives hold them. */
#ifndef DATA_UNPACK_H
#define DATA_UNPACK_H

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"

/* No byte of a stream unpacks to more than this many. */
enum { UNPACK_BEST_RATIO = 1032 };

/* The first room bytes of a stream, or all where it has fewer. */
bool unpack_start(Bytes packed, uint8_t *start, size_t room, size_t *n_bytes, Error *err);

/*
 * A whole stream of n_bytes, into the arena. Fails where it has more or fewer, or ends
 * before packed does. Takes at most 16 times the memory of packed, or four times what came
 * out of it, whatever n_bytes says.
 */
bool unpack(Bytes packed, size_t n_bytes, Arena *arena, Bytes *bytes, Error *err);

#endif
