/* SPDX-License-Identifier: Apache-2.0 */
/* The colours of charts: those of Okabe and Ito ("Color universal design", 2008), which are told
 * apart with any eyes. */
#ifndef CMD_PALETTE_H
#define CMD_PALETTE_H

#include "cmd/canvas.h"

enum {
	/* of texts and lines */
	CHART_INK = 0x202020,
	CHART_GRAY = 0x606060,
	CHART_PALE = 0xe0e0e0,
	/* of what is drawn */
	CHART_BLUE = 0x0072b2,
	CHART_ORANGE = 0xd55e00, /* "vermillion" */
	CHART_GREEN = 0x009e73,
	CHART_SKY = 0x56b4e9,
	CHART_NEUTRAL = 0xb8b8b8, /* what is of no kind */
};

/* Colours for things that have no order, so that neighbours in it differ in brightness, too. */
enum { N_PALETTE = 7 };
Color palette_color(int i);

/* White or ink, whichever is legible on a colour. */
Color ink_on(Color color);

/* How bright it looks in grey, 0 to 1. */
double brightness(Color color);

#endif
