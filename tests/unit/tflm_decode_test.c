/* SPDX-License-Identifier: Apache-2.0 */
/* What TFLM runs of decode operators, and what a budget says of them. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/target/budget.h"
#include "src/target/tflm_types.h"
#include "tests/unit/encoded_models.h"

static Model *make_model(const EncodedExample *example, const char *decoder)
{
	Model *model = test_model_new(1);
	int out = example_tensors(model, example);
	test_custom_op(model, decoder, LIST(out - 2, out - 1), LIST(out));
	test_outputs(model, LIST(out));
	model->graphs[0].tensors[out].name = "w";
	return model;
}

static Budget budget_of(const Model *model, Arena *arena)
{
	const Profile part = {.name = "part",
		.core = CORE_M4,
		.flash_bytes = 1 << 20,
		.ram_bytes = 1 << 20};
	Budget found;
	Error err = {0};
	cr_assert(budget(model, 1000, &part, &BUDGET_DEFAULTS, arena, &found, &err), "%s",
		err.text);
	return found;
}

Test(tflm_decode, is_run_of_all_kinds)
{
	for (int i = 0; i < N_ENCODED_EXAMPLES; i++) {
		Arena arena = {0};
		Model *model = make_model(&encoded_examples[i], "TFLM_DECODE");
		Budget found = budget_of(model, &arena);
		cr_expect_null(found.refusal, "%s", encoded_examples[i].name);
		cr_expect_eq(found.arena.certainty, EXACT);
		cr_expect(found.fits);
		model_free(model);
		arena_finish(&arena);
	}
}

Test(tflm_decode, is_refused_for_an_axis_that_tflm_does_not_take)
{
	Arena arena = {0};
	Model *model = make_model(encoded_example("lookup, one scale"), "TFLM_DECODE");
	model->graphs[0].tensors[2].quantization->axis = 3;
	Budget found = budget_of(model, &arena);
	cr_assert(found.refusal);
	cr_expect_str_eq(found.refusal,
		"operator 0 (TFLM_DECODE): tensor 'w': 1 scale along axis 3 of 1: TFLM unpacks "
		"along the first or last one only");
	cr_expect_eq(found.arena.certainty, NO_DATA);
	model_free(model);
	arena_finish(&arena);
}

Test(tflm_decode, of_whits_own_operator_the_arena_is_known)
{
	Arena arena = {0};
	const EncodedExample *example = encoded_example("bitmap, one scale");
	Model *stock = make_model(example, "TFLM_DECODE");
	Model *own = make_model(example, "WHIT_DECODE");
	Budget a = budget_of(stock, &arena), b = budget_of(own, &arena);
	cr_expect_not(b.fits);
	cr_assert(b.refusal);
	cr_expect_str_eq(b.refusal,
		"operator 0 (WHIT_DECODE): stock TFLM has no WHIT_DECODE: it is whit's own");

	cr_expect_leq(b.arena.used_bytes, a.arena.used_bytes);
	cr_expect_eq(b.arena.certainty, EXACT);
	cr_expect_str_eq(b.arena.note, "with WHIT_DECODE as whit-tflm(7) adds it to TFLM");
	model_free(own);
	model_free(stock);
	arena_finish(&arena);
}
