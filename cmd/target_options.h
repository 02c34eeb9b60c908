/* SPDX-License-Identifier: Apache-2.0 */
/* The options of commands that hold a model against a part. */
#ifndef CMD_TARGET_OPTIONS_H
#define CMD_TARGET_OPTIONS_H

#include "cmd/speed_options.h"

typedef struct TargetOptions {
	const char *target;  /* NULL: none was named */
	const char *file;    /* of the user's own profiles */
	const char *reserve; /* what runs beside the model, by name; NULL: the profile's */
	Kernels kernels;
	TflmBuild build;
	int64_t max_flash, max_ram; /* -1: no limit */
} TargetOptions;

#define TARGET_OPTIONS_DEFAULTS \
	((TargetOptions){.kernels = KERNELS_BEST, .max_flash = -1, .max_ram = -1})

extern const Choice kernels_choices[], build_choices[];

/* Entries of an option array. */
#define OPT_TARGETS(where) \
	OPT_TEXT(0, "targets", where, "FILE", "profiles of your own, as JSON")
#define OPTS_TARGET(to) \
	OPT_TEXT('t', "target", &(to)->target, "NAME", \
		"the part; `whit targets` lists them"), \
		OPTS_LIMITS(to)
/* The same without the part itself. */
#define OPTS_LIMITS(to) \
	OPT_TARGETS(&(to)->file), \
		OPT_TEXT(0, "reserve", &(to)->reserve, "NAMES", "what runs beside the model"), \
		OPT_CHOICE(0, "kernels", &(to)->kernels, kernels_choices, "KERNELS", \
			"which of TFLM's kernels the device runs"), \
		OPT_CHOICE(0, "build", &(to)->build, build_choices, "BUILD", \
			"how TFLM is built"), \
		OPT_SIZE(0, "max-flash", &(to)->max_flash, 0, INT64_MAX / 2, "SIZE", \
			"limit for model and runtime together"), \
		OPT_SIZE(0, "max-ram", &(to)->max_ram, 0, INT64_MAX / 2, "SIZE", \
			"limit for the arena")

/* Where the one target is "all", put every part in its place: profiles that have limits, cores that
 * have the kernels asked for, and what --reserve names. Profiles are loaded for it. */
bool expand_targets(const TargetOptions *options, Texts *targets, Profiles *profiles,
	Error *err);

/* What is to be held against targets. */
typedef struct Counted {
	const Model *model;
	const char *name; /* of the model, in messages */
	size_t file_bytes;
	const Program *program; /* of RUNTIME_C */
	Runtime runtime;
	const SpeedQuestion *speed; /* NULL: no time is asked for */
} Counted;

/* Its budget on the target; what it points to is in the arena and in profiles, which the caller
 * finishes. Profiles are loaded where there are none, so that one set may serve several targets. */
bool make_budget(const TargetOptions *options, const Counted *what, Arena *arena,
	Profiles *profiles, Budget *result, Error *err);

#endif
