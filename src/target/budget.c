/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/budget.h"

#include <assert.h>

#include "src/target/c_code.h"
#include "src/target/tensor_ram.h"
#include "src/target/tflm_types.h"

static void compare(BudgetMemory *memory)
{
	memory->total_bytes = memory->model_bytes + memory->reserved_bytes;
	memory->fits_part = memory->total_bytes <= memory->part_bytes;
	memory->fits_max = memory->model_bytes <= memory->max_bytes;
}

/* The arena, or why there is none. */
static bool find_arena(const Model *model, Arena *memory, Budget *sum, Error *err)
{
	Error refusal = {0}, ignored = {0};
	if (!tflm_runs_model(model, sum->kernels, &refusal) ||
		!tflm_build_runs(model, sum->build, &refusal))
		sum->refusal = arena_text(memory, "%s", refusal.text);
	if (tflm_would_run_model(model, sum->kernels, &ignored))
		return tflm_arena(model, sum->profile->core, sum->kernels, memory, &sum->arena,
			err);
	sum->arena = (ArenaReport){.certainty = NO_DATA, .note = ""};
	return true;
}

static void add_speed(Budget *sum, const BudgetSettings *settings, Arena *memory)
{
	sum->has_speed = settings->speed != NULL;
	if (sum->has_speed)
		sum->speed = speed_of(settings->speed, sum->profile, memory);
}

/* From the parts to the verdict. */
static void add_up(Budget *sum, const BudgetSettings *settings)
{
	const Profile *profile = sum->profile;
	sum->flash = (BudgetMemory){
		.model_bytes = sum->file_bytes + sum->runtime.bytes,
		.reserved_bytes = profile->reserved_flash_bytes,
		.part_bytes = profile->flash_bytes,
		.max_bytes = settings->max_flash_bytes,
		.certainty = certainty_of_sum(EXACT, sum->runtime.certainty),
	};
	sum->ram = (BudgetMemory){
		.model_bytes = sum->arena.smallest_bytes,
		.reserved_bytes = profile->reserved_ram_bytes,
		.part_bytes = profile->ram_bytes,
		.max_bytes = settings->max_ram_bytes,
		.certainty = sum->arena.certainty,
	};
	compare(&sum->flash);
	compare(&sum->ram);
	sum->fits = !sum->refusal && sum->flash.fits_part && sum->flash.fits_max &&
		sum->ram.fits_part && sum->ram.fits_max &&
		(!sum->has_speed || (sum->speed.fits_ms && sum->speed.fits_uj));
}

bool budget(const Model *model, uint64_t file_bytes, const Profile *profile,
	const BudgetSettings *settings, Arena *memory, Budget *result, Error *err)
{
	Budget sum = {.profile = profile, .file_bytes = file_bytes, .build = settings->build};
	if (!kernels_choose(profile->core, settings->kernels, &sum.kernels, err) ||
		!find_arena(model, memory, &sum, err))
		return false;
	sum.runtime = runtime_flash(model, profile->core, sum.kernels, sum.build, memory);
	add_speed(&sum, settings, memory);
	add_up(&sum, settings);
	*result = sum;
	return true;
}

/* How far the arena is from the least that its steps could do with. */
static const char *arena_note(const Placement *placement, Arena *memory)
{
	return placement->bytes == placement->bound_bytes
		? arena_text(memory,
			  "no arena for these steps is smaller; without overlaps, %lld",
			  (long long)placement->live_bytes)
		: arena_text(memory,
			  "no arena for these steps is below %lld; without overlaps, %lld",
			  (long long)placement->bound_bytes, (long long)placement->live_bytes);
}

void budget_c(const Program *program, const Profile *profile,
	const BudgetSettings *settings, Arena *memory, Budget *result)
{
	uint64_t arena_bytes = (uint64_t)program->placement.bytes;
	*result = (Budget){
		.profile = profile,
		.runner = RUNTIME_C,
		.file_bytes = program_constant_bytes(program),
		.runtime = c_code(program, profile->core, memory),
		.arena = {.used_bytes = arena_bytes,
			.smallest_bytes = arena_bytes,
			.certainty = EXACT,
			.note = arena_note(&program->placement, memory)},
	};
	add_speed(result, settings, memory);
	add_up(result, settings);
}

bool budget_none(const Model *model, uint64_t file_bytes, const Profile *profile,
	const BudgetSettings *settings, Arena *memory, Budget *result, Error *err)
{
	TensorRam ram;
	if (!tensor_ram(model, &ram, err))
		return false;
	*result = (Budget){
		.profile = profile,
		.runner = RUNTIME_NONE,
		.file_bytes = file_bytes,
		.runtime = {.certainty = EXACT, .note = "none, and none of its code is counted"},
		.arena = {.used_bytes = ram.least_bytes,
			.smallest_bytes = ram.least_bytes,
			.certainty = LOWER_BOUND,
			.note = arena_text(memory,
				"those alive between two operators; %llu where outputs lie apart from "
				"inputs",
				(unsigned long long)ram.apart_bytes)},
	};
	add_speed(result, settings, memory);
	add_up(result, settings);
	return true;
}

void budget_move(Budget *budget, const Profile *profile, const BudgetSettings *settings)
{
	assert(profile->core == budget->profile->core);
	budget->profile = profile;
	add_up(budget, settings);
}
