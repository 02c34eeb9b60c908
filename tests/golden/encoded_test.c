/* SPDX-License-Identifier: Apache-2.0 */
/* The arena of encoded models, against what TFLM's reference kernels took of it on x86-64 and Arm. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "formats/format.h"
#include "passes/encode/encode.h"
#include "passes/strip.h"
#include "src/target/tflm_arena.h"
#include "tests/unit/shared.h"

/* Stripped models with every constant packed that a kind takes, and arena_used_bytes() as
 * tflite-micro 90b983c2 told it: on x86-64, and on Cortex-M4F under QEMU. */
static const struct {
	const char *model;
	unsigned kind;
	uint64_t x86_64, arm;
} cases[] = {
	{"kws_int8", ENCODE_LOOKUP, 31584, 28964},
	{"kws_int8", ENCODE_HUFFMAN, 30016, 27908},
	{"kws_int8", ENCODE_BITMAP, 31712, 29044},
	{"ic_int8", ENCODE_LOOKUP, 60928, 58340},
	{"ic_int8", ENCODE_HUFFMAN, 61600, 59412},
	{"ic_int8", ENCODE_BITMAP, 63424, 60612},
	{"vww_int8", ENCODE_LOOKUP, 112800, 106036},
	{"vww_int8", ENCODE_HUFFMAN, 108608, 103476},
	{"vww_int8", ENCODE_BITMAP, 112800, 106036},
	{"ad_int8", ENCODE_LOOKUP, 22448, 20164},
	{"ad_int8", ENCODE_HUFFMAN, 87120, 85156},
	{"ad_int8", ENCODE_BITMAP, 91264, 88660},
	{"kws_float", ENCODE_LOOKUP, 74272, 72192},
	{"kws_float", ENCODE_BITMAP, 91936, 89296},
	{"ic_float", ENCODE_LOOKUP, 205248, 203024},
	{"ic_float", ENCODE_BITMAP, 223104, 220320},
	{"vww_float", ENCODE_BITMAP, 333920, 327184},
	{"ad_float", ENCODE_LOOKUP, 8048, 6128},
	{"ad_float", ENCODE_BITMAP, 339264, 336688},
};

static bool no_file(void *context, const Model *model, size_t *n_bytes, Error *err)
{
	(void)context;
	(void)model;
	(void)err;
	*n_bytes = 0;
	return true;
}

/* Cores whose structs lie as the M4F's do; the reference kernels ask the same on each. */
static const Core arm_cores[] = {CORE_M0, CORE_M3, CORE_M4, CORE_M55};

static void expect_arena(const Model *model, Core core, const char *name, uint64_t bytes)
{
	Arena arena = {0};
	Error err = {0};
	ArenaReport used;
	cr_assert(tflm_arena(model, core, KERNELS_REFERENCE, &arena, &used, &err), "%s",
		err.text);
	cr_expect_eq(used.used_bytes, bytes, "%s on %s: %llu, not %llu", name,
		core_info(core)->name, (unsigned long long)used.used_bytes,
		(unsigned long long)bytes);
	arena_finish(&arena);
}

Test(encoded, takes_as_much_of_the_arena_as_tflm_told)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char name[64], path[SHARED_PATH_BYTES];
		Arena arena = {0};
		Error err = {0};
		EncodeReport report;
		bool over_limit;
		EncodeSettings settings = ENCODE_DEFAULTS;
		settings.kinds = cases[i].kind;
		settings.min_gain = INT64_MIN / 2;
		settings.file_bytes = no_file;
		snprintf(name, sizeof name, "data/models/%s.tflite", cases[i].model);
		shared_path(name, path);
		Model *model = model_read(path, &err);
		cr_assert(model, "%s", err.text);
		strip(model, &STRIP_DEFAULTS);
		cr_assert(encode(model, &settings, &arena, &report, &over_limit, &err), "%s",
			err.text);
		expect_arena(model, CORE_X86_64, cases[i].model, cases[i].x86_64);
		for (size_t k = 0; k < sizeof arm_cores / sizeof arm_cores[0]; k++)
			expect_arena(model, arm_cores[k], cases[i].model, cases[i].arm);
		model_free(model);
		arena_finish(&arena);
	}
}
