/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/budget_report.h"
#include "cmd/budget_speed.h"
#include "cmd/print_json.h"

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

static cJSON *flash_json(const Budget *budget)
{
	cJSON *flash = memory_json(&budget->flash);
	cJSON_AddNumberToObject(flash,
		budget->runner == RUNTIME_C ? "constant_bytes" : "file_bytes",
		(double)budget->file_bytes);
	cJSON_AddNumberToObject(flash, "runtime_bytes", (double)budget->runtime.bytes);
	cJSON_AddStringToObject(flash, "runtime_certainty",
		certainty_name(budget->runtime.certainty));
	if (budget->runtime.error_percent > 0)
		cJSON_AddNumberToObject(flash, "runtime_error_percent",
			budget->runtime.error_percent);
	else
		cJSON_AddNullToObject(flash, "runtime_error_percent");
	cJSON_AddStringToObject(flash, "runtime_note", budget->runtime.note);
	return flash;
}

static cJSON *ram_json(const Budget *budget)
{
	cJSON *ram = memory_json(&budget->ram);
	cJSON_AddNumberToObject(ram, "arena_used_bytes", (double)budget->arena.used_bytes);
	cJSON_AddNumberToObject(ram, "arena_head_bytes", (double)budget->arena.head_bytes);
	cJSON_AddNumberToObject(ram, "arena_tail_bytes", (double)budget->arena.tail_bytes);
	cJSON_AddNumberToObject(ram, "arena_smallest_bytes",
		(double)budget->arena.smallest_bytes);
	cJSON_AddStringToObject(ram, "arena_certainty",
		certainty_name(budget->arena.certainty));
	cJSON_AddStringToObject(ram, "arena_note", budget->arena.note);
	return ram;
}

/* What there is to tell of one target. */
static void add_target(cJSON *json, const Budget *budget)
{
	cJSON_AddStringToObject(json, "target", budget->profile->name);
	cJSON_AddStringToObject(json, "core", core_info(budget->profile->core)->name);
	cJSON_AddStringToObject(json, "runtime", budget_runtime_name(budget));
	if (budget->runner != RUNTIME_TFLM)
		cJSON_AddNullToObject(json, "kernels");
	else
		cJSON_AddStringToObject(json, "kernels", kernels_name(budget->kernels));
	if (budget->runner == RUNTIME_TFLM)
		cJSON_AddStringToObject(json, "build", tflm_build_name(budget->build));
	cJSON_AddBoolToObject(json, "fits", budget->fits);
	if (budget->refusal)
		cJSON_AddStringToObject(json, "refusal", budget->refusal);
	else
		cJSON_AddNullToObject(json, "refusal");
	cJSON_AddItemToObject(json, "flash", flash_json(budget));
	cJSON_AddItemToObject(json, "ram", ram_json(budget));
	if (budget->has_speed)
		speed_add(json, &budget->speed);
}

static cJSON *memory_growth_json(const MemoryGrowth *growth)
{
	cJSON *json = cJSON_CreateObject();
	add_count(json, "was_bytes", (int64_t)growth->was);
	add_count(json, "is_bytes", (int64_t)growth->is);
	cJSON_AddBoolToObject(json, "within", growth->within);
	return json;
}

static void add_layers(cJSON *json, const char *key, const Outline *outline,
	const LayerGrowths *grown)
{
	cJSON *list = cJSON_AddArrayToObject(json, key);
	for (int i = 0; i < grown->n; i++) {
		const LayerGrowth *growth = &grown->list[i];
		cJSON *it = cJSON_CreateObject();
		add_count(it, "layer", growth->layer);
		cJSON_AddStringToObject(it, "operator", outline->layers[growth->layer].kind);
		cJSON_AddStringToObject(it, "name", outline->layers[growth->layer].name);
		add_count(it, "was_bytes", (int64_t)growth->was);
		add_count(it, "is_bytes", (int64_t)growth->is);
		cJSON_AddItemToArray(list, it);
	}
}

static void add_growth(cJSON *json, const BudgetReport *report)
{
	const Growth *growth = report->growth;
	cJSON *grown = cJSON_AddObjectToObject(json, "growth");
	cJSON_AddStringToObject(grown, "baseline", growth->baseline);
	if (growth->max_percent < 0)
		cJSON_AddNullToObject(grown, "max_percent");
	else
		cJSON_AddNumberToObject(grown, "max_percent", growth->max_percent);
	cJSON_AddBoolToObject(grown, "within_limit", growth->within);
	cJSON *targets = cJSON_AddArrayToObject(grown, "targets");
	for (int i = 0; i < report->n; i++) {
		const TargetGrowth *target = &growth->targets[i];
		cJSON *it = cJSON_CreateObject();
		cJSON_AddStringToObject(it, "name", report->budgets[i].profile->name);
		cJSON_AddItemToObject(it, "flash", memory_growth_json(&target->flash));
		cJSON_AddItemToObject(it, "ram", memory_growth_json(&target->ram));
		cJSON_AddItemToArray(targets, it);
	}
	add_layers(grown, "weights", report->outline, &growth->weights);
	add_layers(grown, "outputs", report->outline, &growth->outputs);
}

/* Of several targets each has an object of a list; one alone is told of at the top. */
static void add_targets(cJSON *json, const BudgetReport *report)
{
	bool fits = true;
	for (int i = 0; i < report->n; i++)
		fits = fits && report->budgets[i].fits;
	cJSON_AddBoolToObject(json, "fits", fits);
	cJSON *list = cJSON_AddArrayToObject(json, "targets");
	for (int i = 0; i < report->n; i++) {
		cJSON *it = cJSON_CreateObject();
		add_target(it, &report->budgets[i]);
		cJSON_AddItemToArray(list, it);
	}
}

void budget_print_json(const BudgetReport *report, FILE *to)
{
	cJSON *json = report_json();
	cJSON_AddStringToObject(json, "model", report->name);
	if (report->n == 1)
		add_target(json, &report->budgets[0]);
	else
		add_targets(json, report);
	if (report->outline)
		outline_add(json, report->outline);
	if (report->outline && report->growth)
		add_growth(json, report);
	print_json(json, to);
}
