/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/target_options.h"

#include <math.h>
#include <string.h>

const Choice kernels_choices[] = {
	{"best", KERNELS_BEST},
	{"reference", KERNELS_REFERENCE},
	{"cmsis-nn", KERNELS_CMSIS_NN},
	{0},
};

const Choice build_choices[] = {
	{"release", TFLM_RELEASE},
	{"int8", TFLM_INT8},
	{"default", TFLM_DEFAULT},
	{0},
};

static uint64_t limit_of(int64_t option)
{
	return option < 0 ? NO_LIMIT : (uint64_t)option;
}

/* What runs without TFLM cannot be asked for its ways. */
static bool lacks_tflm_options(const TargetOptions *options, const char *what, Error *err)
{
	if (options->kernels != KERNELS_BEST)
		return failed(err, "--kernels are TFLM's; %s", what);
	return options->build == TFLM_RELEASE || failed(err, "--build is TFLM's; %s", what);
}

static BudgetSettings settings_of(const TargetOptions *options)
{
	return (BudgetSettings){
		.kernels = options->kernels,
		.max_flash_bytes = limit_of(options->max_flash),
		.max_ram_bytes = limit_of(options->max_ram),
		.build = options->build,
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

/* Whether "all" means it. */
static bool is_part(const TargetOptions *options, const Profile *profile,
	Profiles *profiles)
{
	Error ignored = {0};
	Kernels kernels;
	return (profile->flash_bytes != NO_LIMIT || profile->ram_bytes != NO_LIMIT) &&
		kernels_choose(profile->core, options->kernels, &kernels, &ignored) &&
		(!options->reserve ||
			profile_reserve(profiles, profile, options->reserve, &ignored));
}

/* Whether "all" is among them, and another, if there is one. */
static bool has_all(const Texts *targets, const char **other)
{
	bool all = false;
	for (int i = 0; i < targets->n; i++)
		if (strcmp(targets->values[i], "all") == 0)
			all = true;
		else
			*other = targets->values[i];
	return all;
}

bool expand_targets(const TargetOptions *options, Texts *targets, Profiles *profiles,
	Error *err)
{
	const char *other = NULL;
	if (!has_all(targets, &other))
		return true;
	if (other)
		return failed(err, "-t all goes alone, without -t %s", other);
	if (!profiles_load(profiles, options->file, err))
		return false;
	targets->n = 0;
	for (int i = 0; i < profiles->n; i++) {
		if (!is_part(options, &profiles->list[i], profiles))
			continue;
		if (targets->n == MAX_TEXTS)
			return failed(err, "there are more than %d parts to ask", MAX_TEXTS);
		targets->values[targets->n++] = profiles->list[i].name;
	}
	return targets->n > 0 || failed(err, "no part has all that is asked for");
}

/* Kernels are TFLM's to choose. */
static bool choose_kernels(const TargetOptions *options, const Profile *profile,
	Runtime runtime, Kernels *kernels, Error *err)
{
	*kernels = KERNELS_BEST;
	if (runtime == RUNTIME_TFLM)
		return kernels_choose(profile->core, options->kernels, kernels, err);
	return lacks_tflm_options(options,
		runtime == RUNTIME_C ? "exported C has its own" : "--runtime none has none", err);
}

/* The software that flash and RAM are counted of, where instructions of it were; TFLM's reference
 * kernels on cores that have others are asked for. */
static Stack stack_of(Runtime runtime, Kernels asked, Kernels counted)
{
	if (runtime == RUNTIME_C)
		return STACK_C;
	if (counted == KERNELS_CMSIS_NN)
		return STACK_TFLM_CMSIS_NN;
	return asked == KERNELS_REFERENCE ? STACK_TFLM_REFERENCE : STACK_TFLM;
}

/* Without a runtime it takes a stack to tell times. */
static bool is_answerable(const Counted *what)
{
	return what->runtime != RUNTIME_NONE || !what->speed->of_runtime;
}

static bool is_limited(const SpeedSettings *speed)
{
	return isfinite(speed->max_ms) || isfinite(speed->max_uj) || speed->duty ||
		speed->clock_hz > 0;
}

bool make_budget(const TargetOptions *options, const Counted *what, Arena *arena,
	Profiles *profiles, Budget *result, Error *err)
{
	BudgetSettings settings = settings_of(options);
	SpeedSettings speed;
	const Profile *profile = target_profile(options, profiles, err);
	Kernels kernels;
	if (!profile || !choose_kernels(options, profile, what->runtime, &kernels, err))
		return false;
	if (what->speed && is_answerable(what)) {
		speed = what->speed->settings;
		if (what->speed->of_runtime)
			speed.stack = stack_of(what->runtime, options->kernels, kernels);
		settings.speed = &speed;
	} else if (what->speed && is_limited(&what->speed->settings)) {
		return failed(err, "--runtime none: time and energy need a --stack");
	}
	if (what->runtime == RUNTIME_C) {
		budget_c(what->program, profile, &settings, arena, result);
		return true;
	}
	bool ok = what->runtime == RUNTIME_NONE
		? budget_none(what->model, what->file_bytes, profile, &settings, arena, result,
			  err)
		: budget(what->model, what->file_bytes, profile, &settings, arena, result, err);
	return ok || failed_in(err, "%s: ", what->name);
}
