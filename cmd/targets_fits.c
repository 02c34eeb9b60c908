/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/targets_fits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/columns.h"
#include "cmd/command.h"
#include "cmd/print_json.h"
#include "formats/format.h"
#include "src/base/file.h"
#include "src/lower/lower.h"
#include "src/target/budget.h"

/* What parts are held against, each core's costs counted once. */
typedef struct Held {
	const Model *model;
	uint64_t file_bytes;
	Runtime runtime;
	const Program *program; /* of RUNTIME_C */
	Arena *memory;
	Budget of_core[N_CORES];
	bool counted[N_CORES];
	Budget *fits; /* the parts that fit */
	int n_fits, n_too_small, n_unknown;
	const char *refusal; /* why TFLM runs it nowhere, or not with a core's kernels */
} Held;

static bool count_core(Held *held, const Profile *profile, Error *err)
{
	BudgetSettings settings = BUDGET_DEFAULTS;
	Budget *result = &held->of_core[profile->core];
	if (held->counted[profile->core])
		return true;
	held->counted[profile->core] = true;
	if (held->runtime == RUNTIME_NONE)
		return budget_none(held->model, held->file_bytes, profile, &settings,
			held->memory, result, err);
	if (held->runtime == RUNTIME_TFLM)
		return budget(held->model, held->file_bytes, profile, &settings, held->memory,
			result, err);
	budget_c(held->program, profile, &settings, held->memory, result);
	return true;
}

static bool hold(Held *held, const Profile *profile, Error *err)
{
	BudgetSettings settings = BUDGET_DEFAULTS;
	if (!count_core(held, profile, err))
		return false;
	Budget result = held->of_core[profile->core];
	if (result.refusal)
		held->refusal = result.refusal;
	budget_move(&result, profile, &settings);
	if (result.fits &&
		(result.runtime.certainty == NO_DATA || result.arena.certainty == NO_DATA))
		held->n_unknown++;
	else if (result.fits)
		held->fits[held->n_fits++] = result;
	else
		held->n_too_small++;
	return true;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_parts(const void *a, const void *b)
{
	const Profile *p = ((const Budget *)a)->profile, *q = ((const Budget *)b)->profile;
	int order = compare_numbers(p->ram_bytes, q->ram_bytes);
	if (!order)
		order = compare_numbers(p->flash_bytes, q->flash_bytes);
	return order ? order : strcmp(p->name, q->name);
}

static void add_memory(Columns *table, const BudgetMemory *memory)
{
	columns_add(table, "%llu", (unsigned long long)memory->total_bytes);
	if (memory->part_bytes == NO_LIMIT)
		columns_add(table, "-");
	else
		columns_add(table, "%llu", (unsigned long long)memory->part_bytes);
	columns_add(table, "%s", certainty_name(memory->certainty));
}

static void print_rows(const Held *held)
{
	Columns table = {.align = "llrrlrrl"};
	const char *const heads[] = {"name", "core", "flash", "of", "", "RAM", "of", ""};
	for (int i = 0; i < 8; i++)
		columns_add(&table, "%s", heads[i]);
	for (int i = 0; i < held->n_fits; i++) {
		const Budget *fit = &held->fits[i];
		columns_add(&table, "%s", fit->profile->name);
		columns_add(&table, "%s", core_info(fit->profile->core)->name);
		add_memory(&table, &fit->flash);
		add_memory(&table, &fit->ram);
	}
	columns_print(&table, stdout);
}

static void print_table(const Held *held)
{
	if (held->n_fits)
		print_rows(held);
	printf("fits %d of %d parts", held->n_fits,
		held->n_fits + held->n_too_small + held->n_unknown);
	if (held->n_unknown)
		printf("; no data for %d", held->n_unknown);
	if (!held->n_fits && held->refusal)
		printf("; %s", held->refusal);
	printf("\n");
}

static void add_memory_json(cJSON *json, const char *key, const BudgetMemory *memory)
{
	cJSON *one = cJSON_AddObjectToObject(json, key);
	add_limit(one, "total_bytes", memory->total_bytes, NO_LIMIT);
	add_limit(one, "part_bytes", memory->part_bytes, NO_LIMIT);
	cJSON_AddStringToObject(one, "certainty", certainty_name(memory->certainty));
}

static void print_list(const Held *held)
{
	cJSON *json = report_json();
	cJSON *list = cJSON_AddArrayToObject(json, "fits");
	for (int i = 0; i < held->n_fits; i++) {
		const Budget *fit = &held->fits[i];
		cJSON *one = cJSON_CreateObject();
		cJSON_AddStringToObject(one, "name", fit->profile->name);
		cJSON_AddStringToObject(one, "core", core_info(fit->profile->core)->name);
		add_memory_json(one, "flash", &fit->flash);
		add_memory_json(one, "ram", &fit->ram);
		cJSON_AddItemToArray(list, one);
	}
	add_count(json, "too_small", held->n_too_small);
	add_count(json, "no_data", held->n_unknown);
	print_json(json, stdout);
}

static bool hold_all(Held *held, const Profiles *profiles, Error *err)
{
	held->fits = arena_array(held->memory, (size_t)profiles->n, sizeof *held->fits);
	for (int i = 0; i < profiles->n; i++) {
		const Profile *profile = &profiles->list[i];
		if ((profile->flash_bytes != NO_LIMIT || profile->ram_bytes != NO_LIMIT) &&
			!hold(held, profile, err))
			return false;
	}
	qsort(held->fits, (size_t)held->n_fits, sizeof *held->fits, compare_parts);
	return true;
}

int print_fits(const char *path, Runtime runtime, const Profiles *profiles, bool as_json,
	Error *err)
{
	Arena memory = {0};
	LowerSettings settings = {.allow_float = true};
	Program program = {0};
	Bytes file;
	Model *model = NULL;
	int status = TROUBLE;
	Held held = {.memory = &memory};
	if (file_read(path, &memory, &file, err) &&
		(model = model_from_bytes(file, input_name(path), err))) {
		held.model = model;
		held.file_bytes = file.n;
		held.program = &program;
		held.runtime = runtime;
		if ((runtime != RUNTIME_C ||
				lower_model(model, &settings, &memory, &program, err)) &&
			hold_all(&held, profiles, err)) {
			(as_json ? print_list : print_table)(&held);
			status = held.n_fits ? DONE : ANSWER_NO;
		} else {
			failed_in(err, "%s: ", input_name(path));
		}
	}
	model_free(model);
	arena_finish(&memory);
	return status;
}
