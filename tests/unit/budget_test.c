/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/budget.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/target_models.h"

static const Profile part = {.name = "part",
	.core = CORE_M4,
	.flash_bytes = 40000,
	.ram_bytes = 2000,
	.reserved_flash_bytes = 4000,
	.reserved_ram_bytes = 500};

static Arena memory;

static Budget budget_of(const Profile *profile, const BudgetSettings *settings)
{
	Model *model = test_hello_world();
	Budget result = {0};
	Error err = {0};
	cr_assert(budget(model, 3000, profile, settings, &memory, &result, &err), "%s",
		err.text);
	model_free(model);
	return result;
}

Test(budget, adds_up_file_runtime_and_what_is_reserved)
{
	BudgetSettings how = BUDGET_DEFAULTS;
	how.kernels = KERNELS_REFERENCE;
	Budget b = budget_of(&part, &how);
	cr_expect_eq(b.runtime.bytes, 20932);
	cr_expect_eq(b.flash.model_bytes, 3000 + 20932);
	cr_expect_eq(b.flash.total_bytes, 3000 + 20932 + 4000);
	cr_expect_eq(b.flash.certainty, EXACT);
	cr_expect_null(b.refusal);
	cr_expect(b.fits);
}

Test(budget, counts_the_smallest_arena_that_works)
{
	BudgetSettings how = BUDGET_DEFAULTS;
	how.kernels = KERNELS_REFERENCE;
	Budget b = budget_of(&part, &how);
	cr_expect_eq(b.arena.used_bytes, 676);
	cr_expect_eq(b.ram.model_bytes, b.arena.smallest_bytes);
	cr_expect_eq(b.ram.total_bytes, b.arena.smallest_bytes + 500);
	cr_expect_gt(b.arena.smallest_bytes, b.arena.used_bytes);
}

Test(budget, takes_cmsis_nn_where_there_is_one)
{
	BudgetSettings how = BUDGET_DEFAULTS;
	Budget b = budget_of(&part, &how);
	cr_expect_eq(b.kernels, KERNELS_CMSIS_NN);
	cr_expect_eq(b.runtime.bytes, 32484);
	cr_expect_eq(b.arena.used_bytes, 772);
}

Test(budget, compares_the_total_with_the_part)
{
	BudgetSettings how = BUDGET_DEFAULTS;
	how.kernels = KERNELS_REFERENCE;
	Profile tight = part;
	tight.flash_bytes = 3000 + 20932 + 4000;
	cr_expect(budget_of(&tight, &how).flash.fits_part);
	tight.flash_bytes--;
	Budget b = budget_of(&tight, &how);
	cr_expect_not(b.flash.fits_part);
	cr_expect(b.ram.fits_part);
	cr_expect_not(b.fits);
}

Test(budget, compares_what_the_model_brings_with_the_users_limits)
{
	BudgetSettings how = {.kernels = KERNELS_REFERENCE,
		.max_flash_bytes = 3000 + 20932,
		.max_ram_bytes = NO_LIMIT};
	cr_expect(budget_of(&part, &how).flash.fits_max);
	how.max_flash_bytes--;
	Budget b = budget_of(&part, &how);
	cr_expect_not(b.flash.fits_max);
	cr_expect(b.flash.fits_part);
	cr_expect_not(b.fits);
	how = (BudgetSettings){.kernels = KERNELS_REFERENCE,
		.max_flash_bytes = NO_LIMIT,
		.max_ram_bytes = 100};
	b = budget_of(&part, &how);
	cr_expect_not(b.ram.fits_max);
	cr_expect_not(b.fits);
}

Test(budget, has_a_lower_bound_of_flash_on_a_computer)
{
	BudgetSettings how = BUDGET_DEFAULTS;
	const Profile host = {.name = "host",
		.core = CORE_X86_64,
		.flash_bytes = NO_LIMIT,
		.ram_bytes = NO_LIMIT};
	Budget b = budget_of(&host, &how);
	cr_expect_eq(b.kernels, KERNELS_REFERENCE);
	cr_expect_eq(b.arena.used_bytes, 1184);
	cr_expect_eq(b.flash.total_bytes, 3000);
	cr_expect_eq(b.flash.certainty, LOWER_BOUND);
	cr_expect(b.fits);
}

Test(budget, counts_the_model_alone_without_a_runtime)
{
	BudgetSettings how = {.max_flash_bytes = 3000, .max_ram_bytes = 16};
	Model *model = test_hello_world();
	Budget b = {0};
	Error err = {0};
	cr_assert(budget_none(model, 3000, &part, &how, &memory, &b, &err), "%s", err.text);
	cr_expect(b.runner == RUNTIME_NONE && b.fits);
	cr_expect_eq(b.runtime.bytes, 0);
	cr_expect_eq(b.flash.total_bytes, 3000 + 4000);
	cr_expect_eq(b.flash.certainty, EXACT);
	cr_expect_eq(b.ram.model_bytes, 16);
	cr_expect_eq(b.ram.certainty, LOWER_BOUND);
	how.max_ram_bytes = 15;
	cr_assert(budget_none(model, 3000, &part, &how, &memory, &b, &err), "%s", err.text);
	cr_expect_not(b.ram.fits_max);
	cr_expect_not(b.fits);
	model_free(model);
}

Test(budget, refuses_kernels_that_the_core_has_not)
{
	BudgetSettings how = {.kernels = KERNELS_CMSIS_NN};
	const Profile chip = {.name = "esp32-c3", .core = CORE_RISCV32};
	Model *model = test_hello_world();
	Budget result;
	Error err = {0};
	cr_expect_not(budget(model, 3000, &chip, &how, &memory, &result, &err));
	cr_expect_str_eq(err.text, "cmsis-nn kernels run on Cortex-M only, not on riscv32");
	model_free(model);
}

Test(budget, has_no_arena_for_a_model_that_tflm_does_not_run)
{
	BudgetSettings how = BUDGET_DEFAULTS;
	Model *model = test_hello_world();
	int in = test_computed(model, TYPE_INT16, DIMS(4));
	test_op(model, "HARD_SWISH", LIST(in), LIST(in));
	Budget b = {0};
	Error err = {0};
	cr_assert(budget(model, 3000, &part, &how, &memory, &b, &err), "%s", err.text);
	model_free(model);
	cr_expect_not(b.fits);
	cr_assert_not_null(b.refusal);
	cr_expect_str_eq(b.refusal, "operator 3 (HARD_SWISH): TFLM has no int16 HARD_SWISH");
	cr_expect_eq(b.arena.certainty, NO_DATA);
	cr_expect_eq(b.arena.used_bytes, 0);
	cr_expect_eq(b.flash.model_bytes, 3000 + b.runtime.bytes);
}

Test(budget, adds_up_how_sure_its_parts_are)
{
	cr_expect_eq(certainty_of_sum(EXACT, EXACT), EXACT);
	cr_expect_eq(certainty_of_sum(UPPER_BOUND, EXACT), UPPER_BOUND);
	cr_expect_eq(certainty_of_sum(EXACT, ESTIMATE), ESTIMATE);
	cr_expect_eq(certainty_of_sum(UPPER_BOUND, LOWER_BOUND), ESTIMATE);
	cr_expect_eq(certainty_of_sum(NO_DATA, EXACT), LOWER_BOUND);
	cr_expect_eq(certainty_of_sum(NO_DATA, UPPER_BOUND), ESTIMATE);
	cr_expect_eq(certainty_of_sum(NO_DATA, NO_DATA), NO_DATA);
}
