/* SPDX-License-Identifier: Apache-2.0 */
/* Constant weights packed, each in the way that makes the file smallest. */
#ifndef PASSES_ENCODE_ENCODE_H
#define PASSES_ENCODE_ENCODE_H

#include "src/codec/packed.h"
#include "src/graph/model.h"
#include "src/target/profile.h"

/* A set of the ways to pack. */
enum {
	ENCODE_LOOKUP = 1 << 0,
	ENCODE_HUFFMAN = 1 << 1,
	ENCODE_BITMAP = 1 << 2,
	ENCODE_SPARSE = 1 << 3, /* written as WHIT_DECODE, which stock TFLM has not */
	ENCODE_STOCK = ENCODE_LOOKUP | ENCODE_HUFFMAN | ENCODE_BITMAP,
	ENCODE_ANY = ENCODE_STOCK | ENCODE_SPARSE,
};

/* The bytes of the file that a model would be written as. */
typedef bool FileBytes(void *context, const Model *model, size_t *n_bytes, Error *err);

typedef struct EncodeSettings {
	unsigned kinds;     /* those that may be used */
	int64_t min_gain;   /* bytes that the file must become smaller by for each tensor */
	uint64_t max_arena; /* bytes of TFLM's arena, the least that works; NO_LIMIT: any */
	Core core;          /* that the arena is worked out for */
	Kernels kernels;
	FileBytes *file_bytes;
	void *context;
} EncodeSettings;

#define ENCODE_DEFAULTS \
	((EncodeSettings){.kinds = ENCODE_STOCK, \
		.min_gain = 64, \
		.max_arena = NO_LIMIT, \
		.core = CORE_M4})

/* Why a constant is as it is. */
typedef enum EncodeOutcome {
	ENCODED,
	KEPT_NO_KIND, /* nothing that may be used takes its type, axis or number of values */
	KEPT_NO_GAIN,
	KEPT_FOR_RAM,
} EncodeOutcome;

/* A constant that layers read. */
typedef struct EncodedTensor {
	int graph, tensor;
	int op; /* the first that reads it */
	EncodeOutcome outcome;
	PackKind kind;          /* of what is encoded */
	size_t dense_bytes;     /* of values */
	size_t encoded_bytes;   /* of the stream */
	size_t ancillary_bytes; /* header and tables, where no tensor before has the same */
	int64_t gain;           /* bytes of file by which it is worth its place */
} EncodedTensor;

typedef struct EncodeReport {
	EncodedTensor
		*tensors; /* in order of execution, in the arena; numbers of the model given */
	int n;
} EncodeReport;

/*
 * Pack constants of a model that has none packed yet (see passes/encode/decode.h): weights, biases
 * and other operands whose consumers TFLM lets read computed values. Of each the cheapest form
 * is taken, dense among them, by the bytes of the whole file: tensors may share a code if that
 * saves more in tables than it costs in the streams.
 *
 * Each consumer gets a TFLM_DECODE of its own right in front of it, as TFLM wants where an
 * application unpacks to memory of its own, or a WHIT_DECODE where one of its inputs is sparse.
 * Tensors keep their indices; what is new stands behind them. decode() undoes it.
 *
 * With a limit on the arena, layers whose unpacked weights would make it larger stay as they
 * are. Fails where it is larger with nothing encoded (*over_limit is set, and the model as it
 * was), and where file_bytes does or TFLM's arena is not known although there is a limit.
 */
bool encode(Model *model, const EncodeSettings *settings, Arena *arena,
	EncodeReport *report, bool *over_limit, Error *err);

#endif
