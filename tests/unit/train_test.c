/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/train.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/build.h"
#include "tests/unit/train_case.h"

static TrainCase the;
static TrainSettings how;
static TrainResult result;
static Error err;

static void make_case(void)
{
	train_case(&the);
	how = train_case_settings();
}

TestSuite(train, .init = make_case);

static const TrainEpoch *last_epoch(void)
{
	return &result.epochs[result.n_epochs - 1];
}

Test(train, learns_what_labels_say)
{
	Model *model = trained(&the.data, &how, &result);
	cr_expect_eq(result.n_epochs, 4);
	cr_expect_eq(result.n_train, CASE_N);
	cr_expect_eq(result.kept, 3);
	cr_expect_eq(last_epoch()->steps, 10);
	cr_expect(last_epoch()->accuracy > 0.95, "%g", last_epoch()->accuracy);
	cr_expect(last_epoch()->loss < result.epochs[0].loss / 2);
	cr_expect(isnan(last_epoch()->validation_loss));
	model_free(model);
}

Test(train, learns_what_a_teacher_says_without_labels)
{
	the.data.labels = NULL;
	the.data.teacher = the.teacher[0];
	how.objective.temperature = 2;
	how.epochs = 12;
	Model *model = trained(&the.data, &how, &result);
	cr_expect(isnan(last_epoch()->accuracy));
	cr_expect(last_epoch()->loss < result.epochs[0].loss / 4, "%g, %g",
		result.epochs[0].loss, last_epoch()->loss);
	model_free(model);
}

Test(train, by_sgd_learns_too)
{
	how.optimizer.kind = OPTIMIZER_SGD;
	how.optimizer.nesterov = true;
	how.schedule.rate = 0.05;
	how.clip = 1;
	Model *model = trained(&the.data, &how, &result);
	cr_expect(last_epoch()->accuracy > 0.95, "%g", last_epoch()->accuracy);
	model_free(model);
}

static void use_everything(void)
{
	how.augment =
		(Augment){.flip = true, .shift = 1, .cutout = 2, .noise = 0.1, .mixup = 0.4};
	how.clip = 0.5;
	how.validation = 0.2;
	how.keep = KEEP_LEAST_LOSS;
	how.objective.label_smoothing = 0.1;
	how.optimizer.weight_decay = 0.01;
	the.data.teacher = the.teacher[0];
}

Test(train, gives_the_same_bytes_on_any_number_of_threads)
{
	use_everything();
	Model *one = trained(&the.data, &how, NULL);
	for (int n = 2; n <= 5; n++) {
		how.n_threads = n;
		Model *several = trained(&the.data, &how, NULL);
		cr_expect(same_constants(one, several), "%d threads", n);
		model_free(several);
	}
	model_free(one);
}

Test(train, gives_others_for_another_seed)
{
	Model *one = trained(&the.data, &how, NULL);
	how.seed = 2;
	Model *other = trained(&the.data, &how, NULL);
	cr_expect(!same_constants(one, other));
	model_free(one);
	model_free(other);
}

Test(train, needs_no_memory_for_the_data)
{
	use_everything();
	Model *kept = trained(&the.data, &how, NULL);
	how.memory_bytes = 0;
	Model *read = trained(&the.data, &how, NULL);
	cr_expect(same_constants(kept, read));
	model_free(kept);
	model_free(read);
}

/* A teacher that looks its answer up by the sample's inputs. */
static bool teach(void *context, int worker, int n, const float *inputs, float *outputs,
	Error *ignored)
{
	(void)ignored;
	const TrainCase *from = context;
	cr_assert_eq(worker, 0);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < CASE_N; k++)
			if (memcmp(inputs + (size_t)i * CASE_INPUTS, from->inputs[k],
					sizeof from->inputs[k]) == 0)
				memcpy(outputs + (size_t)i * CASE_CLASSES, from->teacher[k],
					sizeof from->teacher[k]);
	return true;
}

Test(train, a_teacher_may_be_asked_on_the_way)
{
	the.data.teacher = the.teacher[0];
	Model *given = trained(&the.data, &how, NULL);
	the.data.teacher = NULL;
	the.data.teach = teach;
	the.data.teacher_context = &the;
	Model *asked = trained(&the.data, &how, NULL);
	cr_expect(same_constants(given, asked));
	model_free(given);
	model_free(asked);
}

Test(train, a_batch_may_be_larger_than_all_data)
{
	how.batch = 1000;
	how.epochs = 30;
	Model *model = trained(&the.data, &how, &result);
	cr_expect_eq(last_epoch()->steps, 1);
	cr_expect(last_epoch()->accuracy > 0.9, "%g", last_epoch()->accuracy);
	model_free(model);
}

static bool read_three(void *context, int64_t sample, float *to, Error *ignored)
{
	(void)ignored;
	const TrainCase *from = context;
	memcpy(to, from->inputs[3 * sample], 3 * sizeof from->inputs[0]);
	return true;
}

Test(train, a_sample_may_be_of_several_rows_with_a_label_each)
{
	Model *model = train_case_model_of(3);
	the.data.read = read_three;
	the.data.n = CASE_N / 3;
	the.data.teacher = the.teacher[0];
	how.batch = 5;
	how.augment = (Augment){.shift = 1, .mixup = 0.2};
	how.epochs = 6;
	cr_assert(train(model, &the.data, &how, NULL, 0, NULL, &result, &err), "%s",
		err.text);
	cr_expect_eq(last_epoch()->steps, 10);
	cr_expect(last_epoch()->accuracy > 0.8, "%g", last_epoch()->accuracy);
	model_free(model);
}

/* 36 -> 4 -> 36 */
static Model *autoencoder(void)
{
	Model *model = test_model_new(1);
	float values[4 * CASE_INPUTS];
	for (int i = 0; i < 4 * CASE_INPUTS; i++)
		values[i] = (float)(i * 7 % 11 - 5) / 20;
	model->name = "ae";
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, CASE_INPUTS));
	int code = test_computed(model, TYPE_FLOAT32, DIMS(1, 4));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, CASE_INPUTS));
	int encode = test_values(model, TYPE_FLOAT32, DIMS(4, CASE_INPUTS), values);
	int decode = test_values(model, TYPE_FLOAT32, DIMS(CASE_INPUTS, 4), values);
	test_op(model, "FULLY_CONNECTED", LIST(in, encode, -1), LIST(code));
	test_op(model, "FULLY_CONNECTED", LIST(code, decode, -1), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	return model;
}

Test(train, an_autoencoder_wants_its_input)
{
	Model *model = autoencoder();
	the.data.labels = NULL;
	how.objective.kind = LOSS_SQUARED;
	how.epochs = 20;
	cr_assert(train(model, &the.data, &how, NULL, 0, NULL, &result, &err), "%s",
		err.text);
	cr_expect(last_epoch()->loss < 0.27, "%g of a variance of 0.31", last_epoch()->loss);
	model_free(model);
}

/* One output, which a LOGISTIC makes a probability. */
Test(train, one_output_tells_two_classes)
{
	Model *model = test_model_new(1);
	model->name = "b";
	int in = test_computed(model, TYPE_FLOAT32, DIMS(1, CASE_INPUTS));
	int logit = test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(1, 1));
	int weight = test_constant(model, TYPE_FLOAT32, DIMS(1, CASE_INPUTS));
	int bias = test_constant(model, TYPE_FLOAT32, DIMS(1));
	test_op(model, "FULLY_CONNECTED", LIST(in, weight, bias), LIST(logit));
	test_op(model, "LOGISTIC", LIST(logit), LIST(out));
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	for (int i = 0; i < CASE_N; i++)
		the.labels[i] = the.labels[i] == 1;
	how.epochs = 10;
	how.schedule.rate = 0.05;
	cr_assert(train(model, &the.data, &how, NULL, 0, NULL, &result, &err), "%s",
		err.text);
	cr_expect(last_epoch()->accuracy > 0.93, "%g", last_epoch()->accuracy);
	the.labels[17] = 2;
	cr_expect(!train(model, &the.data, &how, NULL, 0, NULL, NULL, &err));
	cr_expect_str_eq(err.text, "label 17 is 2; the model's output has classes 0 to 1");
	model_free(model);
}

/* Labels that nothing can learn: the more it learns them, the worse validation becomes. */
static void make_labels_random(void)
{
	for (int i = 0; i < CASE_N; i++)
		the.labels[i] = i * i % 7 % 3;
}

Test(train, keeps_the_best_epoch_and_stops_out_of_patience)
{
	make_labels_random();
	how.epochs = 60;
	how.validation = 0.3;
	how.keep = KEEP_LEAST_LOSS;
	how.patience = 5;
	Model *model = trained(&the.data, &how, &result);
	cr_expect(result.has_stopped);
	cr_expect_eq(result.n_epochs, result.kept + 6);
	cr_expect_eq(result.n_train, 105);
	for (int i = 0; i < result.n_epochs; i++)
		cr_expect(result.epochs[i].validation_loss >=
			result.epochs[result.kept].validation_loss);
	int kept = result.kept;

	/* The same as if it had ended there, with the same schedule. */
	how.schedule.kind = SCHEDULE_CONSTANT;
	Model *constant = trained(&the.data, &how, &result);
	kept = result.kept;
	how.epochs = kept + 1;
	how.patience = 0;
	how.keep = KEEP_LAST;
	Model *ended = trained(&the.data, &how, &result);
	cr_expect(same_constants(constant, ended));
	model_free(model);
	model_free(constant);
	model_free(ended);
}

Test(train, keeps_none_before_the_epoch_that_may_be_kept)
{
	make_labels_random();
	how.epochs = 12;
	how.validation = 0.3;
	how.keep = KEEP_LEAST_LOSS;
	how.keep_from = 10;
	Model *model = trained(&the.data, &how, &result);
	cr_expect_geq(result.kept, 10);
	cr_expect(!result.epochs[9].is_best);
	cr_expect(result.epochs[10].is_best);
	model_free(model);
}
