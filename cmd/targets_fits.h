/* SPDX-License-Identifier: Apache-2.0 */
/* Which parts a model fits. */
#ifndef CMD_TARGETS_FITS_H
#define CMD_TARGETS_FITS_H

#include "src/target/budget.h"

/*
 * Print the parts that the model in a file fits, of least RAM first, of equals those of least flash,
 * and how many it does not fit or nothing is known of. DONE where there is one, ANSWER_NO where
 * there is none, TROUBLE with an error. Profiles without any limit are no parts.
 */
int print_fits(const char *path, Runtime runtime, const Profiles *profiles, bool as_json,
	Error *err);

#endif
