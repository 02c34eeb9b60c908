/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/runtime_flash.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/target_models.h"

static Arena memory;

/* The figure for a model of these operators; NULL ends the list. */
static RuntimeFlash flash_of_build(Core core, Kernels kernels, TflmBuild build,
	const char *const *names)
{
	Model *model = test_model_new(1);
	int tensor = test_computed(model, TYPE_INT8, DIMS(1));
	for (; *names; names++)
		test_op(model, *names, LIST(tensor), LIST(tensor));
	RuntimeFlash result = runtime_flash(model, core, kernels, build, &memory);
	model_free(model);
	return result;
}

static RuntimeFlash flash_of(Core core, Kernels kernels, const char *const *names)
{
	return flash_of_build(core, kernels, TFLM_RELEASE, names);
}

#define OPS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define KWS \
	OPS("CONV_2D", "DEPTHWISE_CONV_2D", "CONV_2D", "AVERAGE_POOL_2D", "RESHAPE", \
		"FULLY_CONNECTED", "SOFTMAX")
#define IC \
	OPS("CONV_2D", "ADD", "AVERAGE_POOL_2D", "RESHAPE", "FULLY_CONNECTED", "SOFTMAX")
#define AD OPS("FULLY_CONNECTED", "FULLY_CONNECTED")

/* The builds but the release were measured on M4 alone. */
Test(runtime_flash, equals_every_measured_image)
{
	static const struct {
		Core core;
		Kernels kernels;
		TflmBuild build;
		uint64_t kws, ic, ad;
	} rows[] = {
		{CORE_M4, KERNELS_REFERENCE, TFLM_RELEASE, 41292, 45704, 20932},
		{CORE_M4, KERNELS_CMSIS_NN, TFLM_RELEASE, 84180, 79008, 32484},
		{CORE_M4, KERNELS_CMSIS_NN, TFLM_INT8, 53364, 51168, 28740},
		{CORE_M4, KERNELS_CMSIS_NN, TFLM_DEFAULT, 112412, 106692, 52984},
		{CORE_M55, KERNELS_REFERENCE, TFLM_RELEASE, 39180, 43972, 18312},
		{CORE_M55, KERNELS_CMSIS_NN, TFLM_RELEASE, 72548, 66508, 25096},
		{CORE_M3, KERNELS_REFERENCE, TFLM_RELEASE, 42508, 46856, 22004},
		{CORE_M3, KERNELS_CMSIS_NN, TFLM_RELEASE, 71060, 66128, 27288},
		{CORE_M0, KERNELS_REFERENCE, TFLM_RELEASE, 53092, 57856, 28972},
		{CORE_M0, KERNELS_CMSIS_NN, TFLM_RELEASE, 86196, 80652, 35616},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const RuntimeFlash is[] = {
			flash_of_build(rows[i].core, rows[i].kernels, rows[i].build, KWS),
			flash_of_build(rows[i].core, rows[i].kernels, rows[i].build, IC),
			flash_of_build(rows[i].core, rows[i].kernels, rows[i].build, AD),
		};
		const uint64_t was[] = {rows[i].kws, rows[i].ic, rows[i].ad};
		for (int k = 0; k < 3; k++) {
			cr_expect_eq(is[k].bytes, was[k], "row %zu", i);
			cr_expect_eq(is[k].certainty, EXACT, "row %zu", i);
			cr_expect_eq(is[k].error_percent, 0, "row %zu", i);
			cr_expect(strstr(is[k].note, "measuring harness") != NULL, "%s", is[k].note);
		}
	}
}

Test(runtime_flash, is_bounded_by_a_set_that_holds_more)
{
	RuntimeFlash flash =
		flash_of(CORE_M4, KERNELS_REFERENCE, OPS("FULLY_CONNECTED", "SOFTMAX"));
	cr_expect_eq(flash.certainty, UPPER_BOUND);
	cr_expect_eq(flash.bytes, 41292);
	flash = flash_of(CORE_M4, KERNELS_CMSIS_NN, OPS("FULLY_CONNECTED", "SOFTMAX"));
	cr_expect_eq(flash.bytes, 79008);
}

Test(runtime_flash, estimates_operators_that_were_not_measured)
{
	uint64_t increment = ((41292 - 20932) / 5 + (45704 - 20932) / 5) / 2;
	RuntimeFlash flash =
		flash_of(CORE_M4, KERNELS_REFERENCE, OPS("FULLY_CONNECTED", "TANH"));
	cr_expect_eq(flash.certainty, ESTIMATE);
	cr_expect_eq(flash.bytes, 20932 + increment);
	cr_expect(strstr(flash.note, "an increment for 1 operator") != NULL, "%s",
		flash.note);
	flash = flash_of(CORE_M4, KERNELS_REFERENCE,
		OPS("CONV_2D", "DEPTHWISE_CONV_2D", "ADD", "AVERAGE_POOL_2D", "SOFTMAX"));
	cr_expect_eq(flash.bytes, 45704 + increment - 2 * increment);
}

Test(runtime_flash, adds_what_the_decoders_were_measured_to_take)
{
	Model *model = test_model_new(1);
	int tensor = test_computed(model, TYPE_INT8, DIMS(1));
	test_op(model, "FULLY_CONNECTED", LIST(tensor), LIST(tensor));
	test_custom_op(model, "TFLM_DECODE", LIST(tensor, tensor), LIST(tensor));
	RuntimeFlash flash =
		runtime_flash(model, CORE_M4, KERNELS_REFERENCE, TFLM_RELEASE, &memory);
	cr_expect_eq(flash.bytes, 20932 + 18644);
	cr_expect_eq(flash.certainty, ESTIMATE);
	cr_expect(flash.error_percent > 0 && flash.error_percent < 0.1);
	flash = runtime_flash(model, CORE_M3, KERNELS_REFERENCE, TFLM_RELEASE, &memory);
	cr_expect_eq(flash.bytes, 22004 + 18644);
	cr_expect_gt(flash.error_percent, 10);
	model_free(model);
}

Test(runtime_flash, takes_a_relative_where_a_core_was_not_measured)
{
	RuntimeFlash flash = flash_of(CORE_M7, KERNELS_CMSIS_NN, AD);
	cr_expect_eq(flash.bytes, 32484);
	cr_expect_eq(flash.certainty, ESTIMATE);
	cr_expect(strstr(flash.note, "for cortex-m7") != NULL, "%s", flash.note);
	cr_expect_eq(flash_of(CORE_M85, KERNELS_CMSIS_NN, AD).bytes, 25096);
	cr_expect_eq(flash_of(CORE_RISCV32, KERNELS_REFERENCE, AD).bytes, 28972);
	cr_expect_eq(flash_of(CORE_XTENSA, KERNELS_REFERENCE, AD).bytes, 20932);
}

Test(runtime_flash, has_no_data_for_a_computer)
{
	RuntimeFlash flash = flash_of(CORE_X86_64, KERNELS_REFERENCE, AD);
	cr_expect_eq(flash.certainty, NO_DATA);
	cr_expect_eq(flash.bytes, 0);
}
