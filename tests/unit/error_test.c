/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/error.h"

#include <criterion/criterion.h>
#include <string.h>

Test(error, keeps_the_first_failure)
{
	Error err = {0};
	cr_expect_not(failed(&err, "tensor '%s': %d dims", "w", 5));
	cr_expect_not(failed(&err, "and then another"));
	cr_expect_str_eq(err.text, "tensor 'w': 5 dims");
}

Test(error, gets_places_in_front_on_its_way_up)
{
	Error err = {0};
	failed(&err, "5 dims");
	failed_in(&err, "%s: ", "w");
	cr_expect_not(failed_in(&err, "m.tflite: "));
	cr_expect_str_eq(err.text, "m.tflite: w: 5 dims");
}

Test(error, shows_no_control_characters)
{
	Error err = {0};
	failed(&err, "name '%s'", "a\nb\x1b[31m\x7f");
	cr_expect_str_eq(err.text, "name 'a?b?[31m?'");
	failed_in(&err, "%s: ", "x\ty");
	cr_expect_str_eq(err.text, "x?y: name 'a?b?[31m?'");
}

Test(error, is_cut_to_fit)
{
	char name[1000];
	memset(name, 'n', sizeof name);
	name[sizeof name - 1] = '\0';
	Error err = {0};
	failed(&err, "%s", name);
	cr_expect_eq(strlen(err.text), sizeof err.text - 1);
	failed_in(&err, "%s: ", name);
	cr_expect_eq(strlen(err.text), sizeof err.text - 1);
}
