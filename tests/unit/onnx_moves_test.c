/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes that move values, on computed ones. */
#include <criterion/criterion.h>

#include "tests/unit/onnx_build.h"

static const float six[6] = {1, 2, 3, 4, 5, 6}; /* [2, 3] */

static OnnxBuild *of_six(int opset)
{
	OnnxBuild *build = onnx_build_new(opset);
	build_input(build, "x", TYPE_FLOAT32, DIMS(2, 3));
	return build;
}

static void expect_moved(OnnxBuild *build, int n, const float *wanted)
{
	build_outputs(build, "y");
	expect_floats(build, six, n, wanted);
}

static void slice_six(int opset, int64_t start, int64_t end, int64_t axis, int64_t step,
	int n, const float *wanted)
{
	OnnxBuild *build = of_six(opset);
	if (opset < 10) {
		build_node(build, "Slice", "x", "y");
		build_ints(build, "starts", INT64S(start));
		build_ints(build, "ends", INT64S(end));
		build_ints(build, "axes", INT64S(axis));
	} else {
		build_int64s(build, "starts", INT64S(start));
		build_int64s(build, "ends", INT64S(end));
		build_int64s(build, "axes", INT64S(axis));
		build_int64s(build, "steps", INT64S(step));
		build_node(build, "Slice", "x starts ends axes steps", "y");
	}
	expect_moved(build, n, wanted);
}

Test(onnx_moves, slices_of_every_opset_count_from_either_end)
{
	slice_six(9, -2, INT64_MAX, -1, 1, 4, (const float[]){2, 3, 5, 6});
	slice_six(13, 1, 100, 0, 1, 3, (const float[]){4, 5, 6});
	slice_six(13, INT64_MIN, INT64_MAX, 1, 1, 6, six);
}

Test(onnx_moves, slices_with_steps_go_forwards_and_backwards)
{
	slice_six(13, 0, INT64_MAX, 1, 2, 4, (const float[]){1, 3, 4, 6});
	slice_six(13, -1, INT64_MIN, 1, -1, 6, (const float[]){3, 2, 1, 6, 5, 4});
	slice_six(13, INT64_MAX, 0, 1, -2, 2, (const float[]){3, 6});
	slice_six(13, 1, INT64_MAX, 1, INT64_MAX, 2, (const float[]){2, 5});
}

Test(onnx_moves, a_slice_with_nothing_left_is_refused)
{
	OnnxBuild *build = of_six(9);
	build_node(build, "Slice", "x", "y");
	build_ints(build, "starts", INT64S(2));
	build_ints(build, "ends", INT64S(2));
	build_outputs(build, "y");
	expect_onnx_refused(build, "node 0 (Slice): nothing is left");
}

Test(onnx_moves, gather_counts_negative_rows_from_the_end)
{
	OnnxBuild *build = of_six(13);
	build_int64s(build, "rows", INT64S(-1, 0));
	build_node(build, "Gather", "x rows", "y");
	build_int(build, "axis", 1);
	expect_moved(build, 4, (const float[]){3, 1, 6, 4});
}

Test(onnx_moves, gather_of_one_row_drops_the_dimension)
{
	const int64_t last = -1;
	OnnxBuild *build = of_six(13);
	build_constant(build, "row", TYPE_INT64, 0, NULL, &last);
	build_node(build, "Gather", "x row", "y");
	build_outputs(build, "y");
	Model *model = build_read(build);
	const Graph *graph = &model->graphs[0];
	cr_expect_eq(graph->tensors[graph->outputs[0]].rank, 1);
	model_free(model);
	expect_floats(build, six, 3, (const float[]){4, 5, 6});
}

Test(onnx_moves, computed_numbers_pick_rows_of_a_table)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "i", TYPE_INT64, DIMS(1, 2));
	build_constant(build, "table", TYPE_FLOAT32, DIMS(3, 2), six);
	build_node(build, "Gather", "table i", "y");
	build_outputs(build, "y");
	const float *y = build_run(build, (const void *[]){(const int64_t[]){2, 0}})[0];
	cr_expect_arr_eq(y, ((const float[]){5, 6, 1, 2}), 4 * sizeof *y);
	onnx_build_free(build);
}

Test(onnx_moves, gather_beyond_the_end_is_refused)
{
	OnnxBuild *build = of_six(13);
	build_int64s(build, "rows", INT64S(2));
	build_node(build, "Gather", "x rows", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build, "node 0 (Gather): row 2 of 2");
}

Test(onnx_moves, split_into_equal_and_into_listed_parts)
{
	OnnxBuild *build = of_six(11);
	build_node(build, "Split", "x", "a b c");
	build_int(build, "axis", -1);
	build_node(build, "Concat", "c a", "y");
	build_int(build, "axis", 1);
	expect_moved(build, 4, (const float[]){3, 1, 6, 4});
	build = of_six(13);
	build_int64s(build, "lengths", INT64S(1, 2));
	build_node(build, "Split", "x lengths", "a y");
	build_int(build, "axis", 1);
	expect_moved(build, 4, (const float[]){2, 3, 5, 6});
	build = of_six(18);
	build_node(build, "Split", "x", "y b");
	build_int(build, "axis", 1);
	build_int(build, "num_outputs", 2);
	expect_moved(build, 4, (const float[]){1, 2, 4, 5});
}

Test(onnx_moves, pads_of_every_opset_also_take_away)
{
	OnnxBuild *build = of_six(10);
	build_node(build, "Pad", "x", "y");
	build_ints(build, "pads", INT64S(0, 1, 0, -1));
	build_real(build, "value", 9);
	expect_moved(build, 6, (const float[]){9, 1, 2, 9, 4, 5});
	build = of_six(18);
	build_int64s(build, "pads", INT64S(-1, 1));
	build_int64s(build, "axes", INT64S(-2));
	build_node(build, "Pad", "x pads - axes", "y");
	expect_moved(build, 6, (const float[]){4, 5, 6, 0, 0, 0});
}

Test(onnx_moves, pads_by_other_modes_are_refused_by_name)
{
	OnnxBuild *build = of_six(10);
	build_node(build, "Pad", "x", "y");
	build_text(build, "mode", "reflect");
	build_ints(build, "pads", INT64S(0, 1, 0, 1));
	build_outputs(build, "y");
	expect_onnx_refused(build, "node 0 (Pad): mode 'reflect', which whit does not read");
}

Test(onnx_moves, reshape_keeps_and_infers_dimensions)
{
	OnnxBuild *build = of_six(13);
	build_int64s(build, "shape", INT64S(0, 1, -1));
	build_node(build, "Reshape", "x shape", "r");
	build_node(build, "Squeeze", "r", "s");
	build_node(build, "Transpose", "s", "t");
	build_int64s(build, "axes", INT64S(0, -1));
	build_node(build, "Unsqueeze", "t axes", "y");
	expect_moved(build, 6, (const float[]){1, 4, 2, 5, 3, 6});
}

Test(onnx_moves, a_reshape_that_does_not_fit_is_refused)
{
	OnnxBuild *build = of_six(13);
	build_int64s(build, "shape", INT64S(4, -1));
	build_node(build, "Reshape", "x shape", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build, "node 0 (Reshape): 6 elements as rows of 4");
}

Test(onnx_moves, one_value_can_lose_all_its_dimensions)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 1));
	build_node(build, "Squeeze", "x", "y");
	build_outputs(build, "y");
	expect_floats(build, six, 1, six);
}

Test(onnx_moves, dropout_and_identity_change_nothing)
{
	OnnxBuild *build = of_six(12);
	build_node(build, "Dropout", "x", "d mask");
	build_node(build, "Identity", "d", "i");
	build_node(build, "Relu", "i", "y");
	expect_moved(build, 6, six);
}

Test(onnx_moves, cast_of_computed_values)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_INT64, DIMS(1, 2));
	build_node(build, "Cast", "x", "y");
	build_int(build, "to", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
	build_outputs(build, "y");
	const float *y = build_run(build, (const void *[]){(const int64_t[]){-3, 7}})[0];
	cr_expect_arr_eq(y, ((const float[]){-3, 7}), 2 * sizeof *y);
	onnx_build_free(build);
}

Test(onnx_moves, an_input_that_goes_straight_out_keeps_its_name)
{
	OnnxBuild *build = of_six(13);
	build_node(build, "Transpose", "x", "t");
	build_node(build, "Transpose", "t", "y");
	build_outputs(build, "y");
	Model *model = build_read(build);
	const Graph *graph = &model->graphs[0];
	cr_expect_str_eq(graph->tensors[graph->inputs[0]].name, "x");
	cr_expect_str_eq(graph->tensors[graph->outputs[0]].name, "y");
	model_free(model);
	expect_floats(build, six, 6, six);
}
