/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/loss.h"

#include <criterion/criterion.h>

static bool is_near(double a, double b)
{
	return fabs(a - b) <= 1e-6 * (1 + fabs(b));
}

Test(loss, of_a_label_is_minus_the_logarithm_of_its_probability)
{
	const Real logits[] = {1, 2, 3};
	Real gradient[3] = {0};
	double loss = cross_entropy(logits, 3, 2, 0, 1, gradient);
	cr_expect(is_near(loss, 0.40760596), "%.9g", loss);
	cr_expect(is_near((double)gradient[0], 0.09003057));
	cr_expect(is_near((double)gradient[2], 0.66524096 - 1));
}

Test(loss, smoothing_shares_a_label_among_all_classes)
{
	const Real logits[] = {0, 0, 0, 0};
	Real gradient[4] = {0};
	cr_expect(is_near(cross_entropy(logits, 4, 1, 0.4, 2, gradient), 2 * 1.3862943611));
	cr_expect(is_near((double)gradient[0], 2 * (0.25 - 0.1)));
	cr_expect(is_near((double)gradient[1], 2 * (0.25 - 0.7)));
}

Test(loss, one_logit_is_as_two_of_which_the_first_is_0)
{
	for (int label = 0; label < 2; label++) {
		Real two[2] = {0, -1.5F}, gradient[2] = {0}, own = 0;
		double loss = cross_entropy(two, 2, label, 0.1, 1, gradient);
		cr_expect(is_near(binary_cross_entropy(two[1], label, 0.1, 1, &own), loss));
		cr_expect(is_near((double)own, (double)gradient[1]));
	}
	Real two[2] = {0, -1.5F}, gradient[2] = {0}, own = 0;
	const float teacher[2] = {0, 2.5F};
	double loss = distillation(two, teacher, 2, 3, 1, gradient);
	cr_expect(is_near(distillation(two + 1, teacher + 1, 1, 3, 1, &own), loss));
	cr_expect(is_near((double)own, (double)gradient[1]));
}

Test(loss, is_nothing_where_a_student_says_what_its_teacher_says)
{
	const Real logits[] = {-3, 0.5F, 7};
	const float teacher[] = {-13, -9.5F, -3}; /* another constant is no difference */
	Real gradient[3] = {0};
	double loss = distillation(logits, teacher, 3, 4, 1, gradient);
	cr_expect(fabs(loss) < 1e-5, "%g", loss);
	for (int i = 0; i < 3; i++)
		cr_expect(fabs((double)gradient[i]) < 1e-6);
}

Test(loss, holds_for_logits_that_no_exponential_holds)
{
	const Real logits[] = {3e4F, -3e4F, 0};
	const float teacher[] = {-1e4F, 2e4F, 0};
	Real gradient[3] = {0}, own = 0;
	cr_expect(is_near(cross_entropy(logits, 3, 1, 0, 1, gradient), 6e4));
	cr_expect(isfinite(distillation(logits, teacher, 3, 2, 1, gradient)));
	cr_expect(is_near(binary_cross_entropy(-3e4F, 1, 0, 1, &own), 3e4));
	cr_expect_eq(binary_cross_entropy(3e4F, 1, 0, 1, &own), 0);
	for (int i = 0; i < 3; i++)
		cr_expect(isfinite(gradient[i]));
}

Test(loss, is_not_finite_where_an_output_is_not)
{
	const Real bad[] = {NAN, INFINITY};
	const float teacher[] = {1, 2, 3};
	for (int i = 0; i < 2; i++)
		for (int place = 0; place < 3; place++) {
			Real logits[] = {1, 2, 3}, gradient[3] = {0};
			logits[place] = bad[i];
			cr_expect(!isfinite(cross_entropy(logits, 3, 1, 0, 1, gradient)));
			cr_expect(!isfinite(distillation(logits, teacher, 3, 2, 1, gradient)));
			cr_expect(!isfinite(squared_error(logits, teacher, 3, 1, gradient)));
		}
}

Test(loss, squared_error_is_the_mean_over_outputs)
{
	const Real out[] = {1, 2};
	const float wanted[] = {0, 4};
	Real gradient[2] = {0};
	cr_expect(is_near(squared_error(out, wanted, 2, 3, gradient), 7.5));
	cr_expect(is_near((double)gradient[0], 3));
	cr_expect(is_near((double)gradient[1], -6));
}
