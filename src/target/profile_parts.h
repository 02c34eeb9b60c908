/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a profile that are objects themselves: what it is made of in its file. */
#ifndef TARGET_PROFILE_PARTS_H
#define TARGET_PROFILE_PARTS_H

#include "src/target/profile.h"
#include "src/target/profile_fields.h"

typedef struct BankList {
	Bank *list;
	int n;
} BankList;

typedef struct ReserveList {
	Reserve *list;
	int n;
} ReserveList;

FieldReader read_core;     /* Core */
FieldReader read_fpu;      /* Fpu */
FieldReader read_banks;    /* BankList */
FieldReader read_reserves; /* ReserveList */
FieldReader read_sources;  /* FigureSource [N_FIGURES] */

#endif
