/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/target_models.h"

static int add_dense(Model *model, int in, int n_in, int n_out)
{
	int weights = test_constant(model, TYPE_INT8, DIMS(n_out, n_in));
	int bias = test_constant(model, TYPE_INT32, DIMS(n_out));
	int out = test_computed(model, TYPE_INT8, DIMS(1, n_out));
	test_scales(model, weights, 1, 0);
	test_scales(model, out, 1, 0);
	test_op(model, "FULLY_CONNECTED", LIST(in, weights, bias), LIST(out));
	return out;
}

Model *test_hello_world(void)
{
	Model *model = test_model_new(1);
	int in = test_computed(model, TYPE_INT8, DIMS(1, 1));
	test_scales(model, in, 1, 0);
	test_inputs(model, LIST(in));
	int hidden = add_dense(model, add_dense(model, in, 1, 16), 16, 16);
	int out = add_dense(model, hidden, 16, 1);
	test_outputs(model, LIST(out));
	return model;
}
