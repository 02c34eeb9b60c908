/* SPDX-License-Identifier: Apache-2.0 */
/* What is put together of the slices of a batch at a normalised layer; and averages. */
#include "src/train/norm.h"

/* What the slices left of a part, at a channel; and the step from one slice's to the next's. */
static const Real *left_of(const Norm *norm, const NormSlices *slices, NormPart part,
	size_t channel)
{
	return slices->partial + norm->conv.partial_count + (size_t)part * norm->channels +
		channel;
}

static int n_slices(const NormSlices *slices)
{
	return (slices->n + slices->slice - 1) / slices->slice;
}

typedef struct Moments {
	double mean, variance;
} Moments;

/* Over the whole batch: slices count by their samples, and means move, and squares are added, as
 * these come in (Chan, Golub and LeVeque, "Updating formulae", 1979). */
static Moments batch_moments(const Norm *norm, const NormSlices *slices, size_t channel)
{
	const Real *means = left_of(norm, slices, NORM_MEAN, channel);
	const Real *variances = left_of(norm, slices, NORM_VARIANCE, channel);
	double mean = 0, squares = 0;
	for (int i = 0, at = 0; at < slices->n; i++, at += slices->slice) {
		int left = slices->n - at, n = left < slices->slice ? left : slices->slice;
		size_t place = (size_t)i * slices->partial_step;
		double away = (double)means[place] - mean, share = (double)n / (at + n);
		mean += away * share;
		squares += (double)variances[place] * n + away * away * share * at;
	}
	return (Moments){mean, squares / slices->n};
}

static double deviation(double variance)
{
	return sqrt(variance + (double)NORM_EPSILON);
}

/* --- Forward --- */

static void take(const Norm *norm, size_t channel, Moments moments)
{
	double inverse = 1 / deviation(moments.variance);
	double factor = (double)norm->parts[NORM_GAMMA][channel] * inverse;
	norm->mean[channel] = (Real)moments.mean;
	norm->inverse[channel] = (Real)inverse;
	norm->factor[channel] = (Real)factor;
	norm->shift[channel] =
		(Real)((double)norm->parts[NORM_BETA][channel] - moments.mean * factor);
}

void norm_take_averages(Norm *norm)
{
	norm->is_own = false;
	for (size_t j = 0; j < norm->channels; j++)
		take(norm, j,
			(Moments){(double)norm->parts[NORM_MEAN][j],
				(double)norm->parts[NORM_VARIANCE][j]});
}

void norm_turn(Norm *norm, const NormSlices *slices)
{
	/* One value has no variance. */
	if (norm->rows * (size_t)slices->n < 2) {
		norm_take_averages(norm);
		return;
	}
	norm->is_own = true;
	for (size_t j = 0; j < norm->channels; j++)
		take(norm, j, batch_moments(norm, slices, j));
}

/* --- Backward --- */

static double sum_left(const Norm *norm, const NormSlices *slices, NormPart part,
	size_t channel)
{
	const Real *left = left_of(norm, slices, part, channel);
	double sum = 0;
	for (int i = 0; i < n_slices(slices); i++)
		sum += (double)left[(size_t)i * slices->partial_step];
	return sum;
}

/*
 * With m rows in the batch, and s = sqrt(variance + epsilon),
 *
 *   d_x = gamma / s (d_y - d_beta / m - z d_gamma / m)
 *
 * Averages do not depend on x: by them, d_x = gamma / s d_y.
 */
void norm_turn_back(Norm *norm, const NormSlices *slices)
{
	double share = norm->is_own ? 1 / ((double)norm->rows * slices->n) : 0;
	for (size_t j = 0; j < norm->channels; j++) {
		double inverse = (double)norm->inverse[j];
		double factor = (double)norm->parts[NORM_GAMMA][j] * inverse;
		double slope = -factor * inverse * sum_left(norm, slices, NORM_GAMMA, j) * share;
		norm->slope[j] = (Real)slope;
		norm->shift[j] = (Real)(-factor * sum_left(norm, slices, NORM_BETA, j) * share -
			slope * (double)norm->mean[j]);
	}
}

/* --- Averages --- */

double norm_factor(const Norm *norm, size_t channel)
{
	return (double)norm->parts[NORM_GAMMA][channel] /
		deviation((double)norm->parts[NORM_VARIANCE][channel]);
}

double norm_bias(const Norm *norm, size_t channel)
{
	return (double)norm->parts[NORM_BETA][channel] -
		(double)norm->parts[NORM_MEAN][channel] * norm_factor(norm, channel);
}

void norm_average(const Norm *norm, const NormSlices *slices, double share, bool keeps)
{
	Real *const *parts = norm->parts;
	for (size_t j = 0; j < norm->channels; j++) {
		Moments batch = batch_moments(norm, slices, j);
		double mean = (double)parts[NORM_MEAN][j];
		double variance = (double)parts[NORM_VARIANCE][j];
		double new_mean = mean + share * (batch.mean - mean);
		double new_variance = variance + share * (batch.variance - variance);
		double factor = norm_factor(norm, j);
		parts[NORM_MEAN][j] = (Real)new_mean;
		parts[NORM_VARIANCE][j] = (Real)new_variance;
		if (!keeps)
			continue;
		parts[NORM_GAMMA][j] = (Real)(factor * deviation(new_variance));
		parts[NORM_BETA][j] += (Real)(factor * (new_mean - mean));
	}
}
