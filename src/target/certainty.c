/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/certainty.h"

static Certainty as_part(Certainty certainty)
{
	return certainty == NO_DATA ? LOWER_BOUND : certainty;
}

Certainty certainty_of_sum(Certainty a, Certainty b)
{
	if (a == NO_DATA && b == NO_DATA)
		return NO_DATA;
	a = as_part(a);
	b = as_part(b);
	if (a == EXACT || a == b)
		return b;
	return b == EXACT ? a : ESTIMATE;
}

const char *certainty_name(Certainty certainty)
{
	static const char *const names[] = {
		[EXACT] = "exact",
		[UPPER_BOUND] = "upper bound",
		[LOWER_BOUND] = "lower bound",
		[ESTIMATE] = "estimate",
		[NO_DATA] = "no data",
	};
	return names[certainty];
}
