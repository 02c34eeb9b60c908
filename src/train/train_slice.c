/* SPDX-License-Identifier: Apache-2.0 */
/* What a thread does with a slice of a batch: fill the inputs, look at the outputs. */
#include "src/train/loss.h"
#include "src/train/train_step.h"

/* --- Inputs --- */

static bool read_sample(const Stepper *stepper, int64_t sample, float *to, float *scratch,
	Error *err)
{
	const TrainFeed *feed = stepper->feed;
	if (!train_feed_read(feed, sample, to, err))
		return false;
	for (int i = 0; stepper->is_training && i < feed->rows; i++) {
		AugmentKey key = {stepper->how->seed, stepper->batch.epoch,
			sample * feed->rows + i};
		augment_row(&stepper->how->augment, &key, feed->image, feed->row_count,
			to + (size_t)i * feed->row_count, scratch);
	}
	return true;
}

static bool mix_sample(const Stepper *stepper, StepWorker *worker, int64_t sample,
	float *to, Mix *mix, Error *err)
{
	const TrainFeed *feed = stepper->feed;
	AugmentKey key = {stepper->how->seed, stepper->batch.epoch, sample};
	*mix = augment_mix(&stepper->how->augment, &key, stepper->n_partners);
	mix->other = stepper->partners[mix->other];
	if (!read_sample(stepper, mix->other, worker->other, worker->scratch, err))
		return false;
	for (size_t i = 0; i < feed->in_count; i++)
		to[i] = mix->share * to[i] + (1 - mix->share) * worker->other[i];
	return true;
}

static bool ask_teacher(const Stepper *stepper, const Slice *slice, Error *err)
{
	const TrainFeed *feed = stepper->feed;
	StepWorker *worker = &stepper->workers[slice->memory];
	if (!feed->data->teach(feed->data->teacher_context, slice->worker, slice->n,
			worker->inputs, worker->taught, err))
		return false;
	for (size_t i = 0; i < (size_t)slice->n * feed->out_count; i++)
		if (!isfinite(worker->taught[i])) {
			int64_t sample =
				stepper->batch.samples[(size_t)slice->first + i / feed->out_count];
			return failed(err, "sample %lld: the teacher says %g", (long long)sample,
				(double)worker->taught[i]);
		}
	return true;
}

static bool read_slice(const Stepper *stepper, const Slice *slice, Error *err)
{
	const TrainFeed *feed = stepper->feed;
	StepWorker *worker = &stepper->workers[slice->memory];
	bool mixes = stepper->is_training && stepper->how->augment.mixup > 0;
	for (int i = 0; i < slice->n; i++) {
		int64_t sample = stepper->batch.samples[slice->first + i];
		float *to = worker->inputs + (size_t)i * feed->in_count;
		worker->mixes[i] = (Mix){.other = sample, .share = 1};
		if (!read_sample(stepper, sample, to, worker->scratch, err) ||
			(mixes && !mix_sample(stepper, worker, sample, to, &worker->mixes[i], err)))
			return false;
	}
	return !feed->data->teach || ask_teacher(stepper, slice, err);
}

void stepper_load(void *context, const Slice *slice)
{
	Stepper *stepper = context;
	const StepWorker *worker = &stepper->workers[slice->memory];
	StepSlice *seen = &stepper->slices[slice->index];
	size_t count = (size_t)slice->n * stepper->feed->in_count;
	*seen = (StepSlice){0};
	seen->has_failed = !read_slice(stepper, slice, &seen->err);
	Real *to = slice_input(slice, 0);
	for (size_t i = 0; i < count; i++)
		to[i] = seen->has_failed ? 0 : (Real)worker->inputs[i];
}

/* --- Loss --- */

/* A row of outputs, and what is wanted of it. */
typedef struct WantedRow {
	const Real *out;
	Real *gradient;
	int64_t row;         /* of the data */
	const float *taught; /* NULL without a teacher */
	const float *input;  /* as the net sees it */
} WantedRow;

static double plain_loss(const Stepper *stepper, const WantedRow *row, double weight)
{
	const TrainData *data = stepper->feed->data;
	int n = stepper->feed->outputs;
	double smoothing = stepper->how->objective.label_smoothing;
	if (stepper->how->objective.kind == LOSS_SQUARED)
		return squared_error(row->out,
			data->targets ? data->targets + row->row * n : row->input, n, weight,
			row->gradient);
	int label = data->labels[row->row];
	return n > 1
		? cross_entropy(row->out, n, label, smoothing, weight, row->gradient)
		: binary_cross_entropy(row->out[0], label, smoothing, weight, row->gradient);
}

static double row_loss(const Stepper *stepper, const WantedRow *row, double weight)
{
	const Objective *objective = &stepper->how->objective;
	bool is_squared = objective->kind == LOSS_SQUARED;
	const TrainData *data = stepper->feed->data;
	bool has_plain = is_squared ? data->targets || !row->taught : data->labels != NULL;
	double alpha = !row->taught ? 0 : !has_plain ? 1 : objective->alpha, loss = 0;
	int n = stepper->feed->outputs;
	if (alpha > 0 && is_squared)
		loss += squared_error(row->out, row->taught, n, alpha * weight, row->gradient);
	else if (alpha > 0)
		loss += distillation(row->out, row->taught, n, objective->temperature,
			alpha * weight, row->gradient);
	if (alpha < 1)
		loss += plain_loss(stepper, row, (1 - alpha) * weight);
	return loss;
}

static bool is_right(const Stepper *stepper, const WantedRow *row)
{
	int n = stepper->feed->outputs, best = 0;
	for (int i = 1; i < n; i++)
		if (row->out[i] > row->out[best])
			best = i;
	if (n == 1)
		best = row->out[0] > 0;
	return best == stepper->feed->data->labels[row->row];
}

/* Row `place` of a slice, as a row of sample `sample`: its own, or one it is mixed with. */
static double part_loss(const Stepper *stepper, const Slice *slice, WantedRow row,
	int place, int64_t sample, double weight)
{
	const TrainFeed *feed = stepper->feed;
	const StepWorker *worker = &stepper->workers[slice->memory];
	size_t outputs = (size_t)feed->outputs;
	row.row = sample * feed->rows + place % feed->rows;
	row.input = worker->inputs + (size_t)place * feed->row_count;
	if (feed->data->teach)
		row.taught = worker->taught + (size_t)place * outputs;
	else if (feed->data->teacher)
		row.taught = feed->data->teacher + (size_t)row.row * outputs;
	return row_loss(stepper, &row, weight);
}

/* The gradients are those of the batch's mean. */
void stepper_look(void *context, const Slice *slice)
{
	Stepper *stepper = context;
	const TrainFeed *feed = stepper->feed;
	const StepWorker *worker = &stepper->workers[slice->memory];
	Tally *tally = &stepper->slices[slice->index].tally;
	bool is_judged = train_is_judged(feed->data, stepper->how);
	double n_rows = (double)stepper->batch.n * feed->rows;
	for (int i = 0; i < slice->n * feed->rows; i++) {
		int64_t sample = stepper->batch.samples[slice->first + i / feed->rows];
		const Mix *mix = &worker->mixes[i / feed->rows];
		double share = (double)mix->share;
		WantedRow row = {
			.out = slice_output(slice, 0) + (size_t)i * (size_t)feed->outputs,
			.gradient =
				slice_output_gradient(slice, 0) + (size_t)i * (size_t)feed->outputs,
			.row = sample * feed->rows + i % feed->rows,
		};
		double loss = part_loss(stepper, slice, row, i, sample, share / n_rows);
		if (share < 1)
			loss += part_loss(stepper, slice, row, i, mix->other, (1 - share) / n_rows);
		tally->loss += loss * stepper->batch.n;
		tally->n_right += is_judged && is_right(stepper, &row);
	}
	tally->n = slice->n;
}
