/* SPDX-License-Identifier: Apache-2.0 */
/* How each constant is best packed: the inside of encode(). */
#ifndef PASSES_ENCODE_ENCODE_CHOICE_H
#define PASSES_ENCODE_ENCODE_CHOICE_H

#include "passes/encode/encode_units.h"

/*
 * Set kind, group and packed of each unit to what is estimated to make the file smallest, with
 * is_packed where that beats dense. Units for which a code can be shared form groups, see
 * encode_sharing.h.
 */
void choose_packing(Unit *units, int n, const EncodeSettings *settings, Arena *arena);

/* Make the packed bytes of a group anew, in the arena, after units have left or come; -1, that of
 * units without one, is passed over. */
void pack_group(Unit *units, int n, int group, Arena *arena);

/* The same of all groups. */
void pack_units(Unit *units, int n, Arena *arena);

#endif
