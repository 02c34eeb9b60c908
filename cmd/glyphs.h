/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small font of strokes, for the labels of charts: points on a grid, joined with their
 * neighbours. Places are in steps of that grid, from the left edge and the top of the letter.
 */
#ifndef CMD_GLYPHS_H
#define CMD_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

/* Of a digit, and of what a letter has at most; the depth is below the line it stands on. */
enum { GLYPH_WIDTH = 5, GLYPH_HEIGHT = 7, GLYPH_DEPTH = 2 };

/* Steps that a letter takes; letters lie a step apart. What ASCII has no letter for is shown as
 * '?', and space and control characters as nothing. */
int glyph_width(char letter);

/* How far a place is from the nearest stroke of a letter; as far as it matters, up to a step. */
double glyph_distance(char letter, double x, double y);

#endif
