/* SPDX-License-Identifier: Apache-2.0 */
/* distil: a student learns what its teacher says. */
#include "cmd/training.h"

/* A student is new: it has far to go. */
static TrainOptions distil_defaults(void)
{
	TrainOptions options = TRAIN_OPTIONS_DEFAULTS;
	options.how.epochs = 20;
	options.how.schedule.rate = 3e-3;
	options.how.validation = 0.1;
	return options;
}

int cmd_distil(Call *call)
{
	TrainOptions distil = distil_defaults();
	const TrainWork work = {0};
	const Option options[] = {
		OPT_MODEL_OUT(&distil.io.out),
		OPTS_DATA(&distil.data),
		OPTS_TEACHING(&distil),
		OPTS_LEARNING(&distil),
		OPTS_TRAINING_FILES(&distil),
		OPERAND_MODEL_IN(&distil.io.in),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;
	if (!distil.teacher && !distil.teacher_model) {
		Error err = {0};
		failed(&err,
			"no teacher: give --teacher LOGITS.npy or --teacher-model FILE; "
			"to train by labels alone, see whit tune");
		return trouble(call, &err);
	}
	return train_command(call, &distil, &work);
}
