/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/schedule.h"

#include <criterion/criterion.h>
#include <math.h>

static void expect_rate(const Schedule *how, int64_t step, double rate)
{
	double got = schedule_rate(how, step, 10, 100);
	cr_expect(fabs(got - rate) < 1e-12, "step %d: %.15g, not %.15g", (int)step, got,
		rate);
}

Test(schedule, constant_stays)
{
	Schedule how = {.kind = SCHEDULE_CONSTANT, .rate = 0.1};
	expect_rate(&how, 0, 0.1);
	expect_rate(&how, 99, 0.1);
}

Test(schedule, cosine_falls_from_the_whole_rate_to_its_final_share)
{
	Schedule how = {.kind = SCHEDULE_COSINE, .rate = 2};
	expect_rate(&how, 0, 2);
	expect_rate(&how, 50, 1);
	expect_rate(&how, 100, 0);
	how.final_share = 0.1;
	expect_rate(&how, 0, 2);
	expect_rate(&how, 50, 1.1);
	expect_rate(&how, 100, 0.2);
}

Test(schedule, steps_come_after_so_many_epochs)
{
	Schedule how = {.kind = SCHEDULE_STEP, .rate = 1, .every = 3, .factor = 0.5};
	expect_rate(&how, 29, 1);
	expect_rate(&how, 30, 0.5);
	expect_rate(&how, 99, 0.125);
}

Test(schedule, warm_up_rises_in_a_line_and_the_rest_begins_after_it)
{
	Schedule how = {.kind = SCHEDULE_COSINE, .rate = 1, .warm_up = 2};
	expect_rate(&how, 0, 0.05);
	expect_rate(&how, 19, 1);
	expect_rate(&how, 20, 1);
	expect_rate(&how, 60, 0.5);
	how.kind = SCHEDULE_STEP;
	how.every = 1;
	how.factor = 0.1;
	expect_rate(&how, 29, 1);
	expect_rate(&how, 30, 0.1);
}

Test(schedule, warm_up_may_take_all_there_is)
{
	Schedule how = {.kind = SCHEDULE_COSINE, .rate = 1, .warm_up = 20};
	expect_rate(&how, 99, 0.5);
	how.warm_up = 10;
	expect_rate(&how, 99, 1);
}
