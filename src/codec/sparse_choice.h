/* SPDX-License-Identifier: Apache-2.0 */
/* The form that says a text in the fewest bits. */
#ifndef CODEC_SPARSE_CHOICE_H
#define CODEC_SPARSE_CHOICE_H

#include "src/codec/sparse_form.h"
#include "src/codec/sparse_text.h"

typedef struct SparseChoice {
	SparseForm form;      /* but for the fields of blocks */
	uint32_t *number_of;  /* [n_distinct] of each value; unless they are verbatim */
	uint32_t whole_zeros; /* one code for both: shorter runs are told zero by zero */
	uint64_t bits;        /* of codes, list and stream, nearly */
} SparseChoice;

/* By trying all of them; in the arena. */
SparseChoice sparse_choose(const SparseText *text, Arena *arena);

/* One code for both: the special symbol that a run of zeros begins with, and how many of them
 * it stands for. */
unsigned sparse_zeros_symbol(uint64_t zeros, uint32_t whole_zeros);
uint64_t sparse_zeros_of(uint64_t zeros, unsigned symbol);

#endif
