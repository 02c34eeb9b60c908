/* SPDX-License-Identifier: Apache-2.0 */
/* Trainings that cannot be, or cannot go on; and rules. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/build.h"
#include "tests/unit/train_case.h"

static TrainCase the;
static TrainSettings how;
static TrainResult result;
static Error err;
static Model *model;

static void make_case(void)
{
	train_case(&the);
	how = train_case_settings();
	model = train_case_model();
}

static void finish(void)
{
	model_free(model);
}

TestSuite(train_stop, .init = make_case, .fini = finish);

static void expect_refusal(const char *text)
{
	Model *untouched = train_case_model();
	err = (Error){0};
	cr_expect(!train(model, &the.data, &how, NULL, 0, NULL, &result, &err));
	cr_expect_str_eq(err.text, text);
	cr_expect(same_constants(model, untouched));
	model_free(untouched);
}

Test(train_stop, names_a_label_that_is_no_class)
{
	the.labels[5] = 3;
	expect_refusal("label 5 is 3; the model's output has classes 0 to 2");
	the.labels[5] = -1;
	expect_refusal("label 5 is -1; the model's output has classes 0 to 2");
}

Test(train_stop, names_what_of_a_teacher_is_not_finite)
{
	the.data.teacher = the.teacher[0];
	the.teacher[7][2] = NAN;
	expect_refusal("teacher, row 7, column 2: nan is not finite");
}

Test(train_stop, names_an_input_that_is_not_finite)
{
	the.inputs[149][1] = INFINITY;
	expect_refusal("sample 149, value 1: inf is not finite");
}

Test(train_stop, needs_something_to_train_to)
{
	the.data.labels = NULL;
	expect_refusal("neither labels nor a teacher to train to");
	how.objective.kind = LOSS_SQUARED;
	expect_refusal("neither targets nor a teacher to train to");
}

Test(train_stop, needs_settings_that_go_together)
{
	how.keep = KEEP_LEAST_LOSS;
	expect_refusal("the best epoch is known by validation, which has no samples");
	how.keep = KEEP_LAST;
	how.patience = 2;
	expect_refusal("patience is for the best epoch, but the last is to be kept");
	how.patience = 0;
	how.augment.shift = 6;
	expect_refusal("m: a shift of 6 pixels leaves nothing of images of 6x6");
	how.augment.shift = 0;
	the.data.n = 1;
	how.validation = 0.5;
	expect_refusal("1 samples are too few to train on");
}

Test(train_stop, refuses_a_softmax_that_is_not_the_last)
{
	Graph *graph = &model->graphs[0];
	int flat = test_computed(model, TYPE_FLOAT32, DIMS(1, 1, CASE_CLASSES));
	test_op(model, "RESHAPE", LIST(graph->outputs[0]), LIST(flat));
	test_outputs(model, LIST(flat));
	cr_expect(!train(model, &the.data, &how, NULL, 0, NULL, NULL, &err));
	cr_expect_str_eq(err.text,
		"m: operator 2 (SOFTMAX): to train by its logits, it must be "
		"the last, with a beta of 1");
}

static bool fail_at_77(void *context, int64_t sample, float *to, Error *why)
{
	(void)context;
	memset(to, 0, CASE_INPUTS * sizeof *to);
	return sample < 77 || failed(why, "row %d is lost", (int)sample);
}

Test(train_stop, says_what_could_not_be_read)
{
	the.data.read = fail_at_77;
	how.n_threads = 3;
	expect_refusal("row 77 is lost");
	how.memory_bytes = 0;
	Error ignored = {0};
	cr_expect(!train(model, &the.data, &how, NULL, 0, NULL, NULL, &ignored));
	cr_expect_neq(strstr(ignored.text, "is lost"), NULL);
}

Test(train_stop, at_a_loss_that_is_not_finite)
{
	how.optimizer.kind = OPTIMIZER_SGD;
	how.schedule.rate = 1e30;
	expect_refusal(
		"m: epoch 1, step 2: the loss is not finite; a lower learning rate may "
		"help");
	cr_expect_eq(result.kept, -1);
}

/* --- Rules --- */

static void break_at(void *context, Net *net, int64_t step, int64_t n_steps)
{
	(void)n_steps;
	if (step == *(const int64_t *)context)
		net_param(net, 0)->values[0] = INFINITY;
}

Test(train_stop, then_the_model_has_the_values_of_the_last_good_epoch)
{
	int64_t step = 23; /* of 10 an epoch */
	const TrainRule rule = {.context = &step, .before = break_at};
	how.schedule.kind = SCHEDULE_CONSTANT;
	cr_expect(!train(model, &the.data, &how, &rule, 1, NULL, &result, &err));
	cr_expect_str_eq(err.text,
		"m: epoch 3, step 4: the loss is not finite; a lower learning rate may help");
	cr_expect_eq(result.kept, 1);
	how.epochs = 2;
	Model *good = trained(&the.data, &how, NULL);
	cr_expect(same_constants(model, good));
	model_free(good);
}

/* Keeps the first weights 0; and notes in which order things come. */
typedef struct Mask {
	char name, *notes;
	size_t n_notes;
} Mask;

static void note(Mask *mask, char what)
{
	size_t length = strlen(mask->notes);
	if (length + 2 < mask->n_notes) {
		mask->notes[length] = what;
		mask->notes[length + 1] = mask->name;
	}
}

static void mask_values(void *context, Net *net, int64_t step, int64_t n_steps)
{
	(void)n_steps;
	note(context, 'b');
	for (int i = 0; step == 15 && i < 9; i++)
		net_param(net, 0)->values[i] = 0;
}

static void mask_gradients(void *context, Net *net)
{
	note(context, 'g');
	for (int i = 0; i < 9; i++)
		if (net_param(net, 0)->values[i] == 0)
			net_param(net, 0)->gradient[i] = 0;
}

static void see_moved(void *context, Net *net)
{
	(void)net;
	note(context, 'a');
}

static void see_values(void *context, const Slice *slice, int tensor, Real *values,
	size_t count)
{
	(void)values;
	(void)count;
	if (tensor == 0 && slice->index == 0)
		note(context, 'c');
}

static void see_gradient(void *context, const Slice *slice, int tensor,
	const Real *values, Real *gradient, size_t count)
{
	(void)values;
	(void)gradient;
	(void)count;
	if (tensor == 1 && slice->index == 0)
		note(context, 'p');
}

Test(train_stop, rules_are_called_around_each_step_and_masks_hold)
{
	char notes[21] = "";
	Mask one = {'1', notes, sizeof notes}, two = {'2', notes, sizeof notes};
	TrainRule rules[2] = {{.before = mask_values,
		.gradients = mask_gradients,
		.after = see_moved,
		.computed = see_values,
		.propagated = see_gradient}};
	rules[1] = rules[0];
	rules[0].context = &one;
	rules[1].context = &two;
	how.optimizer.weight_decay = 0.01;
	how.clip = 1;
	cr_assert(train(model, &the.data, &how, rules, 2, NULL, &result, &err), "%s",
		err.text);
	cr_expect_str_eq(notes, "b1b2c1c2p2p1g2g1a1a2");
	const Tensor *weights = op_input(&model->graphs[0], &model->graphs[0].ops[0], 1);
	const float *values = (const float *)(const void *)weights->buffer->data;
	for (int i = 0; i < 36; i++)
		cr_expect_eq(values[i] == 0, i < 9);
}

/* Its weights are judged as rounded ones, and go on as they were. */
typedef struct Rounding {
	Real kept;
	int n_begun, n_ended;
} Rounding;

static void round_for_validation(void *context, Net *net, bool begins)
{
	Rounding *rounding = context;
	Real *value = &net_param(net, 0)->values[0];
	if (begins)
		rounding->kept = *value;
	*value = begins ? 1000 : rounding->kept;
	rounding->n_begun += begins;
	rounding->n_ended += !begins;
}

Test(train_stop, rules_may_exchange_values_for_validation)
{
	Rounding rounding = {0};
	const TrainRule rule = {.context = &rounding, .judge = round_for_validation};
	Error ignored = {0};
	how.validation = 0.2;
	Model *plain = trained(&the.data, &how, &result);
	double loss = result.epochs[3].validation_loss;
	cr_assert(train(model, &the.data, &how, &rule, 1, NULL, &result, &ignored));
	cr_expect(same_constants(model, plain));
	cr_expect_neq(result.epochs[3].validation_loss, loss);
	cr_expect_eq(rounding.n_begun, 4);
	cr_expect_eq(rounding.n_ended, 4);
	model_free(plain);
}
