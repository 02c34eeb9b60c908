/* SPDX-License-Identifier: Apache-2.0 */
/* Programs' memory to place, and what must hold wherever it is placed. */
#ifndef TESTS_UNIT_PLACE_CASE_H
#define TESTS_UNIT_PLACE_CASE_H

#include "src/lower/place.h"

enum { MOST_BLOCKS = 300, MOST_LEADS = 2000 };

typedef struct Case {
	Block blocks[MOST_BLOCKS];
	Lead leads[MOST_LEADS];
	int n, n_leads;
} Case;

void add_lead(Case *net, int out, int in, int64_t bytes);

/* Place them; fails the test where two overlap that may not, or the numbers do not fit. */
Placement place(Case *net, int alignment);

#endif
