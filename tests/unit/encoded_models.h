/* SPDX-License-Identifier: Apache-2.0 */
/* Tensors that a decoder makes: examples that TFLM's own kernels were seen to decode. */
#ifndef TESTS_UNIT_ENCODED_MODELS_H
#define TESTS_UNIT_ENCODED_MODELS_H

#include "src/codec/packed.h"
#include "tests/unit/build.h"

typedef struct EncodedExample {
	const char *name;
	DataType type; /* of the output */
	int rank, dims[3];
	int n_scales, axis; /* n_scales 0: no quantisation */
	int zero_points[2];
	size_t n_encoded, n_tables;
	uint8_t encoded[8], header[7]; /* the header's other bytes are 0 */
	uint8_t tables[24];            /* behind the header */
	int values[16];
} EncodedExample;

enum { N_ENCODED_EXAMPLES = 12 };
extern const EncodedExample encoded_examples[N_ENCODED_EXAMPLES];

/* The one of a name. */
const EncodedExample *encoded_example(const char *name);

/* Elements of its output. */
int example_count(const EncodedExample *example);

/* Its values as they are stored, in the arena. */
void *example_bytes(const EncodedExample *example, Arena *arena, size_t *n_bytes);

/* Add its tensors to graph 0: encoded, ancillary, then the output, whose index is returned. */
int example_tensors(Model *model, const EncodedExample *example);

/* The same with a TFLM_DECODE that makes it. */
int example_decoder(Model *model, const EncodedExample *example);

/*
 * Pack a constant of graph 0 as encode() does: it becomes the output of a decoder before its
 * first consumer, and copies of it those of decoders before the others; its buffer gets the
 * encoded bytes. What is packed must outlive the model.
 */
void test_encode(Model *model, int tensor, const Packed *packed);

/* The same, packed as a lookup table or a bitmap. */
void test_encode_as(Model *model, int tensor, PackKind kind);

#endif
