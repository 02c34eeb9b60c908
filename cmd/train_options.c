/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/train_options.h"

#include "cmd/augment_text.h"
#include "cmd/figure.h"
#include "cmd/train_log.h"
#include "src/base/file.h"

const Choice train_losses[] = {
	{"cross-entropy", LOSS_CROSS_ENTROPY},
	{"squared", LOSS_SQUARED},
	{0},
};

const Choice train_optimizers[] = {
	{"adamw", OPTIMIZER_ADAMW},
	{"sgd", OPTIMIZER_SGD},
	{0},
};

const Choice train_schedules[] = {
	{"cosine", SCHEDULE_COSINE},
	{"step", SCHEDULE_STEP},
	{"constant", SCHEDULE_CONSTANT},
	{0},
};

const Choice train_keeps[] = {
	{"last", KEEP_LAST},
	{"loss", KEEP_LEAST_LOSS},
	{"accuracy", KEEP_MOST_ACCURATE},
	{0},
};

static bool check_rate(const TrainOptions *options, Error *err)
{
	const TrainSettings *how = &options->how;
	if (how->schedule.rate <= 0)
		return failed(err, "--learning-rate 0: nothing would be learnt");
	if (how->schedule.warm_up >= how->epochs && how->schedule.warm_up > 0)
		return failed(err, "--warmup %g: there are %d epochs", how->schedule.warm_up,
			how->epochs);
	return true;
}

static bool check_keep(const TrainOptions *options, Error *err)
{
	bool is_held_out = options->how.validation > 0;
	if (options->keep > KEEP_LAST && !is_held_out)
		return failed(err, "--keep %s needs samples held out: give --validation 0.1",
			train_keeps[options->keep].name);
	if (options->how.patience > 0 && (!is_held_out || options->keep == KEEP_LAST))
		return failed(err,
			"--patience needs samples held out, and the best epoch kept: give "
			"--validation 0.1, and no --keep last");
	return true;
}

/* What is written in the end must not fail for a reason that is there from the start. */
static bool check_files(const TrainOptions *options, Error *err)
{
	TrainLogKind kind;
	if (options->log &&
		(!train_log_kind(options->log, &kind, err) ||
			!file_write_check(options->log, err)))
		return false;
	return figure_check("--plot", options->plot, err);
}

bool train_options_check(TrainOptions *options, Error *err)
{
	TrainSettings *how = &options->how;
	if (options->teacher && options->teacher_model)
		return failed(err, "--teacher and --teacher-model exclude each other");
	if (options->augment && !augment_read(options->augment, &how->augment, err))
		return failed_in(err, "--augment: ");
	how->seed = (uint64_t)options->data.seed;
	if (how->resume && !how->checkpoint)
		how->checkpoint = how->resume;
	return check_rate(options, err) && check_keep(options, err) &&
		check_files(options, err);
}
