/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges that a float model carries with it: those it was trained with. */
#ifndef PASSES_STORED_RANGES_H
#define PASSES_STORED_RANGES_H

#include "passes/quantize/quantize.h"

/*
 * Put ranges into graph 0 as the minimum and maximum of each float32 tensor that is computed or put
 * in, where TFLite has a place for them; ranges has an entry a tensor, and those that were not
 * seen are left out.
 */
void store_ranges(Model *model, const Range *ranges);

/*
 * Read them from a prepared model (quantize_prepare) for quantize_by_ranges, in the arena; constant
 * operands have the range of their values. False where there is one missing.
 */
bool stored_ranges(const Model *model, Arena *arena, Calibrated *calibrated);

#endif
