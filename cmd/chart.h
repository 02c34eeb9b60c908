/* SPDX-License-Identifier: Apache-2.0 */
/* Curves over whole numbers, with axes. */
#ifndef CMD_CHART_H
#define CMD_CHART_H

#include "cmd/palette.h"

typedef struct Series {
	const char *name;
	Color color;
	const double *values; /* of x = 1 and on; those not finite are left out */
} Series;

typedef struct Chart {
	const char *title, *x_title;
	int left, top, right, bottom; /* on the canvas, labels and all */
	const Series *series;
	int n_series, n; /* of each */
	int mark;        /* an x to be marked with a line; 0: none */
	const char *mark_name;
} Chart;

void chart_draw(Canvas *canvas, const Chart *chart);

#endif
