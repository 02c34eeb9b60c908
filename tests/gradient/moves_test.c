/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that only move values. */
#include <criterion/criterion.h>

#include "tests/gradient/check.h"

/* A product behind what was moved, so that values differ by where they came to. */
static void check_moved(Model *model, int moved)
{
	OpAttrs none = {0};
	const Tensor *tensor = &model->graphs[0].tensors[moved];
	int other = weights(model, tensor->rank, tensor->dims);
	check_gradients(model, add_layer(model, "MUL", &none, LIST(moved, other)), 1);
}

Test(gradient, concatenation)
{
	OpAttrs attrs = {.concatenation = {ACTIVATION_NONE, -1}};
	Model *model = gradient_model();
	int a = source(model, DIMS(1, 2, 3)), b = source(model, DIMS(1, 2, 1));
	int c = weights(model, DIMS(1, 2, 2));
	check_moved(model, add_layer(model, "CONCATENATION", &attrs, LIST(a, c, b, a)));
}

Test(gradient, pad)
{
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 2, 3)),
		sizes = test_ints(model, LIST(0, 0, 1, 2, 3, 0));
	check_moved(model, add_layer(model, "PAD", NULL, LIST(in, sizes)));
}

Test(gradient, padv2)
{
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 2, 3)),
		sizes = test_ints(model, LIST(0, 0, 1, 2, 3, 0));
	int value = test_values(model, TYPE_FLOAT32, DIMS(1), (float[]){0.5F});
	check_moved(model, add_layer(model, "PADV2", NULL, LIST(in, sizes, value)));
}

Test(gradient, expand_dims)
{
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 2, 3)), axis = test_ints(model, LIST(1));
	check_moved(model, add_layer(model, "EXPAND_DIMS", NULL, LIST(in, axis)));
}

Test(gradient, squeeze)
{
	OpAttrs attrs = {0};
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 2, 1, 3));
	check_moved(model, add_layer(model, "SQUEEZE", &attrs, LIST(in)));
}

Test(gradient, transpose)
{
	Model *model = gradient_model();
	int in = source(model, DIMS(2, 3, 1, 4)), perm = test_ints(model, LIST(3, 0, 2, 1));
	check_moved(model, add_layer(model, "TRANSPOSE", NULL, LIST(in, perm)));
}

Test(gradient, slice)
{
	Model *model = gradient_model();
	int in = source(model, DIMS(3, 4)), begin = test_ints(model, LIST(1, 0));
	int size = test_ints(model, LIST(2, 3));
	check_moved(model, add_layer(model, "SLICE", NULL, LIST(in, begin, size)));
}

Test(gradient, strided_slice)
{
	OpAttrs attrs = {0};
	Model *model = gradient_model();
	int in = source(model, DIMS(3, 5)), begin = test_ints(model, LIST(0, 4));
	int end = test_ints(model, LIST(3, 0)), step = test_ints(model, LIST(2, -2));
	check_moved(model,
		add_layer(model, "STRIDED_SLICE", &attrs, LIST(in, begin, end, step)));
}

Test(gradient, gather)
{
	OpAttrs attrs = {.gather = {.axis = 1}};
	Model *model = gradient_model();
	int in = source(model, DIMS(2, 4)), index = test_ints(model, LIST(3, 1, 3));
	check_moved(model, add_layer(model, "GATHER", &attrs, LIST(in, index)));
}

Test(gradient, resize_nearest_neighbor)
{
	OpAttrs attrs = {0};
	Model *model = gradient_model();
	int in = source(model, DIMS(1, 2, 3, 2)), size = test_ints(model, LIST(5, 4));
	check_moved(model,
		add_layer(model, "RESIZE_NEAREST_NEIGHBOR", &attrs, LIST(in, size)));
}

/* One part is not read by anything: its gradient is 0. */
Test(gradient, split)
{
	Model *model = gradient_model();
	int axis = test_ints(model, LIST(1)), in = source(model, DIMS(2, 6));
	int parts[3];
	for (int i = 0; i < 3; i++)
		parts[i] = test_computed(model, TYPE_FLOAT32, DIMS(2, 2));
	test_op(model, "SPLIT", LIST(axis, in), 3, parts)->attrs.split.n_splits = 3;
	OpAttrs none = {0};
	check_moved(model, add_layer(model, "MUL", &none, LIST(parts[2], parts[0])));
}
