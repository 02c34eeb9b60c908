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

static BudgetSettings settings_of(const TargetOptions *options)
{
	return (BudgetSettings){
		.kernels = options->kernels,
		.max_flash_bytes = limit_of(options->max_flash),
		.max_ram_bytes = limit_of(options->max_ram),
	};
}

/* NULL, with an error, where there is none. */
static const Profile *target_profile(const TargetOptions *options, Profiles *profiles,
	Error *err)
{
	if (!options->target) {
		failed(err, "no target: give -t NAME; `whit targets` lists them");
		return NULL;
	}
	const Profile *profile =
		profiles->n > 0 || profiles_load(profiles, options->file, err)
		? profile_find(profiles, options->target, err)
		: NULL;
	return profile && options->reserve
		? profile_reserve(profiles, profile, options->reserve, err)
		: profile;
}

bool make_budget(const TargetOptions *options, const Model *model, size_t file_bytes,
	const char *name, Arena *arena, Profiles *profiles, Budget *result, Error *err)
{
	BudgetSettings settings = settings_of(options);
	const Profile *profile = target_profile(options, profiles, err);
	Kernels kernels;
	return profile && kernels_choose(profile->core, options->kernels, &kernels, err) &&
		(budget(model, file_bytes, profile, &settings, arena, result, err) ||
			failed_in(err, "%s: ", name));
}

bool make_budget_c(const TargetOptions *options, const Program *program, Arena *arena,
	Profiles *profiles, Budget *result, Error *err)
{
	BudgetSettings settings = settings_of(options);
	const Profile *profile = target_profile(options, profiles, err);
	if (!profile)
		return false;
	if (options->kernels != KERNELS_BEST)
		return failed(err, "--kernels are TFLM's; exported C has its own");
	budget_c(program, profile, &settings, arena, result);
	return true;
}

bool make_budget_none(const TargetOptions *options, const Model *model, size_t file_bytes,
	const char *name, Arena *arena, Profiles *profiles, Budget *result, Error *err)
{
	BudgetSettings settings = settings_of(options);
	const Profile *profile = target_profile(options, profiles, err);
	if (!profile)
		return false;
	if (options->kernels != KERNELS_BEST)
		return failed(err, "--kernels are TFLM's; --runtime none has none");
	return budget_none(model, file_bytes, profile, &settings, arena, result, err) ||
		failed_in(err, "%s: ", name);
}
