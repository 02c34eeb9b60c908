/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/schedule.h"

#include <math.h>

static double cosine_share(double done, double final_share)
{
	const double pi = 3.14159265358979323846;
	return final_share + (1 - final_share) * (1 + cos(pi * done)) / 2;
}

double schedule_rate(const Schedule *how, int64_t step, int64_t epoch_steps,
	int64_t n_steps)
{
	double warm_up = ceil(how->warm_up * (double)epoch_steps);
	if ((double)step < warm_up)
		return how->rate * ((double)step + 1) / warm_up;
	double past = (double)step - warm_up;
	switch (how->kind) {
	case SCHEDULE_COSINE:
		return how->rate *
			cosine_share(past / ((double)n_steps - warm_up), how->final_share);
	case SCHEDULE_STEP:
		return how->rate *
			pow(how->factor, floor(past / (double)epoch_steps / how->every));
	default:
		return how->rate;
	}
}
