/* SPDX-License-Identifier: Apache-2.0 */
/* From a model to calls of kernels. */
#ifndef LOWER_LOWER_H
#define LOWER_LOWER_H

#include "src/lower/program.h"

typedef struct LowerSettings {
	bool allow_float; /* or else refuse what computes, takes or gives float32 */
} LowerSettings;

/*
 * Lower graph 0 of a model, which is to outlive the program; what the program points to beyond
 * the model is in the arena.
 *
 * Operators run in the order that needs least memory, and are prepared as the host prepares its
 * own, for one sample and with the portable kernels: the results are the same to the bit. RESHAPE
 * and its like cost nothing; a PAD before convolutions becomes a part of their windows;
 * outputs overlap inputs that are read for the last time, as far as kernels allow; weights that
 * decode operators unpack, and int4 ones, stay packed, and are unpacked a few channels at a time
 * into scratch.
 *
 * Fails, naming model and operator, for what cannot be run or has no C kernel; for float32 where
 * that is not allowed; and for inputs and outputs that are constants or of no known shape.
 */
bool lower_model(const Model *model, const LowerSettings *settings, Arena *arena,
	Program *program, Error *err);

#endif
