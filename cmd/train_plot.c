/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/train_plot.h"

void train_plot_add(TrainPlot *plot, const TrainEpoch *epoch)
{
	if (!plot->path)
		return;
	plot->epochs = arena_grow(&plot->arena, plot->epochs, plot->n, &plot->capacity,
		sizeof *plot->epochs);
	plot->epochs[plot->n++] = *epoch;
}

bool train_plot_write(const TrainPlot *plot, const char *title, int kept, Error *err)
{
	(void)plot, (void)title, (void)kept, (void)err;
	return true;
}

void train_plot_free(TrainPlot *plot)
{
	arena_finish(&plot->arena);
}
