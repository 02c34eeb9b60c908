/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/progress.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>

static void report(Meter *meter, int64_t done, int64_t total)
{
	meter->progress.report(meter->progress.context, "computing", done, total);
}

/* As if stderr were a terminal, and the first second over. */
static void start_overdue(Meter *meter)
{
	meter_start(meter, false);
	meter->is_quiet = false;
	meter->next_ms = 0;
}

Test(progress, is_not_shown_where_stderr_is_no_terminal)
{
	Meter meter;
	cr_redirect_stderr();
	meter_start(&meter, false);
	meter.next_ms = 0;
	report(&meter, 1, 2);
	meter_end(&meter);
	fputs("end", stderr);
	cr_expect_stderr_eq_str("end");
}

Test(progress, is_not_shown_in_the_first_second)
{
	Meter meter;
	cr_redirect_stderr();
	meter_start(&meter, false);
	meter.is_quiet = false;
	report(&meter, 1, 2);
	meter_end(&meter);
	fputs("end", stderr);
	cr_expect_stderr_eq_str("end");
}

Test(progress, is_drawn_now_and_then_and_taken_away)
{
	Meter meter;
	cr_redirect_stderr();
	start_overdue(&meter);
	report(&meter, 2, 5);
	report(&meter, 3, 5);
	meter_end(&meter);
	cr_expect_stderr_eq_str("\rcomputing: 40 %\033[K\r\033[K");
}

Test(progress, of_nothing_is_no_division)
{
	Meter meter;
	cr_redirect_stderr();
	start_overdue(&meter);
	report(&meter, 0, 0);
	meter_end(&meter);
	cr_expect_stderr_eq_str("\rcomputing: 0 %\033[K\r\033[K");
}
