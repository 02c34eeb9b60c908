/* SPDX-License-Identifier: Apache-2.0 */
/* Gemm and MatMul. */
#include <criterion/criterion.h>

#include "tests/unit/onnx_build.h"

Test(onnx_dense, gemm_turns_its_weights_and_scales_them)
{
	const float weights[6] = {1, 2, 3, 4, 5, 6}, bias[2] = {10, 20};
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "x", TYPE_FLOAT32, DIMS(-1, 3));
	build_constant(build, "w", TYPE_FLOAT32, DIMS(3, 2), weights);
	build_constant(build, "b", TYPE_FLOAT32, DIMS(2), bias);
	build_node(build, "Gemm", "x w b", "y");
	build_real(build, "alpha", 2);
	build_real(build, "beta", 0.5F);
	build_outputs(build, "y");
	expect_floats(build, (const float[]){1, 0, -1}, 2, (const float[]){-3, 2});
}

Test(onnx_dense, refuses_a_product_of_two_computed_matrices)
{
	OnnxBuild *build = onnx_build_new(13);
	build_input(build, "a", TYPE_FLOAT32, DIMS(2, 2));
	build_input(build, "b", TYPE_FLOAT32, DIMS(2, 2));
	build_node(build, "MatMul", "a b", "y");
	build_outputs(build, "y");
	expect_onnx_refused(build,
		"node 0 (MatMul): a product of two computed matrices, which whit does not read");
}
