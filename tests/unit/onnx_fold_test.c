/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes that are computed at import: what exporters leave behind of shape arithmetic. */
#include <criterion/criterion.h>

#include "src/base/half.h"
#include "tests/unit/onnx_build.h"

/* A node on constants x and y, [n] each, and its output z. */
static OnnxBuild *two_int64s(const char *op_type, int n, const int64_t *x,
	const int64_t *y)
{
	OnnxBuild *build = onnx_build_new(17);
	build_int64s(build, "x", n, x);
	build_int64s(build, "y", n, y);
	build_node(build, op_type, "x y", "z");
	build_outputs(build, "z");
	return build;
}

static void expect_int64s(const char *op_type, int n, const int64_t *x, const int64_t *y,
	const int64_t *wanted)
{
	expect_folded(two_int64s(op_type, n, x, y), TYPE_INT64, n, wanted);
}

Test(onnx_fold, whole_arithmetic_ends_at_its_limits)
{
	const int64_t most = INT64_MAX, least = INT64_MIN;
	expect_int64s("Add", 3, (int64_t[]){most, least, 2}, (int64_t[]){1, -1, 3},
		(int64_t[]){most, least, 5});
	expect_int64s("Sub", 3, (int64_t[]){least, most, 2}, (int64_t[]){1, -1, 3},
		(int64_t[]){least, most, -1});
	expect_int64s("Mul", 4, (int64_t[]){most, least, least, -3}, (int64_t[]){2, 2, -1, 4},
		(int64_t[]){most, least, most, -12});
	expect_int64s("Div", 3, (int64_t[]){-7, least, 7}, (int64_t[]){2, -1, -2},
		(int64_t[]){-3, most, -3});
	expect_int64s("Mod", 3, (int64_t[]){-7, least, 7}, (int64_t[]){3, -1, -3},
		(int64_t[]){2, 0, -2});
	expect_int64s("Pow", 4, (int64_t[]){3, 2, -1, 5}, (int64_t[]){4, 70, -3, 0},
		(int64_t[]){81, most, -1, 1});
}

Test(onnx_fold, refuses_a_division_by_zero)
{
	const int64_t one = 1, zero = 0;
	expect_onnx_refused(two_int64s("Div", 1, &one, &zero),
		"node 0 (Div): a division by 0");
}

Test(onnx_fold, numbers_are_repeated_to_fit)
{
	const int64_t column[2] = {10, 20}, row[3] = {1, 2, 3};
	OnnxBuild *build = onnx_build_new(13);
	build_constant(build, "column", TYPE_INT64, DIMS(2, 1), column);
	build_int64s(build, "row", 3, row);
	build_node(build, "Max", "column row row", "most");
	build_node(build, "Sub", "most row", "z");
	build_outputs(build, "z");
	expect_folded(build, TYPE_INT64, 6, (int64_t[]){9, 8, 7, 19, 18, 17});
}

Test(onnx_fold, a_shape_is_known_without_the_values)
{
	OnnxBuild *build = onnx_build_new(15);
	build_input(build, "x", TYPE_FLOAT32, DIMS(-1, 3, 8, 6));
	build_node(build, "Relu", "x", "r");
	build_node(build, "Shape", "r", "z");
	build_int(build, "start", -3);
	build_int(build, "end", 3);
	build_outputs(build, "z");
	expect_folded(build, TYPE_INT64, 2, (int64_t[]){3, 8});
}

/* x.view(x.size(0), -1) as older exporters write it. */
Test(onnx_fold, a_shape_put_together_from_parts_reshapes)
{
	const int64_t zero = 0, rest = -1;
	OnnxBuild *build = onnx_build_new(9);
	build_input(build, "x", TYPE_FLOAT32, DIMS(-1, 2, 2));
	build_node(build, "Shape", "x", "shape");
	build_constant(build, "zero", TYPE_INT64, 0, NULL, &zero);
	build_node(build, "Gather", "shape zero", "n");
	build_int(build, "axis", 0);
	build_node(build, "Unsqueeze", "n", "first");
	build_ints(build, "axes", INT64S(0));
	build_int64s(build, "rest", 1, &rest);
	build_node(build, "Concat", "first rest", "wanted");
	build_int(build, "axis", 0);
	build_node(build, "Reshape", "x wanted", "y");
	build_outputs(build, "y");
	const float x[4] = {1, 2, 3, 4};
	expect_floats(build, x, 4, x);
}

/* The pads of nn.ZeroPad2d: filled up with zeros, turned round, as a list. */
Test(onnx_fold, pads_turned_round_pad)
{
	const int64_t pads[2] = {1, 0}, pair[2] = {-1, 2}, flat = -1;
	const int64_t from = -1, to = INT64_MIN, axis = 0, step = -1, missing = 2;
	OnnxBuild *build = onnx_build_new(11);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	build_int64s(build, "pads", 2, pads);
	build_int64s(build, "missing", 1, &missing);
	build_node(build, "ConstantOfShape", "missing", "zeros");
	build_tensor(build, "value", TYPE_INT64, DIMS(1), (int64_t[]){0});
	build_node(build, "Concat", "pads zeros", "all");
	build_int(build, "axis", 0);
	build_int64s(build, "pair", 2, pair);
	build_node(build, "Reshape", "all pair", "pairs");
	build_int64s(build, "from", 1, &from);
	build_int64s(build, "to", 1, &to);
	build_int64s(build, "axis", 1, &axis);
	build_int64s(build, "step", 1, &step);
	build_node(build, "Slice", "pairs from to axis step", "turned");
	build_node(build, "Transpose", "turned", "columns");
	build_ints(build, "perm", INT64S(1, 0));
	build_int64s(build, "flat", 1, &flat);
	build_node(build, "Reshape", "columns flat", "list");
	build_node(build, "Cast", "list", "wanted");
	build_int(build, "to", ONNX__TENSOR_PROTO__DATA_TYPE__INT64);
	build_node(build, "Pad", "x wanted", "y");
	build_outputs(build, "y");
	expect_floats(build, (const float[]){5, 6}, 3, (const float[]){0, 5, 6});
}

Test(onnx_fold, an_expanded_shape_with_its_minus_ones_replaced)
{
	const int64_t wanted[3] = {-1, 2, 3}, none = -1, shape[1] = {3}, row[3] = {7, 8, 9};
	OnnxBuild *build = onnx_build_new(13);
	build_int64s(build, "wanted", 3, wanted);
	build_int64s(build, "none", 1, &none);
	build_int64s(build, "rank", 1, shape);
	build_node(build, "ConstantOfShape", "rank", "ones");
	build_tensor(build, "value", TYPE_INT64, DIMS(1), (int64_t[]){1});
	build_node(build, "Equal", "wanted none", "open");
	build_node(build, "Where", "open ones wanted", "shape");
	build_int64s(build, "row", 3, row);
	build_node(build, "Expand", "row shape", "z");
	build_outputs(build, "z");
	expect_folded(build, TYPE_INT64, 6, (int64_t[]){7, 8, 9, 7, 8, 9});
}

Test(onnx_fold, ranges_go_both_ways_and_do_not_overflow)
{
	const int64_t bounds[3] = {INT64_MAX, INT64_MIN, INT64_MIN};
	OnnxBuild *build = onnx_build_new(13);
	build_constant(build, "from", TYPE_INT64, 0, NULL, &bounds[0]);
	build_constant(build, "to", TYPE_INT64, 0, NULL, &bounds[1]);
	build_constant(build, "by", TYPE_INT64, 0, NULL, &bounds[2]);
	build_node(build, "Range", "from to by", "z");
	build_outputs(build, "z");
	expect_folded(build, TYPE_INT64, 2, (int64_t[]){INT64_MAX, -1});
}

Test(onnx_fold, a_range_of_too_much_is_refused)
{
	const int64_t bounds[3] = {0, INT64_MAX, 1};
	OnnxBuild *build = onnx_build_new(13);
	build_constant(build, "from", TYPE_INT64, 0, NULL, &bounds[0]);
	build_constant(build, "to", TYPE_INT64, 0, NULL, &bounds[1]);
	build_constant(build, "by", TYPE_INT64, 0, NULL, &bounds[2]);
	build_node(build, "Range", "from to by", "z");
	build_outputs(build, "z");
	expect_onnx_refused(build, "node 0 (Range): more than 2^31 elements");
}

Test(onnx_fold, what_grows_without_end_is_refused)
{
	const int64_t shape[2] = {30000, 30000};
	OnnxBuild *build = onnx_build_new(13);
	build_int64s(build, "shape", 2, shape);
	build_node(build, "ConstantOfShape", "shape", "z");
	build_outputs(build, "z");
	expect_onnx_refused(build,
		"node 0 (ConstantOfShape): constants computed from constants come to over 1 GiB");
}

Test(onnx_fold, reductions_keep_or_drop_dimensions)
{
	const int64_t x[4] = {2, 3, 4, 5}, axes[1] = {-1};
	OnnxBuild *build = onnx_build_new(13);
	build_constant(build, "x", TYPE_INT64, DIMS(2, 2), x);
	build_int64s(build, "axes", 1, axes);
	build_node(build, "ReduceProd", "x", "products");
	build_ints(build, "axes", INT64S(0));
	build_int(build, "keepdims", 0);
	build_node(build, "ReduceSum", "products axes", "z");
	build_outputs(build, "z");
	expect_folded(build, TYPE_INT64, 1, (int64_t[]){23});
}

Test(onnx_fold, a_size_that_goes_through_real_numbers)
{
	const float factor = 1.5F;
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 5));
	build_node(build, "Size", "x", "size");
	build_node(build, "Cast", "size", "real");
	build_int(build, "to", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
	build_node(build, "Constant", "", "factor");
	build_real(build, "value_float", factor);
	build_node(build, "Mul", "real factor", "product");
	build_node(build, "Floor", "product", "floor");
	build_node(build, "Cast", "floor", "z");
	build_int(build, "to", ONNX__TENSOR_PROTO__DATA_TYPE__INT64);
	build_outputs(build, "z");
	expect_folded(build, TYPE_INT64, 1, (int64_t[]){7});
}

Test(onnx_fold, weights_stored_as_halves_are_constants)
{
	uint16_t halves[2] = {half_from_float(0.5F), half_from_float(-2)};
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	build_constant(build, "h", TYPE_FLOAT16, DIMS(2, 1), halves);
	build_node(build, "Cast", "h", "w");
	build_int(build, "to", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
	build_node(build, "Gemm", "x w", "y");
	build_outputs(build, "y");
	expect_floats(build, (const float[]){4, 1}, 1, (const float[]){0});
}

Test(onnx_fold, what_can_only_be_folded_is_refused_by_name_on_computed_values)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	build_node(build, "Floor", "x", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build,
		"node 0 (Floor): on computed values, which whit reads on constants only");
}

Test(onnx_fold, operators_that_are_not_known_are_listed_together)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(1, 2));
	build_node(build, "LSTM", "x", "a");
	build_node(build, "Equal", "a a", "b");
	build_node(build, "Einsum", "b", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build, "operators that whit does not read: LSTM, Einsum");
}
