/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up data, to try a model without any. */
#ifndef DATA_RANDOM_H
#define DATA_RANDOM_H

#include "src/base/arena.h"
#include "src/base/error.h"
#include "src/base/rng.h"
#include "src/data/array.h"

/*
 * An array of a shape and type in the arena, called "(random)": float32 uniform in [0, 1),
 * integers of 8 bits uniform over all values. Fails for other types, and above 2^31 elements.
 */
bool random_array(Shape shape, DataType type, Rng rng, Arena *arena, Array *array,
	Error *err);

#endif
