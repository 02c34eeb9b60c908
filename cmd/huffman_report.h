/* SPDX-License-Identifier: Apache-2.0 */
/* What packing made of each constant, and of flash and RAM. */
#ifndef CMD_HUFFMAN_REPORT_H
#define CMD_HUFFMAN_REPORT_H

#include <stdio.h>

#include "passes/encode/encode.h"
#include "src/target/tflm_arena.h"

/* Before or after. */
typedef struct PackedSize {
	size_t file_bytes;
	bool has_arena; /* or else why_not tells */
	ArenaReport arena;
	Error why_not;
} PackedSize;

typedef struct HuffmanReport {
	const char *name;   /* of the model, as messages call it */
	const Model *model; /* that the tensors are of: the one encoded, before */
	EncodeReport encoded;
	bool is_decoding; /* what is there was unpacked: no tensors are told of */
	Core core;
	Kernels kernels; /* chosen */
	PackedSize before, after;
} HuffmanReport;

/* Work out the arena of a model, which may be refused. */
void packed_size_arena(PackedSize *size, const Model *model, Core core, Kernels kernels,
	Arena *memory);

void huffman_report_table(const HuffmanReport *report, FILE *to);
void huffman_report_json(const HuffmanReport *report, FILE *to);

#endif
