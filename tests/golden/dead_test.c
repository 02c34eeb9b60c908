/* SPDX-License-Identifier: Apache-2.0 */
/* Real models without their dead channels: how small they get, and that they give what they gave. */
#include "passes/dead.h"

#include <criterion/criterion.h>

#include "formats/format.h"
#include "passes/inspect.h"
#include "passes/strip.h"
#include "src/target/tflm_arena.h"
#include "tests/golden/recorded.h"

typedef struct Cost {
	size_t file_bytes;
	int64_t macs;
	uint64_t arena_bytes;
} Cost;

static Cost cost_of(Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	Inspection parts;
	ArenaReport ram;
	cr_assert(model_verify(model, &err), "%s", err.text);
	inspect(model, &arena, &parts);
	cr_assert(tflm_arena(model, CORE_X86_64, KERNELS_REFERENCE, &arena, &ram, &err), "%s",
		err.text);
	strip(model, &STRIP_DEFAULTS);
	cr_assert(model_to_bytes(model, NULL, &arena, &file, &err), "%s", err.text);
	Cost cost = {file.n, parts.graphs[0].known_macs, ram.smallest_bytes};
	arena_finish(&arena);
	return cost;
}

/* The cost with and without dead channels, which changes no output on the data. */
static void measure(const char *name, const char *x, Cost *before, Cost *after)
{
	Error err = {0};
	Arena arena = {0};
	ChannelReport report;
	Model *model = shared_model(name), *pruned = shared_model(name);
	Array data = shared_array(x, &arena);
	cr_assert(prune_dead(pruned, &report, &err), "%s", err.text);
	Array a = outputs_of(model, &data, &INFER_DEFAULTS, &arena);
	Array b = outputs_of(pruned, &data, &INFER_DEFAULTS, &arena);
	cr_assert(shape_equal(a.shape, b.shape) && a.type == b.type);
	cr_expect_arr_eq(a.data, b.data,
		(size_t)shape_count(a.shape) * (size_t)type_bits(a.type) / 8, "%s", name);
	*before = cost_of(model);
	*after = cost_of(pruned);
	measured(
		"%s: %d dead channels; stripped %zu -> %zu bytes, %.2f -> %.2f million MACs, "
		"arena %llu -> %llu",
		name, report.n_removed, before->file_bytes, after->file_bytes,
		(double)before->macs / 1e6, (double)after->macs / 1e6,
		(unsigned long long)before->arena_bytes, (unsigned long long)after->arena_bytes);
	model_free(model);
	model_free(pruned);
	arena_finish(&arena);
}

Test(dead, makes_person_detection_small_and_changes_no_output)
{
	Cost before, after;
	measure("vww_int8", "golden/vww_int8_x.npy", &before, &after);
	cr_expect_lt(after.file_bytes, 98000, "%zu bytes", after.file_bytes);
	cr_expect_lt(after.macs, 4400000);
	cr_expect_lt(after.arena_bytes, 95000);
}

Test(dead, changes_no_output_of_other_models)
{
	static const char *const cases[][2] = {
		{"kws_int8", "kws/kws_dev_x.npy"},
		{"ic_int8", "golden/ic_int8_x.npy"},
		{"ad_int8", "golden/ad_int8_x.npy"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		Cost before, after;
		measure(cases[i][0], cases[i][1], &before, &after);
		cr_expect_leq(after.file_bytes, before.file_bytes);
		cr_expect_leq(after.macs, before.macs);
	}
}
