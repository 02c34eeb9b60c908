/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/train_live.h"

#include <math.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Seconds between two drawings, and before the time left is guessed. */
#define REDRAW 0.1
#define LEARN_SPEED 1.0

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void train_live_start(TrainLive *live, int n_epochs, bool is_quiet)
{
	*live = (TrainLive){
		.is_shown = !is_quiet && isatty(STDERR_FILENO),
		.n_epochs = n_epochs,
		.started_at = now(),
		.held_out = (double)NAN,
	};
}

/* "1:02", "1:00:02" */
static void print_time(double seconds)
{
	long long whole = (long long)seconds;
	if (whole >= 3600)
		fprintf(stderr, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
	else
		fprintf(stderr, "%lld:%02lld", whole / 60, whole % 60);
}

static void draw(const TrainLive *live, const TrainEpoch *epoch, int64_t epoch_steps,
	double elapsed)
{
	double share = (double)epoch->steps / (double)epoch_steps;
	fprintf(stderr, "\repoch %d/%d, %.0f %%: loss %.4g", epoch->epoch + 1, live->n_epochs,
		100 * share, epoch->loss);
	if (isfinite(epoch->accuracy))
		fprintf(stderr, ", accuracy %.2f %%", 100 * epoch->accuracy);
	if (isfinite(live->held_out) && live->held_out_is_share)
		fprintf(stderr, ", held out %.2f %%", 100 * live->held_out);
	else if (isfinite(live->held_out))
		fprintf(stderr, ", held out %.4g", live->held_out);
	double left = live->n_epochs - epoch->epoch - share;
	if (elapsed >= LEARN_SPEED) {
		fprintf(stderr, ", ");
		print_time(elapsed / (double)live->steps * left * (double)epoch_steps);
		fprintf(stderr, " left");
	}
	fprintf(stderr, "\033[K");
}

void train_live_step(TrainLive *live, const TrainEpoch *epoch, int64_t epoch_steps)
{
	double time = now();
	live->steps++;
	if (!live->is_shown || time < live->next_at)
		return;
	live->next_at = time + REDRAW;
	live->is_drawn = true;
	draw(live, epoch, epoch_steps, time - live->started_at);
}

void train_live_epoch(TrainLive *live, const TrainEpoch *epoch)
{
	live->held_out_is_share = isfinite(epoch->validation_accuracy);
	live->held_out =
		live->held_out_is_share ? epoch->validation_accuracy : epoch->validation_loss;
}

void train_live_end(TrainLive *live)
{
	if (live->is_drawn)
		fprintf(stderr, "\r\033[K");
	live->is_drawn = false;
}
