/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/budget.h"

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
	if (!tflm_runs_model(model, sum->kernels, &refusal))
		sum->refusal = arena_text(memory, "%s", refusal.text);
	if (tflm_would_run_model(model, sum->kernels, &ignored))
		return tflm_arena(model, sum->profile->core, sum->kernels, memory, &sum->arena,
			err);
	sum->arena = (ArenaReport){.certainty = NO_DATA, .note = ""};
	return true;
}

bool budget(const Model *model, uint64_t file_bytes, const Profile *profile,
	const BudgetSettings *settings, Arena *memory, Budget *result, Error *err)
{
	Budget sum = {.profile = profile, .file_bytes = file_bytes};
	if (!kernels_choose(profile->core, settings->kernels, &sum.kernels, err) ||
		!find_arena(model, memory, &sum, err))
		return false;
	sum.runtime = runtime_flash(model, profile->core, sum.kernels, memory);
	sum.flash = (BudgetMemory){
		.model_bytes = file_bytes + sum.runtime.bytes,
		.reserved_bytes = profile->reserved_flash_bytes,
		.part_bytes = profile->flash_bytes,
		.max_bytes = settings->max_flash_bytes,
		.certainty = certainty_of_sum(EXACT, sum.runtime.certainty),
	};
	sum.ram = (BudgetMemory){
		.model_bytes = sum.arena.smallest_bytes,
		.reserved_bytes = profile->reserved_ram_bytes,
		.part_bytes = profile->ram_bytes,
		.max_bytes = settings->max_ram_bytes,
		.certainty = sum.arena.certainty,
	};
	compare(&sum.flash);
	compare(&sum.ram);
	sum.fits = !sum.refusal && sum.flash.fits_part && sum.flash.fits_max &&
		sum.ram.fits_part && sum.ram.fits_max;
	*result = sum;
	return true;
}
