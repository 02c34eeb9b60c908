/* SPDX-License-Identifier: Apache-2.0 */
#include "src/graph/attrs.h"

#include <criterion/criterion.h>

Test(attrs, are_equal_only_where_all_are)
{
	OpAttrs a = {.conv = {.stride_h = 1, .stride_w = 2, .activation = ACTIVATION_RELU}};
	OpAttrs b = a;
	cr_expect(attrs_equal(OP_CONV_2D, &a, &b));
	b.conv.stride_w = 1;
	cr_expect_not(attrs_equal(OP_CONV_2D, &a, &b));
	cr_expect_not(attrs_equal(OP_DEPTHWISE_CONV_2D, &a, &b));
	OpAttrs soft = {.softmax = {1}}, softer = {.softmax = {0.5F}};
	cr_expect_not(attrs_equal(OP_SOFTMAX, &soft, &softer));
	OpAttrs keep = {.reduce = {.keep_dims = true}}, drop = {.reduce = {false}};
	cr_expect_not(attrs_equal(OP_MEAN, &keep, &drop));
}

Test(attrs, of_operators_without_any_are_equal)
{
	OpAttrs a = {.conv = {.stride_h = 1}}, b = {.conv = {.stride_h = 2}};
	cr_expect(attrs_equal(OP_RELU, &a, &b));
	cr_expect(attrs_equal(OP_OTHER, &a, &b));
}
