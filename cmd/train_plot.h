/* SPDX-License-Identifier: Apache-2.0 */
/* The learning curve as a picture. */
#ifndef CMD_TRAIN_PLOT_H
#define CMD_TRAIN_PLOT_H

#include "src/train/train.h"

typedef struct TrainPlot {
	const char *path; /* NULL: no picture is wanted */
	Arena arena;
	TrainEpoch *epochs;
	size_t n, capacity;
} TrainPlot;

/* Remember an epoch. */
void train_plot_add(TrainPlot *plot, const TrainEpoch *epoch);

/* Draw what there is: loss, and accuracy where it is known, of training and of what is held out,
 * epoch by epoch, as PNG. kept is the epoch that is the result, from 0; -1: none is. */
bool train_plot_write(const TrainPlot *plot, const char *title, int kept, Error *err);

void train_plot_free(TrainPlot *plot);

#endif
