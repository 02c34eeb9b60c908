/* SPDX-License-Identifier: Apache-2.0 */
/* `whit budget --plot`: flash by layer, and RAM over time, as one picture. */
#ifndef CMD_BUDGET_PLOT_H
#define CMD_BUDGET_PLOT_H

#include "src/target/budget.h"

/*
 * Write the picture of a model, whose file has these bytes, on one target; of the name, which
 * may be any file's, the end is shown. A model whose arena is not known gets a note in its place.
 * Fails where the model is of exported C and cannot be lowered, and where the file cannot be
 * written.
 */
bool budget_plot(const char *path, const char *name, const Model *model, Bytes file,
	const Budget *budget, Error *err);

#endif
