/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/augment.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { H = 4, W = 5, C = 2, N = H * W * C };

static const ImageShape image = {H, W, C};

static float value(int y, int x, int c)
{
	return (float)(100 * y + 10 * x + c);
}

static void fill(float row[N])
{
	for (int i = 0; i < N; i++)
		row[i] = value(i / (W * C), i / C % W, i % C);
}

static void augment(const Augment *how, int64_t sample, float row[N])
{
	float scratch[N];
	fill(row);
	augment_row(how, &(AugmentKey){7, 2, sample}, image, N, row, scratch);
}

static int within(int at, int n)
{
	return at < 0 ? 0 : at >= n ? n - 1 : at;
}

static bool is_shifted(const float row[N], int down, int right)
{
	for (int i = 0; i < N; i++) {
		int y = within(i / (W * C) - down, H), x = within(i / C % W - right, W);
		if (row[i] != value(y, x, i % C))
			return false;
	}
	return true;
}

Test(augment, shifts_go_every_way_and_repeat_the_edges)
{
	Augment how = {.shift = 1};
	int counts[3][3] = {{0}};
	for (int i = 0; i < 9000; i++) {
		float row[N];
		int n_fits = 0;
		augment(&how, i, row);
		for (int down = -1; down <= 1; down++)
			for (int right = -1; right <= 1; right++)
				if (is_shifted(row, down, right)) {
					counts[down + 1][right + 1]++;
					n_fits++;
				}
		cr_assert_eq(n_fits, 1);
	}
	for (int i = 0; i < 9; i++)
		cr_expect(counts[i / 3][i % 3] > 850 && counts[i / 3][i % 3] < 1150);
}

Test(augment, flips_every_second_image_left_to_right)
{
	Augment how = {.flip = true};
	float plain[N];
	int n_flipped = 0;
	fill(plain);
	for (int i = 0; i < 1000; i++) {
		float row[N];
		augment(&how, i, row);
		if (memcmp(row, plain, sizeof row) == 0)
			continue;
		n_flipped++;
		for (int k = 0; k < N; k++)
			cr_assert_eq(row[k], value(k / (W * C), W - 1 - k / C % W, k % C));
	}
	cr_expect(n_flipped > 430 && n_flipped < 570, "%d", n_flipped);
}

Test(augment, cutout_gives_a_square_the_mean_of_its_channel)
{
	Augment how = {.cutout = 3};
	for (int i = 0; i < 200; i++) {
		float row[N];
		int n_cut = 0;
		augment(&how, i, row);
		for (int k = 0; k < N; k++)
			if (row[k] != value(k / (W * C), k / C % W, k % C)) {
				cr_assert_eq(row[k], value(0, 2, k % C) + 150);
				n_cut++;
			}
		cr_assert(n_cut >= 2 * 2 * C - 2 && n_cut <= 3 * 3 * C, "%d", n_cut);
	}
}

Test(augment, noise_has_the_deviation_asked_for)
{
	Augment how = {.noise = 0.5};
	double sum = 0, squares = 0;
	float plain[N];
	fill(plain);
	for (int i = 0; i < 1000; i++) {
		float row[N];
		augment(&how, i, row);
		for (int k = 0; k < N; k++) {
			double d = (double)(row[k] - plain[k]);
			sum += d;
			squares += d * d;
		}
	}
	cr_expect(fabs(sum / (1000 * N)) < 0.01);
	cr_expect(fabs(sqrt(squares / (1000 * N)) - 0.5) < 0.01);
}

Test(augment, a_sample_in_an_epoch_is_always_changed_alike_and_others_differently)
{
	Augment how = {.noise = 1, .shift = 1, .flip = true, .cutout = 2};
	float a[N], b[N], scratch[N];
	augment(&how, 5, a);
	augment(&how, 5, b);
	cr_expect_arr_eq(a, b, sizeof a);
	augment(&how, 6, b);
	cr_expect_arr_neq(a, b, sizeof a);
	fill(b);
	augment_row(&how, &(AugmentKey){7, 3, 5}, image, N, b, scratch);
	cr_expect_arr_neq(a, b, sizeof a);
}

/* The larger part of Beta(1, 1), which is uniform, has mean 3/4; of a small alpha it is near 1. */
Test(augment, mixup_draws_its_share_from_a_beta_distribution)
{
	static const struct {
		double alpha, mean;
	} cases[] = {{1, 0.75}, {0.01, 0.993}, {100, 0.528}, {2, 0.6875}};
	for (int k = 0; k < 4; k++) {
		Augment how = {.mixup = cases[k].alpha};
		double sum = 0;
		int n_low = 0;
		for (int i = 0; i < 20000; i++) {
			Mix mix = augment_mix(&how, &(AugmentKey){1, 0, i}, 10);
			cr_assert(mix.share >= 0.5F && mix.share <= 1);
			cr_assert(mix.other >= 0 && mix.other < 10);
			sum += (double)mix.share;
			n_low += mix.other < 5;
		}
		cr_expect(fabs(sum / 20000 - cases[k].mean) < 0.005, "alpha %g: %g",
			cases[k].alpha, sum / 20000);
		cr_expect(n_low > 9700 && n_low < 10300);
	}
}

Test(augment, refuses_what_takes_images_where_there_are_none)
{
	Error err = {0};
	const ImageShape none = {0, 0, 0};
	cr_expect(augment_check(&(Augment){.noise = 1, .mixup = 1}, none, &err));
	cr_expect(!augment_check(&(Augment){.flip = true}, none, &err));
	cr_expect_str_eq(err.text, "flip: the samples are no images");
	err = (Error){0};
	cr_expect(!augment_check(&(Augment){.shift = 4}, image, &err));
	cr_expect_str_eq(err.text, "a shift of 4 pixels leaves nothing of images of 4x5");
}
