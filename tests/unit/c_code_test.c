/* SPDX-License-Identifier: Apache-2.0 */
/* What exported C takes of a part. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/lower/lower.h"
#include "src/target/budget.h"
#include "src/target/c_code.h"
#include "tests/unit/op_case.h"

static Arena memory;

/* A table looked up for 64 values, and its program. */
static Model *table_model(Program *program)
{
	Model *model = test_model_new(1);
	LowerSettings settings = {.allow_float = false};
	Error err = {0};
	int in = real_input(model, TYPE_INT8, DIMS(1, 64));
	int out = real_computed(model, TYPE_INT8, DIMS(1, 64), IN_SCALE, IN_ZERO);
	real_op(model, "LEAKY_RELU", LIST(in), out)->attrs.leaky_relu.alpha = 0.5F;
	cr_assert(lower_model(model, &settings, &memory, program, &err), "%s", err.text);
	return model;
}

Test(c_code, adds_up_kernels_libraries_and_calls)
{
	Program program;
	Model *model = table_model(&program);
	RuntimeFlash code = c_code(&program, CORE_M4, &memory);
	cr_expect_eq(code.certainty, ESTIMATE);
	/* The loop, memcpy, and a call of four arguments. */
	cr_expect(code.bytes > 100 && code.bytes < 600, "%llu bytes",
		(unsigned long long)code.bytes);
	RuntimeFlash more = c_code(&program, CORE_M0PLUS, &memory);
	cr_expect_eq(more.certainty, ESTIMATE);
	cr_expect(strstr(more.note, "m0"));
	model_free(model);
}

Test(c_code, counts_a_kernel_once)
{
	Program one, two;
	Model *model = table_model(&one);
	two = one;
	Step steps[2] = {one.steps[0], one.steps[0]};
	two.steps = steps;
	two.n_steps = 2;
	cr_expect_eq(c_code(&two, CORE_M4, &memory).bytes,
		c_code(&one, CORE_M4, &memory).bytes + 5 * (uint64_t)one.steps[0].n_arguments);
	model_free(model);
}

Test(c_code, has_no_figure_for_cores_that_were_not_measured)
{
	Program program;
	Model *model = table_model(&program);
	cr_expect_eq(c_code(&program, CORE_X86_64, &memory).certainty, NO_DATA);
	cr_expect_eq(c_code(&program, CORE_XTENSA, &memory).bytes, 0);
	model_free(model);
}

Test(c_code, budgets_constants_and_arena_to_the_byte)
{
	static const Profile part = {.name = "part",
		.core = CORE_M4,
		.flash_bytes = 4000,
		.ram_bytes = 63};
	BudgetSettings settings = BUDGET_DEFAULTS;
	Program program;
	Budget result;
	Model *model = table_model(&program);
	budget_c(&program, &part, &settings, &memory, &result);
	cr_expect_eq(result.file_bytes, 256);
	cr_expect_eq(result.ram.model_bytes, 64);
	cr_expect_eq(result.ram.certainty, EXACT);
	cr_expect(result.flash.fits_part);
	cr_expect_not(result.ram.fits_part);
	cr_expect_not(result.fits);
	model_free(model);
}
