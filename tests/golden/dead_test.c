/* SPDX-License-Identifier: Apache-2.0 */
/* Real models without their dead channels: how small they get, and that they give what they gave. */
#include "passes/channels/dead.h"

#include <criterion/criterion.h>

#include "src/data/random.h"
#include "tests/golden/cost.h"
#include "tests/golden/recorded.h"

static void expect_same(const Model *a, const Model *b, const Array *data)
{
	Arena arena = {0};
	Array of_a = outputs_of(a, data, &INFER_DEFAULTS, &arena);
	Array of_b = outputs_of(b, data, &INFER_DEFAULTS, &arena);
	cr_assert(shape_equal(of_a.shape, of_b.shape) && of_a.type == of_b.type);
	cr_expect_arr_eq(of_a.data, of_b.data,
		(size_t)shape_count(of_a.shape) * (size_t)type_bits(of_a.type) / 8);
	arena_finish(&arena);
}

/* As no picture looks. */
static Array noise_like(const Array *data, Arena *arena)
{
	Error err = {0};
	Array noise;
	Shape shape = data->shape;
	shape.dims[0] = 64;
	cr_assert(random_array(shape, data->type, rng_new(1), arena, &noise, &err), "%s",
		err.text);
	return noise;
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
	Array noise = noise_like(&data, &arena);
	expect_same(model, pruned, &data);
	expect_same(model, pruned, &noise);
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
