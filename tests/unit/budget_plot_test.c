/* SPDX-License-Identifier: Apache-2.0 */
/* What the picture of a budget shows: bytes of flash by layer, tensors of RAM by operator. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "cmd/flash_parts.h"
#include "cmd/ram_lives.h"
#include "formats/format.h"
#include "src/base/file.h"
#include "src/lower/lower.h"
#include "tests/unit/shared.h"
#include "tests/unit/target_models.h"

/* --- Flash --- */

static FlashParts parts_of(int n, const uint64_t *bytes, Arena *arena)
{
	FlashParts parts = {.n = n};
	parts.list = arena_array(arena, (size_t)n, sizeof *parts.list);
	for (int i = 0; i < n; i++) {
		parts.list[i] = (FlashPart){.kind = i + 1 < n ? FLASH_LAYER : FLASH_CODE,
			.op = i,
			.bytes = bytes[i]};
		parts.bytes += bytes[i];
	}
	return parts;
}

Test(flash_parts, the_largest_layers_keep_their_order)
{
	static const uint64_t bytes[] = {5, 90, 7, 80, 7, 1000};
	Arena arena = {0};
	FlashParts parts = parts_of(6, bytes, &arena);
	flash_parts_largest(&parts, 3, &arena);
	static const int ops[] = {1, 2, 3, 2 /* others */, 5};
	static const uint64_t kept[] = {90, 7, 80, 12, 1000};
	cr_assert(eq(int, parts.n, 5));
	for (int i = 0; i < 5; i++) {
		cr_expect(eq(int, parts.list[i].op, ops[i]));
		cr_expect(eq(u64, parts.list[i].bytes, kept[i]));
	}
	cr_expect_str_eq(parts.list[3].what, "2 other layers");
	cr_expect(eq(u64, parts.bytes, 1189));
	arena_finish(&arena);
}

Test(flash_parts, few_layers_stay_as_they_are)
{
	static const uint64_t bytes[] = {5, 90, 1000};
	Arena arena = {0};
	FlashParts parts = parts_of(3, bytes, &arena);
	flash_parts_largest(&parts, 2, &arena);
	cr_expect(eq(int, parts.n, 3));
	arena_finish(&arena);
}

static uint64_t sum_of(const FlashParts *parts)
{
	uint64_t sum = 0;
	for (int i = 0; i < parts->n; i++)
		sum += parts->list[i].bytes;
	return sum;
}

/* Of one of the shared models, by TFLM and as exported C. */
static void expect_whole(const char *name)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	Profiles profiles = {0};
	BudgetSettings settings = BUDGET_DEFAULTS;
	LowerSettings lowering = {.allow_float = true};
	Program program;
	Budget whole;
	FlashParts parts;
	char path[SHARED_PATH_BYTES];
	shared_path(name, path);
	cr_assert(file_read(path, &arena, &file, &err), "%s", err.text);
	Model *model = model_from_bytes(file, name, &err);
	cr_assert(model && profiles_load(&profiles, NULL, &err), "%s", err.text);
	const Profile *part = profile_find(&profiles, "nrf52840", &err);
	cr_assert(budget(model, file.n, part, &settings, &arena, &whole, &err), "%s",
		err.text);
	flash_parts(model, file, &whole, NULL, &arena, &parts);
	cr_expect(eq(u64, sum_of(&parts), whole.flash.model_bytes), "%s", name);
	cr_assert(lower_model(model, &lowering, &arena, &program, &err), "%s", err.text);
	budget_c(&program, part, &settings, &arena, &whole);
	flash_parts(model, file, &whole, &program, &arena, &parts);
	cr_expect(eq(u64, sum_of(&parts), whole.flash.model_bytes), "%s in C", name);
	cr_expect(eq(int, parts.list[parts.n - 1].kind, FLASH_CODE));
	profiles_finish(&profiles);
	model_free(model);
	arena_finish(&arena);
}

Test(flash_parts, are_all_of_the_flash)
{
	static const char *const names[] = {"data/models/kws_int8.tflite",
		"data/models/vww_int8.tflite", "data/models/ic_int8.tflite",
		"data/models/ad_int8.tflite", "data/models/kws_float.tflite"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		expect_whole(names[i]);
}

Test(flash_parts, a_constant_counts_for_the_first_that_reads_it)
{
	Arena arena = {0};
	Budget whole = {.file_bytes = 1000};
	FlashParts parts;
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 16));
	int shared = test_constant(model, TYPE_INT8, DIMS(1, 16));
	int middle = test_computed(model, TYPE_INT8, DIMS(1, 16));
	int out = test_computed(model, TYPE_INT8, DIMS(1, 16));
	test_op(model, "ADD", LIST(in, shared), LIST(middle));
	test_op(model, "ADD", LIST(middle, shared), LIST(out));
	flash_parts(model, (Bytes){0}, &whole, NULL, &arena, &parts);
	cr_assert(eq(int, parts.n, 4));
	cr_expect(eq(u64, parts.list[0].bytes, 16));
	cr_expect(eq(u64, parts.list[1].bytes, 0));
	cr_expect_str_eq(parts.list[2].what, "rest of the file");
	cr_expect(eq(u64, parts.list[2].bytes, 984));
	model_free(model);
	arena_finish(&arena);
}

/* --- RAM --- */

Test(ram_lives, a_peak_is_the_first_column_with_the_most_bytes)
{
	Life lives[] = {
		{"a", false, 0, 1, 0, 100},
		{"c", false, 2, 3, 0, 100},
		{"b", false, 1, 2, 100, 150},
	};
	RamLives all = {.list = lives, .n = 3, .n_columns = 4};
	static const uint64_t alive[] = {100, 150, 150, 100};
	for (int i = 0; i < 4; i++)
		cr_expect(eq(u64, ram_alive(&all, i), alive[i]));
	cr_expect(eq(int, ram_peak(&all), 1));
	all.n_columns = 0;
	cr_expect(eq(int, ram_peak(&all), -1));
}

Test(ram_lives, bytes_that_two_share_count_once)
{
	Life lives[] = {
		{"in", false, 0, 0, 0, 100},
		{"within", true, 0, 0, 20, 50},
		{"over", false, 0, 1, 60, 130},
		{"apart", false, 0, 0, 140, 150},
	};
	const RamLives all = {.list = lives, .n = 4, .n_columns = 2};
	cr_expect(eq(u64, ram_alive(&all, 0), 140));
	cr_expect(eq(u64, ram_alive(&all, 1), 70));
}

Test(ram_lives, are_what_tflm_plans)
{
	Arena arena = {0};
	Error err = {0};
	ArenaReport report;
	RamLives lives;
	Model *model = test_hello_world();
	cr_assert(tflm_arena(model, CORE_M4, KERNELS_REFERENCE, &arena, &report, &err), "%s",
		err.text);
	ram_lives_tflm(model, &report, &arena, &lives);
	cr_expect(eq(int, lives.n_columns, 3));
	cr_expect(eq(int, lives.n, 4));
	cr_expect(eq(u64, lives.top_bytes, 32));
	cr_expect(eq(u64, lives.stays_bytes, 644));
	cr_expect(eq(u64, lives.arena_bytes, report.smallest_bytes));
	for (int i = 0; i < 3; i++)
		cr_expect(eq(u64, ram_alive(&lives, i), 32), "%d", i);
	for (int i = 1; i < lives.n; i++)
		cr_expect(le(u64, lives.list[i - 1].low, lives.list[i].low));
	model_free(model);
	arena_finish(&arena);
}

Test(ram_lives, of_exported_c_end_within_its_arena)
{
	Arena arena = {0};
	Error err = {0};
	LowerSettings settings = {.allow_float = true};
	Program program;
	RamLives lives;
	Model *model = shared_model("vww_int8");
	cr_assert(lower_model(model, &settings, &arena, &program, &err), "%s", err.text);
	ram_lives_c(&program, &arena, &lives);
	int peak = ram_peak(&lives);
	cr_expect(le(u64, lives.top_bytes, lives.arena_bytes));
	cr_expect(gt(u64, lives.top_bytes + ARENA_BLOCK_ALIGNMENT, lives.arena_bytes));
	cr_expect(le(u64, ram_alive(&lives, peak), lives.top_bytes));
	int n_named = 0;
	for (int i = 0; i < lives.n; i++)
		n_named += !lives.list[i].is_scratch;
	/* The input, and what each operator but RESHAPE gives. */
	cr_expect(eq(int, n_named, model->graphs[0].n_ops));
	model_free(model);
	arena_finish(&arena);
}
