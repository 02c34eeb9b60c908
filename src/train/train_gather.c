/* SPDX-License-Identifier: Apache-2.0 */
/* How batch normalisation begins. */
#include "src/train/train_parts.h"

bool training_gather(Training *training, Error *err)
{
	enum { BATCHES = 16 };
	const Batches *batches = &training->batches;
	for (int64_t i = 0; i < BATCHES && i < training->epoch_steps; i++) {
		const StepBatch batch = {
			.samples = batches->order + i * batches->batch,
			.n = batches_size(batches, i),
			.step = i,
			.n_steps = training->n_steps,
		};
		/* Each of them counts the same. */
		if (!stepper_gather(&training->stepper, &batch, 1 / (double)(i + 1), err))
			return false;
	}
	return true;
}
