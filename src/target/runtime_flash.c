/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/runtime_flash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { N_SETS = 3, SMALLEST_SET = 2, MAX_SET = 6, DECODERS_BYTES = 18560 + 84 };

/* Operators measured together; NULL ends a short list. */
static const char *const sets[N_SETS][MAX_SET] = {
	{"AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "RESHAPE",
		"SOFTMAX"},
	{"ADD", "AVERAGE_POOL_2D", "CONV_2D", "FULLY_CONNECTED", "RESHAPE", "SOFTMAX"},
	{"FULLY_CONNECTED"},
};

/* Bytes of the three sets. */
typedef struct Measured {
	Core core;
	Kernels kernels;
	uint32_t bytes[N_SETS];
} Measured;

static const Measured measured[] = {
	{CORE_M0, KERNELS_REFERENCE, {53092, 57856, 28972}},
	{CORE_M0, KERNELS_CMSIS_NN, {86196, 80652, 35616}},
	{CORE_M3, KERNELS_REFERENCE, {42508, 46856, 22004}},
	{CORE_M3, KERNELS_CMSIS_NN, {71060, 66128, 27288}},
	{CORE_M4, KERNELS_REFERENCE, {41292, 45704, 20932}},
	{CORE_M4, KERNELS_CMSIS_NN, {84180, 79008, 32484}},
	{CORE_M55, KERNELS_REFERENCE, {39180, 43972, 18312}},
	{CORE_M55, KERNELS_CMSIS_NN, {72548, 66508, 25096}},
};

/* The core whose figures stand in; x86-64, and what is unlike all that were measured, have none. */
static const Core relatives[N_CORES] = {
	[CORE_X86_64] = CORE_X86_64,
	[CORE_M0] = CORE_M0,
	[CORE_M0PLUS] = CORE_M0,
	[CORE_M3] = CORE_M3,
	[CORE_M4] = CORE_M4,
	[CORE_M7] = CORE_M4,
	[CORE_M33] = CORE_M4,
	[CORE_M55] = CORE_M55,
	[CORE_M85] = CORE_M55,
	[CORE_RISCV32] = CORE_M0,
	[CORE_XTENSA] = CORE_M4,
	[CORE_RISCV64] = CORE_RISCV64,
	[CORE_AVR8] = CORE_AVR8,
	[CORE_RX] = CORE_RX,
};

static const Measured *find_measured(Core core, Kernels kernels)
{
	for (size_t i = 0; i < sizeof measured / sizeof measured[0]; i++)
		if (measured[i].core == core && measured[i].kernels == kernels)
			return &measured[i];
	return NULL;
}

static int set_length(int set)
{
	int n = 0;
	while (n < MAX_SET && sets[set][n])
		n++;
	return n;
}

static bool set_has(int set, const OpCode *code)
{
	for (int i = 0; !code->is_custom && i < set_length(set); i++)
		if (strcmp(sets[set][i], code->name) == 0)
			return true;
	return false;
}

static int compare_codes(const void *a, const void *b)
{
	const OpCode *x = *(const OpCode *const *)a, *y = *(const OpCode *const *)b;
	if (x->is_custom != y->is_custom)
		return x->is_custom ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* The kinds of operators in use, each once. */
static const OpCode **kinds_of(const Model *model, Arena *scratch, int *n_kinds)
{
	size_t n_ops = 0, n = 0;
	for (int g = 0; g < model->n_graphs; g++)
		n_ops += (size_t)model->graphs[g].n_ops;
	const OpCode **kinds = arena_array(scratch, n_ops, sizeof(OpCode *));
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_ops; i++)
			kinds[n++] = model->graphs[g].ops[i].code;
	qsort(kinds, n, sizeof(OpCode *), compare_codes);
	*n_kinds = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare_codes(&kinds[i], &kinds[i - 1]) != 0)
			kinds[(*n_kinds)++] = kinds[i];
	return kinds;
}

/* What one operator more takes, as a mean over the measured sets. */
static uint64_t increment(const Measured *figures)
{
	uint64_t sum = 0;
	for (int set = 0; set < N_SETS; set++) {
		if (set == SMALLEST_SET)
			continue;
		uint64_t more = figures->bytes[set] - figures->bytes[SMALLEST_SET];
		sum += more / (uint64_t)(set_length(set) - set_length(SMALLEST_SET));
	}
	return sum / (N_SETS - 1);
}

/* How a set does for the operators in use. */
typedef struct Match {
	uint64_t bytes;
	int n_lacking, n_unused;
} Match;

static Match match(int set, const Measured *figures, const OpCode *const *kinds, int n)
{
	Match result = {.bytes = figures->bytes[set]};
	int n_shared = 0;
	for (int i = 0; i < n; i++) {
		if (set_has(set, kinds[i])) {
			n_shared++;
			continue;
		}
		result.n_lacking++;
		result.bytes +=
			kinds[i]->type == OP_TFLM_DECODE ? DECODERS_BYTES : increment(figures);
	}
	result.n_unused = set_length(set) - n_shared;
	return result;
}

/* The set that lacks fewest operators, of equals the smallest. */
static bool better(Match a, Match b)
{
	return a.n_lacking < b.n_lacking || (a.n_lacking == b.n_lacking && a.bytes < b.bytes);
}

static const char *describe(Match best, Core core, Core relative, Kernels kernels,
	Arena *memory)
{
	const char *of = core_info(relative)->name, *with = kernels_name(kernels);
	const char *stands_in =
		relative == core ? "" : arena_text(memory, " for %s", core_info(core)->name);
	if (best.n_lacking)
		return arena_text(memory,
			"measured on %s with %s kernels%s, plus an increment for %d operator%s", of,
			with, stands_in, best.n_lacking, best.n_lacking == 1 ? "" : "s");
	return arena_text(memory,
		"measured on %s with %s kernels%s%s; 1.25 KB of it is the measuring harness", of,
		with, stands_in, best.n_unused ? ", of a set with more operators" : "");
}

RuntimeFlash runtime_flash(const Model *model, Core core, Kernels kernels, Arena *memory)
{
	assert(kernels != KERNELS_BEST);
	Core relative = relatives[core];
	const Measured *figures = find_measured(relative, kernels);
	if (!figures)
		return (RuntimeFlash){.certainty = NO_DATA,
			.note = arena_text(memory, "the runtime's code was not measured on %s",
				core_info(core)->name)};

	Arena scratch = {0};
	int n;
	const OpCode **kinds = kinds_of(model, &scratch, &n);
	Match best = match(0, figures, kinds, n);
	for (int set = 1; set < N_SETS; set++) {
		Match other = match(set, figures, kinds, n);
		if (better(other, best))
			best = other;
	}
	arena_finish(&scratch);

	RuntimeFlash result = {.bytes = best.bytes, .certainty = EXACT};
	if (best.n_lacking || relative != core)
		result.certainty = ESTIMATE;
	else if (best.n_unused)
		result.certainty = UPPER_BOUND;
	result.note = describe(best, core, relative, kernels, memory);
	return result;
}
