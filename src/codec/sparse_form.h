/* SPDX-License-Identifier: Apache-2.0 */
/* What a sparse stream begins with: see sparse.h. */
#ifndef CODEC_SPARSE_FORM_H
#define CODEC_SPARSE_FORM_H

#include "src/base/types.h"
#include "src/codec/ranked_code.h"

typedef enum ValueForm { VALUES_NUMBERED, VALUES_LISTED, VALUES_VERBATIM } ValueForm;

/* s is 0 to this; and so is the last special symbol of one code for both, or nearly. */
enum { MAX_RUN_SHIFT = 15 };

typedef struct SparseForm {
	bool is_joint; /* one code for both, and runs is unused */
	ValueForm value_form;
	unsigned listed_bytes; /* 1 to 8, where listed */
	uint32_t block;        /* values in each; 0: all are in one */
	bool is_wide;          /* places of blocks take 4 bytes, not 2 */
	unsigned shift;        /* s */
	RankedCode runs, values;
	uint64_t *list; /* [values.n] where listed: the bits of values, each in full */
} SparseForm;

void sparse_form_write(const SparseForm *form, DataType type, BitWriter *writer);

/* Into the arena; fails where a form is none, or does not fit the type. */
bool sparse_form_read(SparseForm *form, DataType type, BitReader *reader, Arena *arena,
	Error *err);

/* How many bytes of a value a list must have for it to come back. */
unsigned sparse_listed_bytes(DataType type, uint64_t bits);

/* The value that is numbered i, as pack_value() gives it, and the number of a value. */
uint64_t sparse_numbered(DataType type, uint32_t i);
uint64_t sparse_number_of(DataType type, uint64_t bits);

#endif
