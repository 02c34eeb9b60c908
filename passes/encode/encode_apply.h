/* SPDX-License-Identifier: Apache-2.0 */
/* Decode operators put into a model: the inside of encode(). */
#ifndef PASSES_ENCODE_ENCODE_APPLY_H
#define PASSES_ENCODE_ENCODE_APPLY_H

#include "passes/encode/encode_units.h"

/*
 * Give the model, which is the one the units are of or a copy of it, the packed bytes of all
 * units that are packed, which must outlive it, and the operators that unpack them.
 */
void encode_apply(Model *model, const Unit *units, int n);

#endif
