/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs of zeros and the values between them, with prefix codes: the form of WHIT_DECODE, which
 * stock TFLM does not have. After Han, Mao, Dally, "Deep Compression", 2016, who code gaps.
 *
 * The ancillary bytes are the header alone, the same for every tensor: 128, 1, 0, 0, 1, then
 * zeros. The encoded bytes begin with a form, stand in blocks, and end with a list of where the
 * blocks begin. All are bits, the highest of each byte first; numbers of several bits too begin
 * with their highest.
 *
 *   1 bit    0: runs and values; 1: one code for both
 *   2 bits   values: 0 numbered, 1 listed, 2 verbatim (not with 1 before)
 *   3 bits   where listed: bytes of a value in the list, less 1
 *   1 bit    1: several blocks, and there follow
 *     1 bit    bytes of a place in the list at the end: 0: 2; 1: 4
 *     32 bits  values in a block, the last one may have fewer; not 0
 *   4 bits   where there are runs: s, the low bits of a run that are written verbatim
 *   ...      where there are runs: their code (ranked_code.h), with at most one special symbol
 *   ...      unless verbatim: the code of the values, with no special symbols; or the one code
 *            for both, with as many as are wanted
 *   ...      where listed: the values, in the order of their numbers
 *
 * The bits of the first block follow at once; other blocks begin with a byte, the one that the
 * list at the end names, counted from the first of all. In that list, which ends with the last
 * encoded byte, there is a little-endian number for each block but the first.
 *
 * A block is decoded until it has all its values.
 *   Runs and values: the next number q of the runs' code and s bits more, x, stand for
 *     q * 2^s + x zeros and then, where the block goes on, a value. The special symbol stands
 *     for Q * 2^s zeros and no value, Q being how many numbers the code has.
 *   One code for both: number i stands for a value, and special symbol k, with k bits more, x,
 *     for 2^k + x zeros.
 *   Zeros beyond the end of the block are none.
 * A value that is numbered i is i / 2 + 1 where i is even, or else -(i + 1) / 2: 1, -1, 2, -2
 * and so on; that is for integers. A listed one is the i-th in the list: of integers the low
 * bytes, to be extended by sign, of float32 the high ones, the others being 0. A verbatim one is
 * all bits of the type. To each of int8 the zero point of its channel is added, in 8 bits.
 *
 * A decoder needs no tables but how many words of each length a code has, 17 numbers, and can
 * stop after any value, or start at any block.
 */
#ifndef CODEC_SPARSE_H
#define CODEC_SPARSE_H

#include "src/codec/packed.h"

/*
 * The form of the fewest bytes; all of it in the arena. Blocks are of whole rows and on average
 * of 512 bytes or more, so that the list at the end is below 1 %; what is smaller is one block.
 *
 * False for other types than pack_value_bytes() knows, and where the result would be no smaller
 * than the values are, as with no values at all.
 */
bool sparse_encode(const PackShape *shape, const void *values, Arena *arena,
	Packed *packed);

/* The reader, part of unpack(): see packed.h. */
bool sparse_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err);

#endif
