/* SPDX-License-Identifier: Apache-2.0 */
/* How much more a model takes than an earlier one did, and which layers grew. */
#ifndef CMD_BUDGET_GROWTH_H
#define CMD_BUDGET_GROWTH_H

#include "cmd/budget_outline.h"
#include "src/target/budget.h"

/* What the model brought to one target: model_bytes of a budget. Runtime and kernels are as
 * reports name them; no kernels and no build ("") but with TFLM. */
typedef struct BaselineTarget {
	const char *name, *runtime, *kernels, *build;
	uint64_t flash_bytes, ram_bytes;
	bool has_ram; /* there are data on the arena */
} BaselineTarget;

typedef struct Baseline {
	const char *name; /* of its file */
	Outline outline;
	BaselineTarget *targets;
	int n_targets;
} Baseline;

typedef struct MemoryGrowth {
	uint64_t was, is; /* bytes; equal where there are no data on one of them */
	bool within;      /* the limit, or there is none */
} MemoryGrowth;

typedef struct LayerGrowth {
	int layer; /* of the outline */
	uint64_t was, is;
} LayerGrowth;

/* Layers that grew, the one that grew most first. */
typedef struct LayerGrowths {
	LayerGrowth *list;
	int n;
} LayerGrowths;

typedef struct TargetGrowth {
	MemoryGrowth flash, ram;
} TargetGrowth;

typedef struct Growth {
	const char *baseline; /* its name */
	double max_percent;   /* below 0: no limit */
	TargetGrowth *targets;
	LayerGrowths weights, outputs; /* which flash and RAM grow by */
	bool within;                   /* all of it */
} Growth;

/* What runs a model, as reports name it. */
const char *budget_runtime_name(const Budget *budget);
const char *budget_kernels_name(const Budget *budget); /* "" but of TFLM */

/* A baseline's entry for a budget. */
BaselineTarget baseline_target(const Budget *budget);

/* Whether a file looks like a report, and not like a model. */
bool baseline_is_report(Bytes file);

/* Read what `budget --json` wrote; texts are in the arena. Errors name the file. */
bool baseline_read(Bytes file, const char *name, Arena *arena, Baseline *result,
	Error *err);

/*
 * Hold n budgets of a model against a baseline. Layers are found again by kind and name, in their
 * order, or else by kind; one that is new was of 0 bytes. Fails, naming the baseline, where that is
 * of another model (inputs or outputs differ, or fewer than half of the layers are found again),
 * lacks a target, or counted another runtime or kernels.
 */
bool growth_find(const Baseline *baseline, const Outline *outline, const Budget *budgets,
	int n, double max_percent, Arena *arena, Growth *result, Error *err);

/* Of what there was; 100 where there was nothing and is something. */
double growth_percent(uint64_t was, uint64_t is);

#endif
