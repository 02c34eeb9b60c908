/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ops/fold_zero_point.h"

#include <criterion/criterion.h>

Test(fold_zero_point, takes_the_zero_point_times_the_weights_off_the_bias)
{
	const int8_t weight[] = {1, 2, 3, -4, -5, 127};
	const int32_t bias[] = {1000, -1000};
	int32_t folded[2];

	fold_zero_point(-3, (WeightLayout){1, 2, 3}, weight, bias, folded);
	cr_expect_eq(folded[0], 1000 + 3 * (1 + 2 + 3));
	cr_expect_eq(folded[1], -1000 + 3 * (-4 - 5 + 127));
}

Test(fold_zero_point, goes_by_the_last_axis_of_depthwise_weights)
{
	const int8_t weight[] = {1, 2, 3, -4, -5, 127};
	int32_t folded[2];

	fold_zero_point(10, (WeightLayout){3, 2, 1}, weight, NULL, folded);
	cr_expect_eq(folded[0], -10 * (1 + 3 - 5));
	cr_expect_eq(folded[1], -10 * (2 - 4 + 127));
}

Test(fold_zero_point, wraps_around_and_works_in_place)
{
	const int8_t weight[] = {1};
	int32_t bias[] = {INT32_MIN};

	fold_zero_point(1, (WeightLayout){1, 1, 1}, weight, bias, bias);
	cr_expect_eq(bias[0], INT32_MAX);
}
