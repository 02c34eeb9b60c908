/* SPDX-License-Identifier: Apache-2.0 */
/* A small font of pixels, for the labels of charts. */
#ifndef CMD_GLYPHS_H
#define CMD_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

enum { GLYPH_WIDTH = 5, GLYPH_HEIGHT = 7 };

/* Whether a pixel of a letter is set; x from the left, y from the top. What is no letter, digit or
 * one of .,:%-_/()+=? is shown as '?', space and control characters as nothing. */
bool glyph_pixel(char letter, int x, int y);

#endif
