/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "cmd/budget_growth.h"

static const char *dims[] = {"1x4"}, *other_dims[] = {"1x5"};
static const Profile part = {.name = "part"};
static Arena arena;
static Growth growth;

static Outline outline_of(LayerOutline *layers, int n)
{
	return (Outline){.inputs = dims,
		.outputs = dims,
		.n_inputs = 1,
		.n_outputs = 1,
		.layers = layers,
		.n_layers = n};
}

static Budget budget_of(uint64_t flash, uint64_t ram)
{
	return (Budget){.profile = &part,
		.runner = RUNTIME_C,
		.flash = {.model_bytes = flash},
		.ram = {.model_bytes = ram}};
}

/* Hold a budget of 100 bytes of flash and RAM, or what is given, against one of 100 and 100. */
static bool find(Outline was, Outline is, Budget now, double max_percent, Error *err)
{
	Budget before = budget_of(100, 100);
	BaselineTarget target = baseline_target(&before);
	Baseline baseline = {.name = "base",
		.outline = was,
		.targets = &target,
		.n_targets = 1};
	return growth_find(&baseline, &is, &now, 1, max_percent, &arena, &growth, err);
}

static void finish(void)
{
	arena_finish(&arena);
}

TestSuite(budget_growth, .fini = finish);

Test(budget_growth, finds_layers_again_around_one_that_was_inserted)
{
	LayerOutline was[] = {{"CONV_2D", "a", 10, 10}, {"CONV_2D", "b", 20, 10},
		{"CONV_2D", "c", 30, 10}};
	LayerOutline is[] = {{"CONV_2D", "a", 10, 10}, {"CONV_2D", "new", 15, 10},
		{"CONV_2D", "b", 20, 10}, {"CONV_2D", "c", 33, 10}};
	Error err = {0};
	cr_assert(find(outline_of(was, 3), outline_of(is, 4), budget_of(100, 100), -1, &err));
	cr_assert(eq(int, growth.weights.n, 2));
	cr_assert(eq(int, growth.weights.list[0].layer, 1));
	cr_assert(eq(u64, growth.weights.list[0].was, 0));
	cr_assert(eq(int, growth.weights.list[1].layer, 3));
	cr_assert(eq(u64, growth.weights.list[1].was, 30));
	cr_assert(eq(int, growth.outputs.n, 1));
}

Test(budget_growth, finds_layers_again_whose_names_changed)
{
	LayerOutline was[] = {{"CONV_2D", "a", 10, 0}, {"SOFTMAX", "b", 0, 0}};
	LayerOutline is[] = {{"CONV_2D", "x", 12, 0}, {"SOFTMAX", "y", 0, 0}};
	Error err = {0};
	cr_assert(find(outline_of(was, 2), outline_of(is, 2), budget_of(100, 100), -1, &err));
	cr_assert(eq(int, growth.weights.n, 1));
	cr_assert(eq(u64, growth.weights.list[0].was, 10));
}

Test(budget_growth, is_not_told_of_layers_that_shrank_or_went)
{
	LayerOutline was[] = {{"CONV_2D", "a", 10, 9}, {"RELU", "r", 0, 9},
		{"CONV_2D", "b", 20, 9}};
	LayerOutline is[] = {{"CONV_2D", "a", 8, 9}, {"CONV_2D", "b", 20, 9}};
	Error err = {0};
	cr_assert(find(outline_of(was, 3), outline_of(is, 2), budget_of(90, 90), 0, &err));
	cr_assert(eq(int, growth.weights.n, 0));
	cr_assert(eq(int, growth.outputs.n, 0));
	cr_assert(growth.within);
}

Test(budget_growth, passes_at_the_limit_and_fails_a_byte_above)
{
	LayerOutline same[] = {{"CONV_2D", "a", 10, 0}};
	Outline outline = outline_of(same, 1);
	Error err = {0};
	cr_assert(find(outline, outline, budget_of(102, 100), 2, &err));
	cr_assert(growth.within);
	cr_assert(find(outline, outline, budget_of(100, 103), 2, &err));
	cr_assert(growth.targets[0].flash.within);
	cr_assert_not(growth.targets[0].ram.within);
	cr_assert_not(growth.within);
	cr_assert(find(outline, outline, budget_of(1000, 1000), -1, &err));
	cr_assert(growth.within);
}

Test(budget_growth, of_a_figure_without_data_is_none)
{
	LayerOutline same[] = {{"CONV_2D", "a", 10, 0}};
	Outline outline = outline_of(same, 1);
	Budget now = budget_of(100, 100000);
	Error err = {0};
	now.ram.certainty = NO_DATA;
	cr_assert(find(outline, outline, now, 0, &err));
	cr_assert(growth.within);
}

Test(budget_growth, refuses_other_models)
{
	LayerOutline was[] = {{"CONV_2D", "a", 1, 0}, {"ADD", "b", 0, 0}, {"MUL", "c", 0, 0}};
	LayerOutline is[] = {{"CONV_2D", "a", 1, 0}, {"SUB", "d", 0, 0}, {"DIV", "e", 0, 0}};
	Outline other = outline_of(was, 3);
	Error err = {0};
	other.outputs = other_dims;
	cr_assert_not(find(outline_of(was, 3), outline_of(is, 3), budget_of(1, 1), -1, &err));
	cr_assert_str_eq(err.text,
		"base: baseline of another model: 1 of its 3 layers are among the 3 here");
	err.text[0] = '\0';
	cr_assert_not(find(other, outline_of(was, 3), budget_of(1, 1), -1, &err));
	cr_assert_str_eq(err.text,
		"base: baseline of another model: output 0 is 1x5 there, 1x4 here");
}

static bool read_text(const char *text, Baseline *baseline, Error *err)
{
	Bytes file = {(const uint8_t *)text, strlen(text)};
	return baseline_read(file, "base", &arena, baseline, err);
}

Test(budget_growth, reads_reports_and_refuses_half_ones)
{
	static const char *const bad[] = {"", "[]", "{", "{}",
		"{\"schema\":1,\"inputs\":[1]}",
		"{\"schema\":1,\"inputs\":[],\"outputs\":[],\"layers\":{}}",
		"{\"schema\":1,\"inputs\":[],\"outputs\":[],\"layers\":[7]}",
		"{\"schema\":1,\"inputs\":[],\"outputs\":[],\"layers\":[],\"targets\":[{}]}"};
	Baseline baseline;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		Error err = {0};
		cr_expect_not(read_text(bad[i], &baseline, &err), "%s", bad[i]);
		cr_expect(strncmp(err.text, "base: ", 6) == 0, "%s", err.text);
	}
	Error err = {0};
	cr_assert(read_text("{\"schema\":1,\"inputs\":[\"1x4\"],\"outputs\":[],\"layers\":[],"
						"\"target\":\"part\",\"runtime\":\"c\",\"kernels\":null,"
						"\"flash\":{\"model_bytes\":7},"
						"\"ram\":{\"model_bytes\":8,\"certainty\":\"no data\"}}",
		&baseline, &err));
	cr_assert(eq(int, baseline.n_targets, 1));
	cr_assert(eq(u64, baseline.targets[0].flash_bytes, 7));
	cr_assert_not(baseline.targets[0].has_ram);
	cr_assert_str_eq(baseline.targets[0].kernels, "");
}
