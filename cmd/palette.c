/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/palette.h"

Color palette_color(int i)
{
	/* Blue, orange, green, yellow, purple, sky blue, vermillion. */
	static const Color colors[N_PALETTE] = {0x0072b2, 0xe69f00, 0x009e73, 0xf0e442,
		0xcc79a7, 0x56b4e9, 0xd55e00};
	return colors[i % N_PALETTE];
}

/* The luma of Rec. 709. */
double brightness(Color color)
{
	double red = color >> 16 & 0xff, green = color >> 8 & 0xff, blue = color & 0xff;
	return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

Color ink_on(Color color)
{
	return brightness(color) < 0.5 ? 0xffffff : CHART_INK;
}
