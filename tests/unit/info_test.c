/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/info.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "cmd/columns.h"
#include "tests/unit/target_models.h"

/* A layer that is known, one that is not, and a second graph; names are as bad as can be. */
static Model *make_model(void)
{
	Model *model = test_model_new(2);
	int in = test_computed(model, TYPE_FLOAT32, DIMS(-1, 8));
	int table = test_constant(model, TYPE_INT8, DIMS(4, 8));
	int middle = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int left = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int right = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	test_scales(model, table, 1, 0);
	test_custom_op(model, "\x1b[31mRed\xff", LIST(in, table, -1), LIST(middle));
	test_op(model, "RELU", LIST(middle), LIST(left));
	test_op(model, "SOFTMAX", LIST(middle), LIST(right));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(left, right));
	model->graphs[0].name = "main";
	model->graphs[1].name = "";
	model->graphs[0].tensors[in].name = "gr\xc3\xbc\xc3\x9f"
										"e\n";
	model->file_bytes = 1000;
	model->description = "";
	return model;
}

static Info look(const Model *model, Arena *arena)
{
	Info info = {.name = "made.tflite", .model = model, .has_parts = true};
	info.parts = (TfliteParts){600, 100, 50, 250};
	inspect(model, arena, &info.found);
	return info;
}

Test(info, shows_what_it_does_not_know, .init = cr_redirect_stdout)
{
	Arena arena = {0};
	Model *model = make_model();
	Info info = look(model, &arena);
	info_print_table(&info);
	fflush(stdout);
	cr_assert_stdout_eq_str(
		"made.tflite: 1000 bytes, 3 layers, 32 parameters, at least 0 MACs\n"
		"100.0 % of the parameters are zero; entropy 0.00 bits each\n"
		"\n"
		"subgraph 0: main\n"
		"input   gr\xc3\xbc\xc3\x9f"
		"e?  ?x8  float32\n"
		"output  #3      1x4  float32\n"
		"output  #4      1x4  float32\n"
		"\n"
		"   operator   output  type          params  MACs  bytes    zeros  unique  "
		"entropy\n"
		"0  ?[31mRed?  1x4     float32/int8      32     -     32  100.0 %       1     "
		"0.00\n"
		"1  RELU       1x4     float32            0     0      0        -       -        "
		"-\n"
		"2  SOFTMAX    1x4     float32            0     0      0        -       -        "
		"-\n"
		"   total                                32    0+     32\n"
		"MACs of 1 layer are not known\n"
		"\n"
		"subgraph 1\n"
		"\n"
		"no layers\n"
		"\n"
		"operators: 1 ?[31mRed?, 1 RELU, 1 SOFTMAX\n"
		"\n"
		"weights        600 bytes   60.0 %\n"
		"quantization   100 bytes   10.0 %\n"
		"names           50 bytes    5.0 %\n"
		"tables         250 bytes   25.0 %\n"
		"file          1000 bytes  100.0 %\n");
	model_free(model);
	arena_finish(&arena);
}

Test(columns, are_as_wide_as_what_stands_in_them, .init = cr_redirect_stdout)
{
	static const char *const cells[] = {"a", "1", "x", "long", "100", "", "", "", "y"};
	Columns table = {.align = "lrl"};
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
		columns_add(&table, "%s", cells[i]);
	columns_print(&table, stdout);
	fflush(stdout);
	cr_assert_stdout_eq_str("a       1  x\n"
							"long  100\n"
							"           y\n");
}

Test(columns, names_are_cut_at_the_front_and_cleaned)
{
	Arena arena = {0};
	cr_expect_str_eq(shown_name(&arena, "short", 8), "short");
	cr_expect_str_eq(shown_name(&arena, "block/conv/w", 8), "...onv/w");
	cr_expect_str_eq(shown_name(&arena, "block/\xc3\xbc/w", 6), ".../w",
		"not cut within a letter");
	cr_expect_str_eq(shown_name(&arena, "a\tb\x7f", 8), "a?b?");
	cr_expect_str_eq(shown_name(&arena, "\xe2\x82\xac \xc3\xbc \xf0\x9f\x98\x80", 20),
		"\xe2\x82\xac \xc3\xbc \xf0\x9f\x98\x80");
	cr_expect_str_eq(shown_name(&arena, "\xc0\x80\xc2\x9b\xed\xa0\x80\xe2\x82", 20),
		"?????????");
	arena_finish(&arena);
}
