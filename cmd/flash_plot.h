/* SPDX-License-Identifier: Apache-2.0 */
/* The bars of `whit budget --plot`: what flash is spent on. */
#ifndef CMD_FLASH_PLOT_H
#define CMD_FLASH_PLOT_H

#include "cmd/axes.h"
#include "cmd/flash_parts.h"

/* More layers than a picture has room for: flash_parts_largest() is to be asked before. */
enum { MOST_BARS = 24 };

/* How high the bars of so many parts are, all labels included. */
int flash_plot_height(const FlashParts *parts);

/* Between two places across, from the top down. */
void flash_plot(Canvas *canvas, int left, int top, int right, const FlashParts *parts,
	Arena *arena);

#endif
