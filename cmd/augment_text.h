/* SPDX-License-Identifier: Apache-2.0 */
/* What --augment says. */
#ifndef CMD_AUGMENT_TEXT_H
#define CMD_AUGMENT_TEXT_H

#include "src/train/augment.h"

/*
 * Read a list as "shift=1,flip,noise=0.1,cutout=4,mixup=0.2", in any order, each at most once;
 * one without a number has a usual one: shift=2, noise=0.05, cutout=8, mixup=0.2. Fails, naming
 * the word.
 */
bool augment_read(const char *text, Augment *augment, Error *err);

#endif
