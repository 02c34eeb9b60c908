/* SPDX-License-Identifier: Apache-2.0 */
/* What a model's bytes in flash are spent on, layer by layer: each byte counts once. */
#ifndef CMD_FLASH_PARTS_H
#define CMD_FLASH_PARTS_H

#include "src/target/budget.h"

typedef enum FlashKind {
	FLASH_LAYER,  /* constants that an operator reads */
	FLASH_OTHERS, /* the same of several, that are not told apart */
	FLASH_FILE,   /* what else is in the file, or among the constants */
	FLASH_CODE,   /* the runtime */
} FlashKind;

typedef struct FlashPart {
	FlashKind kind;
	int op;           /* a layer's number; of others how many they are */
	const char *what; /* "CONV_2D", "names" */
	const char *name; /* of a layer's first output; "" where there is none */
	uint64_t bytes;
	const char *note; /* such as "estimate"; "" for none */
} FlashPart;

typedef struct FlashParts {
	FlashPart *list;
	int n;
	uint64_t bytes; /* of all */
} FlashParts;

/*
 * The layers of graph 0 in the order of the network, those that only unpack constants left out,
 * then the rest; in the arena. A constant that several layers read counts for the first; what is
 * packed, for the layer that reads it unpacked. file is what the budget's file_bytes count;
 * program is that of exported C, or NULL. Names may be any file's.
 */
void flash_parts(const Model *model, Bytes file, const Budget *budget,
	const Program *program, Arena *arena, FlashParts *result);

/*
 * Keep at most so many layers, one or more, those with the most bytes and of equals the first, in their order;
 * the others become one part behind them.
 */
void flash_parts_largest(FlashParts *parts, int most, Arena *arena);

#endif
