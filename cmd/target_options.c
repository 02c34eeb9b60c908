/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/target_options.h"

const Choice kernels_choices[] = {
	{"best", KERNELS_BEST},
	{"reference", KERNELS_REFERENCE},
	{"cmsis-nn", KERNELS_CMSIS_NN},
	{0},
};

static uint64_t limit_of(int64_t option)
{
	return option < 0 ? NO_LIMIT : (uint64_t)option;
}

bool make_budget(const TargetOptions *options, const Model *model, size_t file_bytes,
	const char *name, Arena *arena, Profiles *profiles, Budget *result, Error *err)
{
	BudgetSettings settings = {
		.kernels = options->kernels,
		.max_flash_bytes = limit_of(options->max_flash),
		.max_ram_bytes = limit_of(options->max_ram),
	};
	if (!options->target)
		return failed(err, "no target: give -t NAME; `whit targets` lists them");
	if (!profiles_load(profiles, options->file, err))
		return false;
	const Profile *profile = profile_find(profiles, options->target, err);
	Kernels kernels;
	return profile && kernels_choose(profile->core, options->kernels, &kernels, err) &&
		(budget(model, file_bytes, profile, &settings, arena, result, err) ||
			failed_in(err, "%s: ", name));
}
