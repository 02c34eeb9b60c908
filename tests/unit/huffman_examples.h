/* SPDX-License-Identifier: Apache-2.0 */
/* Small tensors in TFLM_DECODE's Huffman form, as its own kernels decoded them. */
#ifndef TESTS_UNIT_HUFFMAN_EXAMPLES_H
#define TESTS_UNIT_HUFFMAN_EXAMPLES_H

#include "src/codec/packed.h"

enum { N_HUFFMAN_EXAMPLES = 4, MAX_EXAMPLE_WORDS = 5 };

typedef struct HuffmanExample {
	const char *what;
	DataType type;
	size_t n;
	int16_t values[16];
	size_t n_words;
	struct {
		int16_t value;
		uint8_t length;
		uint32_t word;
	} words[MAX_EXAMPLE_WORDS];
	unsigned initial_bits;
	size_t n_encoded, n_tables;
	uint8_t encoded[8], header[6], tables[24];
} HuffmanExample;

static const HuffmanExample huffman_examples[N_HUFFMAN_EXAMPLES] = {
	{"one table", TYPE_INT8, 10, {0, 0, 0, -1, 0, 5, 0, -1, 0, 0}, 3,
		{{0, 1, 0}, {5, 2, 2}, {-1, 2, 3}}, 2, 4, 8, {0x1a, 0x60}, {1, 1, 0, 0, 1, 0x10},
		{0x00, 0x88, 0x00, 0x88, 0x05, 0x90, 0xff, 0x90}},
	{"two tables", TYPE_INT8, 16, {0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, 5, 5, -7, 9},
		5, {{0, 1, 0}, {-1, 2, 2}, {5, 3, 6}, {9, 4, 14}, {-7, 4, 15}}, 1, 8, 20,
		{0x00, 0xaa, 0xdb, 0xf8}, {1, 1, 0, 0, 1, 0x00},
		{0x00, 0x88, 0x01, 0x10, 0xff, 0x88, 0xff, 0x88, 0xff, 0x88, 0xff, 0x88, 0x05,
			0x90, 0x05, 0x90, 0x09, 0x98, 0xf9, 0x98}},
	{"32-bit entries", TYPE_INT16, 8, {0, 0, 0, 0, -300, -300, 5, 1000}, 4,
		{{0, 1, 0}, {-300, 2, 2}, {5, 3, 6}, {1000, 3, 7}}, 2, 4, 24, {0x0a, 0xdc},
		{1, 1, 0, 0, 1, 0x11},
		{0x00, 0x00, 0x00, 0x88, 0x00, 0x00, 0x00, 0x88, 0xd4, 0xfe, 0x00, 0x90, 0x01,
			0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x88, 0xe8, 0x03, 0x00, 0x88}},
	{"a word of no bits", TYPE_INT8, 12, {42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42},
		1, {{42, 0, 0}}, 1, 4, 4, {0}, {1, 1, 0, 0, 1, 0x00}, {0x2a, 0x80, 0x2a, 0x80}},
};

#endif
