/* SPDX-License-Identifier: Apache-2.0 */
/* Two doubles that are computed together, where the machine can; each as if alone. */
#ifndef PASSES_LAYERS_PAIR_H
#define PASSES_LAYERS_PAIR_H

#include <string.h>

typedef double Pair __attribute__((vector_size(16)));

static inline Pair load_pair(const double *from)
{
	Pair pair;
	memcpy(&pair, from, sizeof pair);
	return pair;
}

#endif
