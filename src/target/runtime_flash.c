/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/runtime_flash.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/target/runtime_estimate.h"

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
	[CORE_RH850] = CORE_RH850,
	[CORE_RISCV32P] = CORE_M0,
	[CORE_RISCV64V] = CORE_RISCV64V,
	[CORE_A72] = CORE_A72,
};

static const ImageRow *nearest_images(Core core, Kernels kernels, TflmBuild build)
{
	const ImageRow *row = find_images(relatives[core], kernels, build);
	bool may_be_m4 = build != TFLM_RELEASE && core_info(core)->is_cortex_m;
	return row || !may_be_m4 ? row : find_images(CORE_M4, kernels, build);
}

/* --- The operators in use --- */

typedef struct InUse {
	OpKinds kinds;
	bool decodes;
} InUse;

static int compare_codes(const void *a, const void *b)
{
	const OpCode *x = *(const OpCode *const *)a, *y = *(const OpCode *const *)b;
	if (x->is_custom != y->is_custom)
		return x->is_custom ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Each kind once. */
static InUse kinds_of(const Model *model, Arena *scratch)
{
	size_t n_ops = 0, n = 0;
	for (int g = 0; g < model->n_graphs; g++)
		n_ops += (size_t)model->graphs[g].n_ops;
	const OpCode **codes = arena_array(scratch, n_ops, sizeof(OpCode *));
	const char **names = arena_array(scratch, n_ops, sizeof(char *));
	for (int g = 0; g < model->n_graphs; g++)
		for (int i = 0; i < model->graphs[g].n_ops; i++)
			codes[n++] = model->graphs[g].ops[i].code;
	qsort(codes, n, sizeof(OpCode *), compare_codes);
	InUse in_use = {.kinds = {.names = names}};
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && compare_codes(&codes[i], &codes[i - 1]) == 0)
			continue;
		if (codes[i]->type == OP_TFLM_DECODE)
			in_use.decodes = true;
		else if (codes[i]->is_custom)
			in_use.kinds.n_custom++;
		else
			names[in_use.kinds.n++] = codes[i]->name;
	}
	return in_use;
}

/* --- From images to a figure --- */

static const char *describe(const Estimate *estimate, bool decodes, Core core,
	const ImageRow *images, Arena *memory)
{
	int n = estimate->n_lacking;
	const char *stands_in =
		images->core == core ? "" : arena_text(memory, " for %s", core_info(core)->name);
	const char *build = images->build == TFLM_RELEASE
		? ""
		: arena_text(memory, ", build %s", tflm_build_name(images->build));
	const char *more = n > 0 ? arena_text(memory, ", plus an increment for %d operator%s",
								   n, n == 1 ? "" : "s")
							 : "";
	if (n == 0 && estimate->n_unused)
		more = ", of a set with more operators";
	return arena_text(memory, "measured on %s with %s kernels%s%s%s%s%s",
		core_info(images->core)->name, kernels_name(images->kernels), build, stands_in,
		more, decodes ? ", plus TFLM_DECODE" : "",
		n > 0 ? "" : "; 1.25 KB of it is the measuring harness");
}

static RuntimeFlash no_data(Core core, TflmBuild build, Arena *memory)
{
	const char *what = build == TFLM_RELEASE
		? "the runtime's code"
		: arena_text(memory, "the runtime's %s build", tflm_build_name(build));
	return (RuntimeFlash){.certainty = NO_DATA,
		.note =
			arena_text(memory, "%s was not measured on %s", what, core_info(core)->name)};
}

/* An estimate's bar, the decoders' among it, which were measured on M4 alone. */
static double bar_of(const Estimate *estimate, bool decodes, Core core, Core from)
{
	EstimateErrors errors = estimate_errors();
	double bar = estimate_bar(estimate, errors.operators, core_error(errors, core, from));
	if (!decodes)
		return bar;
	double bytes = (double)estimate->bytes, code = bar * bytes;
	double more = core_error(errors, core, CORE_M4) * DECODERS_BYTES;
	double decoders = 100 * fmax(more, DECODERS_ERROR_BYTES);
	return sqrt(code * code + decoders * decoders) / (bytes + DECODERS_BYTES);
}

RuntimeFlash runtime_flash(const Model *model, Core core, Kernels kernels,
	TflmBuild build, Arena *memory)
{
	assert(kernels != KERNELS_BEST);
	const ImageRow *images = nearest_images(core, kernels, build);
	if (!images)
		return no_data(core, build, memory);

	Arena scratch = {0};
	InUse in_use = kinds_of(model, &scratch);
	Estimate estimate = estimate_image(images, ALL_IMAGE_SETS, &in_use.kinds);
	arena_finish(&scratch);

	RuntimeFlash result = {.bytes = estimate.bytes,
		.certainty = EXACT,
		.note = describe(&estimate, in_use.decodes, core, images, memory)};
	if (estimate.n_lacking || images->core != core || in_use.decodes) {
		result.certainty = ESTIMATE;
		result.error_percent = bar_of(&estimate, in_use.decodes, core, images->core);
	} else if (estimate.n_unused) {
		result.certainty = UPPER_BOUND;
	}
	result.bytes += in_use.decodes ? DECODERS_BYTES : 0;
	return result;
}
