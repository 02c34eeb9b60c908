/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/train_plot.h"

#include <math.h>

#include "cmd/chart.h"
#include "cmd/figure.h"

enum { WIDTH = 1000, CHART_HEIGHT = 400, MARGIN = 30, TITLE_HEIGHT = 40 };

void train_plot_add(TrainPlot *plot, const TrainEpoch *epoch)
{
	if (!plot->path)
		return;
	plot->epochs = arena_grow(&plot->arena, plot->epochs, plot->n, &plot->capacity,
		sizeof *plot->epochs);
	plot->epochs[plot->n++] = *epoch;
}

/* A figure of all epochs: loss, accuracy in percent, and the same of what is held out. */
typedef enum Figure { LOSS, ACCURACY, HELD_OUT_LOSS, HELD_OUT_ACCURACY } Figure;

static const double *figures(const TrainPlot *plot, Figure figure, Arena *arena)
{
	double *values = arena_array(arena, plot->n, sizeof *values);
	for (size_t i = 0; i < plot->n; i++) {
		const TrainEpoch *epoch = &plot->epochs[i];
		const double all[] = {epoch->loss, 100 * epoch->accuracy, epoch->validation_loss,
			100 * epoch->validation_accuracy};
		values[i] = all[figure];
	}
	return values;
}

/* The chart of a figure of training and of what is held out, number `place` from the top. */
static void draw(const TrainPlot *plot, const char *title, Figure figure, int place,
	int kept, Canvas *canvas, Arena *arena)
{
	Figure held_out = figure == LOSS ? HELD_OUT_LOSS : HELD_OUT_ACCURACY;
	const Series series[] = {
		{"training", CHART_BLUE, figures(plot, figure, arena)},
		{"held out", CHART_ORANGE, figures(plot, held_out, arena)},
	};
	int top = TITLE_HEIGHT + MARGIN + place * CHART_HEIGHT;
	const Chart chart = {
		.title = title,
		.x_title = "epoch",
		.left = MARGIN,
		.top = top,
		.right = WIDTH - MARGIN,
		.bottom = top + CHART_HEIGHT - MARGIN / 2,
		.series = series,
		.n_series = isfinite(plot->epochs[0].validation_loss) ? 2 : 1,
		.n = (int)plot->n,
		.mark = kept + 1,
		.mark_name = "the result",
	};
	chart_draw(canvas, &chart);
}

bool train_plot_write(const TrainPlot *plot, const char *title, int kept, Error *err)
{
	if (!plot->path || plot->n == 0)
		return true;
	Arena scratch = {0};
	int n = isfinite(plot->epochs[0].accuracy) ? 2 : 1;
	Canvas canvas = canvas_new(WIDTH, TITLE_HEIGHT + MARGIN + n * CHART_HEIGHT, &scratch);
	canvas_text(&canvas, MARGIN, MARGIN / 2, 3, CHART_INK, title);
	draw(plot, "loss", LOSS, 0, kept, &canvas, &scratch);
	if (n > 1)
		draw(plot, "accuracy, %", ACCURACY, 1, kept, &canvas, &scratch);
	bool ok = figure_write(&canvas, plot->path, err);
	arena_finish(&scratch);
	return ok;
}

void train_plot_free(TrainPlot *plot)
{
	arena_finish(&plot->arena);
}
