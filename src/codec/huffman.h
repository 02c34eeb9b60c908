/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Huffman coding in the form of TFLM_DECODE: count, lengths and tables together, words, write.
 *
 *   SymbolCounts counts = symbol_counts_new(type, arena);
 *   symbol_counts_add(&counts, ...) of every tensor that is to share the code
 *   const HuffmanCode *code = huffman_code(&counts, arena);
 *   code->ancillary, and of each tensor huffman_encode(code, ...)
 */
#ifndef CODEC_HUFFMAN_H
#define CODEC_HUFFMAN_H

#include "src/codec/packed.h"

/* How often each of a type's values occurs, below 2^48 in all; by its low 8 or 16 bits. */
typedef struct SymbolCounts {
	DataType type;    /* int8 or int16 */
	uint64_t *counts; /* [256 or 65536] */
} SymbolCounts;

SymbolCounts symbol_counts_new(DataType type, Arena *arena);
void symbol_counts_add(SymbolCounts *counts, const void *values, size_t n);

/*
 * A code that has few bytes in all, the tables' and the streams' of what was counted: at least
 * as few as any optimal code of limited length (tabled_lengths.h). The same counts give the
 * same bytes, so tensors of equal counts share their tables.
 */
typedef struct HuffmanCode {
	DataType type;
	uint8_t *lengths; /* [256 or 65536] bits of each symbol; 0: has none */
	uint32_t *words;  /* [256 or 65536] in its low bits */
	unsigned peek;    /* bits that the decoder may want beyond the last symbol's own */
	Bytes ancillary;  /* header and decode tables */
} HuffmanCode;

/* In the arena; NULL where nothing was counted. */
HuffmanCode *huffman_code(const SymbolCounts *counts, Arena *arena);

/* Bytes of a stream of what is counted, which the code must have symbols for: a multiple of 4,
 * with every word that the decoder reads. */
size_t huffman_encoded_bytes(const HuffmanCode *code, const SymbolCounts *counts);

/* The stream of n values, each of which the code has a symbol for. */
Bytes huffman_encode(const HuffmanCode *code, const void *values, size_t n, Arena *arena);

/* The reader, part of unpack(): see packed.h. */
bool huffman_decode(const PackShape *shape, const Packed *packed, void *values,
	Error *err);

#endif
