/* SPDX-License-Identifier: Apache-2.0 */
/* Constants in smaller types as the real numbers they stand for. */
#ifndef OPS_FLOAT_CONSTANT_H
#define OPS_FLOAT_CONSTANT_H

#include "src/graph/model.h"

/*
 * The values of a constant of float16, or of int4, int8 or int16 with one scale or one an
 * index along an axis, as float32 in the arena. NULL where it is none of these, has no
 * scale, or is stored sparse. The model has been verified.
 */
const float *float_constant(const Tensor *tensor, Arena *arena);

#endif
