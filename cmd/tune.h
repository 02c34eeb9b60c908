/* SPDX-License-Identifier: Apache-2.0 */
/* The gradual forms of other commands, which are those of tune. */
#ifndef CMD_TUNE_H
#define CMD_TUNE_H

#include <stdbool.h>

#include "cmd/command.h"

/* Whether a command line has --tune, as a word of its own. */
bool wants_tune(const Call *call);

/*
 * Do what such a command line asks for: the options are those of tune, beside --tune itself and
 * --schedule cubic, which is how it prunes anyway. It must say how far to prune; or it is to cluster,
 * to usual_values (0: it prunes) unless it says how many.
 */
int tune_gradually(Call *call, int usual_values);

#endif
