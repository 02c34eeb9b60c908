/* SPDX-License-Identifier: Apache-2.0 */
/* How far a figure can be trusted. */
#ifndef TARGET_CERTAINTY_H
#define TARGET_CERTAINTY_H

typedef enum Certainty {
	EXACT,       /* computed by, or measured with, the very thing it speaks of */
	UPPER_BOUND, /* the truth is this or less */
	LOWER_BOUND, /* the truth is this or more */
	ESTIMATE,    /* the truth may lie on either side */
	NO_DATA,     /* there is no figure; the number beside it is 0 */
} Certainty;

/*
 * What can be said of the sum of two figures. One without data leaves a sum that is short of
 * it: a lower bound at best.
 */
Certainty certainty_of_sum(Certainty a, Certainty b);

/* "exact", "upper bound", "lower bound", "estimate", "no data"; never NULL. */
const char *certainty_name(Certainty certainty);

#endif
