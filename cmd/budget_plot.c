/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_plot.h"

#include "cmd/budget_report.h"
#include "cmd/figure.h"
#include "cmd/flash_plot.h"
#include "cmd/ram_plot.h"
#include "src/lower/lower.h"

enum {
	WIDTH = 1280,
	MARGIN = 30,
	HEAD_HEIGHT = GLYPH_HEIGHT * TITLE_SIZE + 2 * LINE_HEIGHT,
	TITLE_HEIGHT = LINE_HEIGHT + GAP, /* of a panel */
};

typedef struct Picture {
	const Budget *budget;
	FlashParts flash;
	RamLives ram;
	const char *ram_note; /* why there is no map of RAM; "": there is one */
	Arena *arena;
} Picture;

/* "flash: 371.8 KiB, 36.3 % of the part" */
static const char *total_text(const char *what, const BudgetMemory *memory, Arena *arena)
{
	const char *total = bytes_text(arena, (double)memory->total_bytes);
	const char *reserved = memory->reserved_bytes
		? arena_text(arena, ", %s of them reserved",
			  bytes_text(arena, (double)memory->reserved_bytes))
		: "";
	const char *certainty = memory->certainty == EXACT
		? ""
		: arena_text(arena, " (%s)", certainty_name(memory->certainty));
	if (memory->certainty == NO_DATA)
		return arena_text(arena, "%s: no data", what);
	if (memory->part_bytes == NO_LIMIT || memory->part_bytes == 0)
		return arena_text(arena, "%s: %s%s%s", what, total, certainty, reserved);
	return arena_text(arena, "%s: %s%s, %.1f %% of the part's %s%s", what, total,
		certainty, 100.0 * (double)memory->total_bytes / (double)memory->part_bytes,
		bytes_text(arena, (double)memory->part_bytes), reserved);
}

static bool find_lives(Picture *picture, const Model *model, const Program *program)
{
	const Budget *budget = picture->budget;
	picture->ram_note = budget->refusal ? budget->refusal : budget->arena.note;
	if (program)
		ram_lives_c(program, picture->arena, &picture->ram);
	else if (budget->runner == RUNTIME_TFLM && budget->arena.certainty != NO_DATA)
		ram_lives_tflm(model, &budget->arena, picture->arena, &picture->ram);
	else if (budget->runner == RUNTIME_NONE)
		picture->ram_note = arena_text(picture->arena,
			"no map, as nothing places tensors: %s", budget->arena.note);
	if (!picture->ram.list)
		return false;
	return ram_plot_can(&picture->ram, &picture->ram_note);
}

/* What is left of a limit beside what is reserved. */
static uint64_t left_of(const BudgetMemory *memory)
{
	if (memory->part_bytes == NO_LIMIT)
		return NO_LIMIT;
	return memory->part_bytes > memory->reserved_bytes
		? memory->part_bytes - memory->reserved_bytes
		: 0;
}

static void draw(const Picture *picture, Canvas *canvas, const char *name, bool has_map)
{
	Arena *arena = picture->arena;
	const Budget *budget = picture->budget;
	const RamLimits limits = {left_of(&budget->ram), budget->ram.max_bytes};
	int y = MARGIN, right = WIDTH - MARGIN;
	enum { TITLE_ROOM = (WIDTH - 2 * MARGIN) * TEXT_SIZE / TITLE_SIZE };
	canvas_text(canvas, MARGIN, y, TITLE_SIZE, CHART_INK,
		text_end_within(arena, name, TITLE_ROOM));
	y += GLYPH_HEIGHT * TITLE_SIZE + GAP;
	canvas_text(canvas, MARGIN, y, TEXT_SIZE, CHART_GRAY,
		text_start_within(arena,
			arena_text(arena, "on %s (%s), %s", budget->profile->name,
				core_info(budget->profile->core)->name, budget_runner_text(budget)),
			right - MARGIN));
	y = MARGIN + HEAD_HEIGHT;
	canvas_text(canvas, MARGIN, y, TEXT_SIZE, CHART_INK,
		total_text("(a) flash", &budget->flash, arena));
	y += TITLE_HEIGHT;
	flash_plot(canvas, MARGIN, y, right, &picture->flash, arena);
	y += flash_plot_height(&picture->flash) + MARGIN;
	canvas_text(canvas, MARGIN, y, TEXT_SIZE, CHART_INK,
		total_text("(b) RAM", &budget->ram, arena));
	y += TITLE_HEIGHT;
	if (has_map)
		ram_plot(canvas, MARGIN, y, right, &picture->ram, &limits, arena);
	else
		canvas_text(canvas, MARGIN, y, TEXT_SIZE, CHART_GRAY,
			text_start_within(arena, picture->ram_note, right - MARGIN));
}

bool budget_plot(const char *path, const char *name, const Model *model, Bytes file,
	const Budget *budget, Error *err)
{
	Arena arena = {0};
	/* As budget --runtime c lowers it. */
	LowerSettings settings = {.allow_float = true};
	Program program;
	Picture picture = {.budget = budget, .arena = &arena};
	bool ok = budget->runner != RUNTIME_C ||
		lower_model(model, &settings, &arena, &program, err);
	if (ok) {
		const Program *lowered = budget->runner == RUNTIME_C ? &program : NULL;
		flash_parts(model, file, budget, lowered, &arena, &picture.flash);
		flash_parts_largest(&picture.flash, MOST_BARS, &arena);
		bool has_map = find_lives(&picture, model, lowered);
		int ram_height = has_map ? ram_plot_height(&picture.ram) : LINE_HEIGHT;
		int height = 2 * MARGIN + HEAD_HEIGHT + 2 * TITLE_HEIGHT +
			flash_plot_height(&picture.flash) + MARGIN + ram_height;
		Canvas canvas = canvas_new(WIDTH, height, &arena);
		draw(&picture, &canvas, name, has_map);
		ok = figure_write(&canvas, path, err);
	}
	arena_finish(&arena);
	return ok;
}
