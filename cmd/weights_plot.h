/* SPDX-License-Identifier: Apache-2.0 */
/* `--plot` of what changes weights, and of diff: histograms of weights before and after. */
#ifndef CMD_WEIGHTS_PLOT_H
#define CMD_WEIGHTS_PLOT_H

#include "src/graph/model.h"

typedef struct WeightsPlot {
	const char *path;                     /* NULL: no picture is wanted */
	const char *title;                    /* texts may be any file's */
	const char *before_name, *after_name; /* NULL: "before" and "after" */
} WeightsPlot;

/*
 * Draw the weights of all layers that two models have, then of each of them, or of the largest
 * ones: the bytes of a PNG file in the arena, for figure_write_bytes; of no picture, nothing.
 * Packed weights must have been unpacked. Fails as weight_pairs does.
 */
bool weights_plot(const WeightsPlot *plot, const Model *before, const Model *after,
	Arena *arena, Bytes *file, Error *err);

#endif
