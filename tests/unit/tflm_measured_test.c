/* SPDX-License-Identifier: Apache-2.0 */
/* The arena of real models, to the byte as TFLM measured it (specs/tflm-measured.md). */
#include <criterion/criterion.h>

#include "formats/format.h"
#include "passes/encode/encode.h"
#include "src/target/tflm_arena.h"
#include "tests/unit/shared.h"

Test(tflm_measured, equals_what_x86_64_used)
{
	static const struct {
		const char *name;
		uint64_t used, tail, head;
	} rows[] = {
		{"kws_int8", 24000, 8000, 16000},
		{"ic_int8", 55712, 6560, 49152},
		{"vww_int8", 103392, 29664, 73728},
		{"ad_int8", 3424, 2656, 768},
		{"ic_float", 203104, 6496, 196608},
		{"vww_float", 324512, 29600, 294912},
		{"ad_float", 5664, 2592, 3072},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		Arena memory = {0};
		Error err = {0};
		ArenaReport r;
		Model *model = shared_model(rows[i].name);
		bool ok = tflm_arena(model, CORE_X86_64, KERNELS_REFERENCE, &memory, &r, &err);
		cr_assert(ok, "%s: %s", rows[i].name, err.text);
		cr_expect_eq(r.used_bytes, rows[i].used, "%s", rows[i].name);
		cr_expect_eq(r.tail_bytes, rows[i].tail, "%s", rows[i].name);
		cr_expect_eq(r.head_bytes, rows[i].head, "%s", rows[i].name);
		cr_expect_eq(r.certainty, EXACT, "%s", rows[i].name);
		arena_finish(&memory);
		model_free(model);
	}
}

Test(tflm_measured, equals_what_arm_used)
{
	static const char *const names[] = {"kws_int8", "ic_int8", "vww_int8", "ad_int8"};
	static const struct {
		Core core;
		Kernels kernels;
		uint64_t used[4];
	} rows[] = {
		{CORE_M0, KERNELS_REFERENCE, {22772, 54340, 100660, 2260}},
		{CORE_M3, KERNELS_REFERENCE, {22772, 54340, 100660, 2260}},
		{CORE_M4, KERNELS_REFERENCE, {22772, 54340, 100660, 2260}},
		{CORE_M55, KERNELS_REFERENCE, {22772, 54340, 100660, 2260}},
		{CORE_M0, KERNELS_CMSIS_NN, {22820, 54980, 100708, 2580}},
		{CORE_M3, KERNELS_CMSIS_NN, {22820, 54980, 100708, 2580}},
		{CORE_M4, KERNELS_CMSIS_NN, {22820, 54996, 100708, 2580}},
		{CORE_M55, KERNELS_CMSIS_NN, {27348, 55028, 100772, 9268}},
	};
	for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
		Model *model = shared_model(names[k]);
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
			Arena memory = {0};
			Error err = {0};
			ArenaReport r;
			cr_assert(tflm_arena(model, rows[i].core, rows[i].kernels, &memory, &r, &err),
				"%s", err.text);
			cr_expect_eq(r.used_bytes, rows[i].used[k], "%s on %s with %s: %llu",
				names[k], core_info(rows[i].core)->name, kernels_name(rows[i].kernels),
				(unsigned long long)r.used_bytes);
			arena_finish(&memory);
		}
		model_free(model);
	}
}

static bool file_bytes(void *context, const Model *model, size_t *n_bytes, Error *err)
{
	(void)context;
	Arena scratch = {0};
	Bytes file = {0};
	bool ok = model_to_bytes(model, NULL, &scratch, &file, err);
	*n_bytes = file.n;
	arena_finish(&scratch);
	return ok;
}

/* As `whit huffman --runtime c` packs them; formats/c/tflm/ was built into the same TFLM. */
Test(tflm_measured, equals_what_was_used_with_whits_own_decoder)
{
	static const struct {
		const char *name;
		uint64_t used, tail, head, used_on_m4f;
	} rows[] = {
		{"kws_int8", 28592, 8496, 20096, 27156},
		{"ic_int8", 60784, 7536, 53248, 59012},
		{"vww_int8", 106272, 32544, 73728, 102420},
		{"ad_int8", 90432, 4992, 85440, 88372},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		Arena memory = {0};
		Error err = {0};
		ArenaReport r;
		EncodeReport encoded;
		bool over_limit;
		EncodeSettings how = ENCODE_DEFAULTS;
		how.kinds = ENCODE_ANY;
		how.file_bytes = file_bytes;
		Model *model = shared_model(rows[i].name);
		cr_assert(encode(model, &how, &memory, &encoded, &over_limit, &err), "%s",
			err.text);
		bool ok = tflm_arena(model, CORE_X86_64, KERNELS_REFERENCE, &memory, &r, &err);
		cr_assert(ok, "%s: %s", rows[i].name, err.text);
		cr_expect_eq(r.used_bytes, rows[i].used, "%s: %llu", rows[i].name,
			(unsigned long long)r.used_bytes);
		cr_expect_eq(r.tail_bytes, rows[i].tail, "%s", rows[i].name);
		cr_expect_eq(r.head_bytes, rows[i].head, "%s", rows[i].name);
		ok = tflm_arena(model, CORE_M4, KERNELS_REFERENCE, &memory, &r, &err);
		cr_assert(ok, "%s: %s", rows[i].name, err.text);
		cr_expect_eq(r.used_bytes, rows[i].used_on_m4f, "%s on M4F: %llu", rows[i].name,
			(unsigned long long)r.used_bytes);
		model_free(model);
		arena_finish(&memory);
	}
}

Test(tflm_measured, refuses_the_hybrid_model_as_tflm_does)
{
	Model *model = shared_model("kws_hybrid");
	Arena memory = {0};
	Error err = {0};
	ArenaReport r;
	cr_expect_not(tflm_arena(model, CORE_M4, KERNELS_BEST, &memory, &r, &err));
	arena_finish(&memory);
	model_free(model);
}
