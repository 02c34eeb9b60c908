/* SPDX-License-Identifier: Apache-2.0 */
/* The arena of encoded models, against what TFLM's reference kernels took of it on x86-64. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "formats/format.h"
#include "passes/encode/encode.h"
#include "passes/strip.h"
#include "src/target/tflm_arena.h"
#include "tests/unit/shared.h"

/* Stripped models with every constant packed that a kind takes, and arena_used_bytes() as
 * tflite-micro 90b983c2 told it. */
static const struct {
	const char *model;
	unsigned kind;
	uint64_t arena;
} cases[] = {
	{"kws_int8", ENCODE_LOOKUP, 31584},
	{"kws_int8", ENCODE_HUFFMAN, 30016},
	{"kws_int8", ENCODE_BITMAP, 31712},
	{"ic_int8", ENCODE_LOOKUP, 60928},
	{"ic_int8", ENCODE_HUFFMAN, 61600},
	{"ic_int8", ENCODE_BITMAP, 63424},
	{"vww_int8", ENCODE_LOOKUP, 112800},
	{"vww_int8", ENCODE_HUFFMAN, 108608},
	{"vww_int8", ENCODE_BITMAP, 112800},
	{"ad_int8", ENCODE_LOOKUP, 22448},
	{"ad_int8", ENCODE_HUFFMAN, 87120},
	{"ad_int8", ENCODE_BITMAP, 91264},
	{"kws_float", ENCODE_LOOKUP, 74272},
	{"kws_float", ENCODE_BITMAP, 91936},
	{"ic_float", ENCODE_LOOKUP, 205248},
	{"ic_float", ENCODE_BITMAP, 223104},
	{"vww_float", ENCODE_BITMAP, 333920},
	{"ad_float", ENCODE_LOOKUP, 8048},
	{"ad_float", ENCODE_BITMAP, 339264},
};

static bool no_file(void *context, const Model *model, size_t *n_bytes, Error *err)
{
	(void)context;
	(void)model;
	(void)err;
	*n_bytes = 0;
	return true;
}

Test(encoded, takes_as_much_of_the_arena_as_tflm_told)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char name[64], path[SHARED_PATH_BYTES];
		Arena arena = {0};
		Error err = {0};
		EncodeReport report;
		ArenaReport used;
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
		cr_assert(tflm_arena(model, CORE_X86_64, KERNELS_REFERENCE, &arena, &used, &err),
			"%s", err.text);
		cr_expect_eq(used.used_bytes, cases[i].arena, "%s: %llu, not %llu",
			cases[i].model, (unsigned long long)used.used_bytes,
			(unsigned long long)cases[i].arena);
		model_free(model);
		arena_finish(&arena);
	}
}
