/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_report.h"

#include "cmd/columns.h"
#include "cmd/print_json.h"

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
	if (fits)
		fprintf(to, "fits, %.1f %%\n", limit ? 100.0 * (double)used / (double)limit : 0);
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

/* A figure that may be too low, or is missing, leaves a yes in doubt. */
static bool is_in_doubt(Certainty certainty)
{
	return certainty != EXACT && certainty != UPPER_BOUND;
}

static const char *verdict(const Budget *budget)
{
	if (budget->refusal)
		return "TFLM cannot run it";
	if (!budget->fits)
		return "does not fit";
	return is_in_doubt(budget->flash.certainty) || is_in_doubt(budget->ram.certainty)
		? "fits, as far as is known"
		: "fits";
}

static const char *runtime_text(const Budget *budget)
{
	return budget->is_c                       ? "exported C"
		: budget->kernels == KERNELS_CMSIS_NN ? "cmsis-nn kernels"
											  : "reference kernels";
}

static void print_table(const Budget *budget, const char *name, FILE *to)
{
	const Profile *profile = budget->profile;
	fprintf(to, "%s on %s (%s), %s: %s\n\n", name, profile->name,
		core_info(profile->core)->name, runtime_text(budget), verdict(budget));
	if (budget->refusal)
		fprintf(to, "%s\n\n", budget->refusal);
	fprintf(to, "flash                      bytes\n");
	print_line(to, budget->is_c ? "constants" : "model file", budget->file_bytes, EXACT);
	print_line(to, budget->is_c ? "code" : "runtime code", budget->runtime.bytes,
		budget->runtime.certainty);
	print_memory_total(to, &budget->flash, "of --max-flash");
	fprintf(to, "\nRAM                        bytes\n");
	if (!budget->is_c)
		print_line(to, "arena, in use", budget->arena.used_bytes,
			budget->arena.certainty);
	print_line(to, budget->is_c ? "arena" : "arena, to provide",
		budget->arena.smallest_bytes, budget->arena.certainty);
	print_memory_total(to, &budget->ram, "of --max-ram");
	fprintf(to, "\n%s: %s\n", budget->is_c ? "code" : "runtime", budget->runtime.note);
	if (budget->arena.note[0])
		fprintf(to, "arena: %s\n", budget->arena.note);
	if (profile->note[0])
		fprintf(to, "%s: %s\n", profile->name, profile->note);
}

static cJSON *memory_json(const BudgetMemory *memory)
{
	cJSON *json = cJSON_CreateObject();
	cJSON_AddNumberToObject(json, "model_bytes", (double)memory->model_bytes);
	cJSON_AddNumberToObject(json, "reserved_bytes", (double)memory->reserved_bytes);
	cJSON_AddNumberToObject(json, "total_bytes", (double)memory->total_bytes);
	cJSON_AddStringToObject(json, "certainty", certainty_name(memory->certainty));
	add_limit(json, "part_bytes", memory->part_bytes, NO_LIMIT);
	add_limit(json, "max_bytes", memory->max_bytes, NO_LIMIT);
	cJSON_AddBoolToObject(json, "fits_part", memory->fits_part);
	cJSON_AddBoolToObject(json, "fits_max", memory->fits_max);
	return json;
}

static void print_as_json(const Budget *budget, const char *name, FILE *to)
{
	cJSON *json = report_json();
	cJSON_AddStringToObject(json, "model", name);
	cJSON_AddStringToObject(json, "target", budget->profile->name);
	cJSON_AddStringToObject(json, "core", core_info(budget->profile->core)->name);
	cJSON_AddStringToObject(json, "runtime", budget->is_c ? "c" : "tflm");
	if (budget->is_c)
		cJSON_AddNullToObject(json, "kernels");
	else
		cJSON_AddStringToObject(json, "kernels", kernels_name(budget->kernels));
	cJSON_AddBoolToObject(json, "fits", budget->fits);
	if (budget->refusal)
		cJSON_AddStringToObject(json, "refusal", budget->refusal);
	else
		cJSON_AddNullToObject(json, "refusal");

	cJSON *flash = memory_json(&budget->flash);
	cJSON_AddItemToObject(json, "flash", flash);
	cJSON_AddNumberToObject(flash, budget->is_c ? "constant_bytes" : "file_bytes",
		(double)budget->file_bytes);
	cJSON_AddNumberToObject(flash, "runtime_bytes", (double)budget->runtime.bytes);
	cJSON_AddStringToObject(flash, "runtime_certainty",
		certainty_name(budget->runtime.certainty));
	cJSON_AddStringToObject(flash, "runtime_note", budget->runtime.note);

	cJSON *ram = memory_json(&budget->ram);
	cJSON_AddItemToObject(json, "ram", ram);
	cJSON_AddNumberToObject(ram, "arena_used_bytes", (double)budget->arena.used_bytes);
	cJSON_AddNumberToObject(ram, "arena_head_bytes", (double)budget->arena.head_bytes);
	cJSON_AddNumberToObject(ram, "arena_tail_bytes", (double)budget->arena.tail_bytes);
	cJSON_AddNumberToObject(ram, "arena_smallest_bytes",
		(double)budget->arena.smallest_bytes);
	cJSON_AddStringToObject(ram, "arena_certainty",
		certainty_name(budget->arena.certainty));
	cJSON_AddStringToObject(ram, "arena_note", budget->arena.note);
	print_json(json, to);
}

void print_budget(const Budget *budget, const char *name, bool as_json, FILE *to)
{
	Arena scratch = {0};
	Budget shown = *budget;
	/* The note may tell names of operators, which are the file's. */
	shown.arena.note = shown_name(&scratch, budget->arena.note, SIZE_MAX);
	if (budget->refusal)
		shown.refusal = shown_name(&scratch, budget->refusal, SIZE_MAX);
	name = shown_name(&scratch, name, SIZE_MAX);
	if (as_json)
		print_as_json(&shown, name, to);
	else
		print_table(&shown, name, to);
	arena_finish(&scratch);
}
