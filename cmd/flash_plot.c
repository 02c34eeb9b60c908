/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/flash_plot.h"

#include <stdio.h>

enum {
	ROW = 24,
	NUMBER_WIDTH = 44,
	KIND_WIDTH = 230,
	LABELS_WIDTH = 560, /* number, kind and name */
	VALUE_WIDTH = 220,  /* what stands behind the longest bar */
	AXIS_HEIGHT = 40,
};

int flash_plot_height(const FlashParts *parts)
{
	return parts->n * ROW + AXIS_HEIGHT;
}

static Color color_of(FlashKind kind)
{
	static const Color colors[] = {
		[FLASH_LAYER] = CHART_BLUE,
		[FLASH_OTHERS] = CHART_SKY,
		[FLASH_FILE] = CHART_NEUTRAL,
		[FLASH_CODE] = CHART_ORANGE,
	};
	return colors[kind];
}

static void draw_label(Canvas *canvas, int left, int right, int y, const FlashPart *part,
	Arena *arena)
{
	int x = left + NUMBER_WIDTH + GAP;
	if (part->kind != FLASH_LAYER) {
		text_right(canvas, right, y, CHART_INK,
			arena_text(arena, part->note[0] ? "%s (%s)" : "%s", part->what, part->note));
		return;
	}
	text_right(canvas, left + NUMBER_WIDTH, y, CHART_GRAY,
		arena_text(arena, "%d", part->op));
	const char *kind = text_start_within(arena, part->what, KIND_WIDTH);
	canvas_text(canvas, x, y, TEXT_SIZE, CHART_INK, kind);
	x += canvas_text_width(kind, TEXT_SIZE) + 2 * GAP;
	text_right(canvas, right, y, CHART_GRAY, name_within(arena, part->name, right - x));
}

static void draw_value(Canvas *canvas, int x, int y, const FlashParts *parts,
	const FlashPart *part, ByteUnit unit, Arena *arena)
{
	double bytes = (double)part->bytes;
	if (part->bytes == 0 && part->note[0])
		return; /* there is no data */
	double percent = parts->bytes ? 100 * bytes / (double)parts->bytes : 0;
	const char *text = arena_text(arena, "%.*f %s  %.1f %%", unit.bytes > 1 ? 1 : 0,
		bytes / unit.bytes, unit.name, percent);
	canvas_text(canvas, x, y, TEXT_SIZE, CHART_INK, text);
}

static double most_bytes(const FlashParts *parts)
{
	uint64_t most = 1;
	for (int i = 0; i < parts->n; i++)
		most = parts->list[i].bytes > most ? parts->list[i].bytes : most;
	return (double)most;
}

void flash_plot(Canvas *canvas, int left, int top, int right, const FlashParts *parts,
	Arena *arena)
{
	enum { TICKS = 5 };
	double most = most_bytes(parts);
	ByteUnit unit = unit_of(most);
	Axes axes = {
		.box = {left + LABELS_WIDTH, top, right - VALUE_WIDTH, top + parts->n * ROW},
		.x = axis_from_0(most / unit.bytes, TICKS),
		.y = {0, 1, false},
	};
	draw_x_grid(canvas, &axes);
	draw_x_axis(canvas, &axes);
	canvas_text(canvas, (int)axes.box.right + 4 * GAP, (int)axes.box.bottom + GAP,
		TEXT_SIZE, CHART_GRAY, unit.name);
	for (int i = 0; i < parts->n; i++) {
		const FlashPart *part = &parts->list[i];
		double y = top + i * ROW;
		int text_y = (int)y + (ROW - TEXT_HEIGHT) / 2;
		double end = axes_point(&axes, (double)part->bytes / unit.bytes, 0).x;
		canvas_fill(canvas, (Box){axes.box.left, y + 3, end, y + ROW - 3}, 1,
			color_of(part->kind));
		draw_label(canvas, left, (int)axes.box.left - GAP, text_y, part, arena);
		draw_value(canvas, (int)end + GAP, text_y, parts, part, unit, arena);
	}
	canvas_line(canvas, (Point){axes.box.left, axes.box.top},
		(Point){axes.box.left, axes.box.bottom}, THIN, CHART_GRAY);
}
