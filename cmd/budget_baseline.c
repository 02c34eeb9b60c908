/* SPDX-License-Identifier: Apache-2.0 */
/* Baselines: reports that `budget --json` wrote. */
#include <ctype.h>
#include <string.h>

#include "cmd/budget_growth.h"

const char *budget_runtime_name(const Budget *budget)
{
	static const char *const names[] = {"tflm", "c", "none"};
	return names[budget->runner];
}

const char *budget_kernels_name(const Budget *budget)
{
	return budget->runner == RUNTIME_TFLM ? kernels_name(budget->kernels) : "";
}

BaselineTarget baseline_target(const Budget *budget)
{
	return (BaselineTarget){
		.name = budget->profile->name,
		.runtime = budget_runtime_name(budget),
		.kernels = budget_kernels_name(budget),
		.build = budget_kernels_name(budget)[0] ? tflm_build_name(budget->build) : "",
		.flash_bytes = budget->flash.model_bytes,
		.ram_bytes = budget->ram.model_bytes,
		.has_ram = budget->ram.certainty != NO_DATA,
	};
}

bool baseline_is_report(Bytes file)
{
	size_t i = 0;
	if (file.n >= 8 && memcmp(file.data + 4, "TFL3", 4) == 0)
		return false;
	while (i < file.n && isspace(file.data[i]))
		i++;
	return i < file.n && file.data[i] == '{';
}

static bool read_target(const cJSON *json, Arena *arena, BaselineTarget *target,
	Error *err)
{
	const cJSON *kernels = cJSON_GetObjectItemCaseSensitive(json, "kernels");
	const cJSON *flash = cJSON_GetObjectItemCaseSensitive(json, "flash");
	const cJSON *ram = cJSON_GetObjectItemCaseSensitive(json, "ram");
	const char *certainty = NULL;
	const cJSON *build = cJSON_GetObjectItemCaseSensitive(json, "build");
	*target = (BaselineTarget){.kernels = "", .build = ""};
	if (!read_shown(cJSON_GetObjectItemCaseSensitive(json, "target"), "target", arena,
			&target->name, err) ||
		!read_shown(cJSON_GetObjectItemCaseSensitive(json, "runtime"), "runtime", arena,
			&target->runtime, err) ||
		(!cJSON_IsNull(kernels) &&
			!read_shown(kernels, "kernels", arena, &target->kernels, err)) ||
		(build && !read_shown(build, "build", arena, &target->build, err)))
		return false;
	/* Older reports tell no build, as there was but one. */
	if (!build && target->kernels[0])
		target->build = tflm_build_name(TFLM_RELEASE);
	if (!read_bytes(flash, "model_bytes", &target->flash_bytes, err))
		return failed_in(err, "'flash': ");
	if (!read_bytes(ram, "model_bytes", &target->ram_bytes, err) ||
		!read_shown(cJSON_GetObjectItemCaseSensitive(ram, "certainty"), "certainty",
			arena, &certainty, err))
		return failed_in(err, "'ram': ");
	target->has_ram = strcmp(certainty, certainty_name(NO_DATA)) != 0;
	return true;
}

/* Of one target the report is its own entry. */
static bool read_targets(const cJSON *root, Arena *arena, Baseline *result, Error *err)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "targets"), *item;
	if (!cJSON_IsArray(list)) {
		result->n_targets = 1;
		result->targets = arena_alloc(arena, sizeof *result->targets);
		return read_target(root, arena, result->targets, err);
	}
	result->targets =
		arena_array(arena, (size_t)cJSON_GetArraySize(list), sizeof *result->targets);
	cJSON_ArrayForEach(item, list)
	{
		if (!read_target(item, arena, &result->targets[result->n_targets], err))
			return failed_in(err, "target %d: ", result->n_targets);
		result->n_targets++;
	}
	return true;
}

static bool read_report(const cJSON *root, Arena *arena, Baseline *result, Error *err)
{
	const cJSON *schema = cJSON_GetObjectItemCaseSensitive(root, "schema");
	if (!cJSON_IsNumber(schema) || schema->valuedouble != 1)
		return failed(err, "'schema': expected 1");
	return outline_read(root, arena, &result->outline, err) &&
		read_targets(root, arena, result, err);
}

bool baseline_read(Bytes file, const char *name, Arena *arena, Baseline *result,
	Error *err)
{
	/* A closing 0 lets cJSON check that nothing follows. */
	char *text = arena_alloc(arena, file.n + 1);
	memcpy(text, file.data, file.n);
	cJSON *root = cJSON_ParseWithLengthOpts(text, file.n + 1, NULL, true);
	*result = (Baseline){.name = name};
	bool ok =
		root ? read_report(root, arena, result, err) : failed(err, "is not whole JSON");
	cJSON_Delete(root);
	return ok || failed_in(err, "%s: ", name);
}
