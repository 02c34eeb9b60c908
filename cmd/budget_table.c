/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_table.h"

#include <math.h>
#include <unistd.h>

#include "cmd/budget_speed.h"

const char *share_bar(uint64_t used, uint64_t limit, char text[BAR_BYTES])
{
	double share = limit ? (double)used / (double)limit : 1;
	int n = share >= 1 ? BAR_CELLS : (int)(share * BAR_CELLS + 0.5);
	text[0] = '[';
	for (int i = 0; i < BAR_CELLS; i++)
		text[1 + i] = i < n ? '#' : '.';
	text[BAR_CELLS + 1] = ']';
	text[BAR_CELLS + 2] = '\0';
	return text;
}

bool has_bars(FILE *to)
{
	return isatty(fileno(to));
}

double percent_of(uint64_t used, uint64_t limit)
{
	return limit ? 100.0 * (double)used / (double)limit : 0;
}

/* A figure that may be too low, or is missing, leaves a yes in doubt. */
static bool is_in_doubt(Certainty certainty)
{
	return certainty != EXACT && certainty != UPPER_BOUND;
}

const char *budget_verdict(const Budget *budget)
{
	if (budget->refusal)
		return "TFLM cannot run it";
	if (!budget->fits)
		return "does not fit";
	return is_in_doubt(budget->flash.certainty) || is_in_doubt(budget->ram.certainty)
		? "fits, as far as is known"
		: "fits";
}

static void print_line(FILE *to, const char *what, uint64_t bytes, Certainty certainty)
{
	if (certainty == NO_DATA)
		fprintf(to, "  %-18s %11s  no data\n", what, "-");
	else if (certainty == EXACT)
		fprintf(to, "  %-18s %11llu\n", what, (unsigned long long)bytes);
	else
		fprintf(to, "  %-18s %11llu  %s\n", what, (unsigned long long)bytes,
			certainty_name(certainty));
}

static void print_limit(FILE *to, const char *what, uint64_t used, uint64_t limit,
	bool fits)
{
	if (limit == NO_LIMIT)
		return;
	fprintf(to, "  %-18s %11llu  ", what, (unsigned long long)limit);
	if (has_bars(to)) {
		char text[BAR_BYTES];
		fprintf(to, "%s  ", share_bar(used, limit, text));
	}
	if (fits)
		fprintf(to, "fits, %.1f %%\n", percent_of(used, limit));
	else
		fprintf(to, "OVER, by %llu\n", (unsigned long long)(used - limit));
}

static void print_memory_total(FILE *to, const BudgetMemory *memory,
	const char *max_option)
{
	print_line(to, "reserved", memory->reserved_bytes, EXACT);
	print_line(to, "total", memory->total_bytes, memory->certainty);
	if (memory->certainty == NO_DATA)
		return;
	print_limit(to, "of the part's", memory->total_bytes, memory->part_bytes,
		memory->fits_part);
	print_limit(to, max_option, memory->model_bytes, memory->max_bytes, memory->fits_max);
}

/* What it is made up of, but what is reserved. */
static void print_flash_parts(const Budget *budget, FILE *to)
{
	print_line(to, budget->runner == RUNTIME_C ? "constants" : "model file",
		budget->file_bytes, EXACT);
	if (budget->runtime.error_percent > 0)
		fprintf(to, "  %-18s %11llu  estimate, +-%.0f %%\n", "runtime code",
			(unsigned long long)budget->runtime.bytes,
			ceil(budget->runtime.error_percent));
	else if (budget->runner != RUNTIME_NONE)
		print_line(to, budget->runner == RUNTIME_C ? "code" : "runtime code",
			budget->runtime.bytes, budget->runtime.certainty);
}

static void print_ram_parts(const Budget *budget, FILE *to)
{
	bool is_tflm = budget->runner == RUNTIME_TFLM;
	if (is_tflm)
		print_line(to, "arena, in use", budget->arena.used_bytes,
			budget->arena.certainty);
	print_line(to,
		is_tflm                              ? "arena, to provide"
			: budget->runner == RUNTIME_NONE ? "tensors"
											 : "arena",
		budget->arena.smallest_bytes, budget->arena.certainty);
}

void budget_print_table(const Budget *budget, const char *name, FILE *to)
{
	const Profile *profile = budget->profile;
	fprintf(to, "%s on %s (%s), %s%s%s: %s\n\n", name, profile->name,
		core_info(profile->core)->name, budget_runner_text(budget),
		budget->build == TFLM_RELEASE ? "" : ", build ",
		budget->build == TFLM_RELEASE ? "" : tflm_build_name(budget->build),
		budget_verdict(budget));
	if (budget->refusal)
		fprintf(to, "%s\n\n", budget->refusal);
	fprintf(to, "flash                      bytes\n");
	print_flash_parts(budget, to);
	print_memory_total(to, &budget->flash, "of --max-flash");
	fprintf(to, "\nRAM                        bytes\n");
	print_ram_parts(budget, to);
	print_memory_total(to, &budget->ram, "of --max-ram");
	if (budget->has_speed)
		print_speed(&budget->speed, to);
	fprintf(to, "\n%s: %s\n", budget->runner == RUNTIME_C ? "code" : "runtime",
		budget->runtime.note);
	if (budget->arena.note[0])
		fprintf(to, "%s: %s\n", budget->runner == RUNTIME_NONE ? "tensors" : "arena",
			budget->arena.note);
	if (budget->has_speed)
		print_speed_notes(&budget->speed, to);
	if (profile->note[0])
		fprintf(to, "%s: %s\n", profile->name, profile->note);
}
