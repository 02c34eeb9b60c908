/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupted trainings that go on. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/train/checkpoint.h"
#include "tests/unit/train_case.h"

static TrainCase the;
static TrainSettings how;
static Error err;
static Arena arena;
static char folder[] = "/tmp/whit-train-XXXXXX";
static const char *file;

/* All that a checkpoint has to hold. */
static void make_case(void)
{
	cr_assert_not_null(mkdtemp(folder));
	file = arena_text(&arena, "%s/checkpoint", folder);
	train_case(&the);
	the.data.teacher = the.teacher[0];
	how = train_case_settings();
	how.augment = (Augment){.shift = 1, .noise = 0.1, .mixup = 0.4};
	how.validation = 0.2;
	how.keep = KEEP_LEAST_LOSS;
	how.checkpoint = file;
}

static void remove_folder(void)
{
	cr_expect_eq(system(arena_text(&arena, "rm -r %s", folder)), 0);
	arena_finish(&arena);
}

TestSuite(train_resume, .init = make_case, .fini = remove_folder);

/* A rule that adds to a weight what it has counted so far, before each step. */
typedef struct Counter {
	int64_t n;
} Counter;

static void count(void *context, Net *net, int64_t step, int64_t n_steps)
{
	Counter *counter = context;
	cr_assert_eq(counter->n, step);
	cr_assert_eq(n_steps, 4 * 8);
	counter->n++;
	net_param(net, 0)->values[0] += (Real)counter->n / 1000;
}

static size_t counter_state(void *context, const void **bytes)
{
	*bytes = context;
	return sizeof(Counter);
}

static bool restore_counter(void *context, const void *bytes, size_t n, Error *why)
{
	if (n != sizeof(Counter))
		return failed(why, "no counter");
	memcpy(context, bytes, n);
	return true;
}

/* Counts steps down; kill: by SIGKILL. */
typedef struct Stop {
	int left;
	bool kill;
} Stop;

static bool stop(void *context, const TrainEpoch *epoch, int64_t epoch_steps)
{
	Stop *how_long = context;
	cr_assert(epoch->steps >= 1 && epoch->steps <= epoch_steps);
	if (--how_long->left == 0 && how_long->kill)
		raise(SIGKILL);
	return how_long->left != 0;
}

static bool run(Model *model, int n_steps, bool kill, TrainResult *result)
{
	Counter counter = {0};
	const TrainRule rule = {.context = &counter,
		.before = count,
		.state = counter_state,
		.restore = restore_counter};
	Stop how_long = {n_steps, kill};
	const TrainWatch watch = {.context = &how_long, .step = stop};
	return train(model, &the.data, &how, &rule, 1, &watch, result, &err);
}

/* Without an interruption. */
static Model *whole(void)
{
	Model *model = train_case_model();
	how.checkpoint = NULL;
	cr_assert(run(model, -1, false, NULL), "%s", err.text);
	how.checkpoint = file;
	return model;
}

static Model *resumed(TrainResult *result)
{
	Model *model = train_case_model();
	how.resume = file;
	cr_assert(run(model, -1, false, result), "%s", err.text);
	how.resume = NULL;
	return model;
}

static void interrupt_after(int n_steps)
{
	TrainResult result;
	Model *model = train_case_model(), *untouched = train_case_model();
	cr_assert(run(model, n_steps, false, &result), "%s", err.text);
	cr_expect(result.is_interrupted);
	cr_expect(same_constants(model, untouched));
	model_free(model);
	model_free(untouched);
}

static void expect_same(const Model *expected, int n_steps, int n_threads)
{
	TrainResult result;
	how.checkpoint_seconds = 1000;
	how.n_threads = 1;
	interrupt_after(n_steps);
	how.n_threads = n_threads;
	Model *model = resumed(&result);
	cr_expect(same_constants(model, expected), "after %d steps", n_steps);
	cr_expect_eq(result.n_epochs, 4);
	model_free(model);
}

/* 8 steps an epoch: in its middle, before its last step, at its end, in the next. */
Test(train_resume, ends_with_the_same_bytes)
{
	static const int places[] = {1, 7, 8, 9, 20, 31};
	Model *expected = whole();
	for (int i = 0; i < 6; i++)
		expect_same(expected, places[i], 1 + i % 2);
	model_free(expected);
}

Test(train_resume, ends_with_the_same_bytes_with_batch_normalisation)
{
	how.batch_norm = true;
	Model *expected = whole();
	expect_same(expected, 11, 2);
	model_free(expected);
}

Test(train_resume, can_be_interrupted_again)
{
	Model *expected = whole();
	interrupt_after(5);
	how.resume = file;
	interrupt_after(9);
	interrupt_after(3);
	Model *model = resumed(NULL);
	cr_expect(same_constants(model, expected));
	model_free(model);
	model_free(expected);
}

Test(train_resume, ends_with_the_same_bytes_after_kill_9)
{
	Model *expected = whole();
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		run(train_case_model(), 13, true, NULL);
		_exit(0);
	}
	int status;
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	Model *model = resumed(NULL);
	cr_expect(same_constants(model, expected));
	model_free(model);
	model_free(expected);
}

static void note(void *context, const TrainEpoch *epoch)
{
	int *n = context;
	cr_expect_eq(epoch->epoch, *n);
	cr_expect(isfinite(epoch->validation_loss));
	++*n;
}

Test(train_resume, tells_of_the_epochs_before_and_of_a_finished_training_at_once)
{
	int n = 0;
	TrainResult result;
	Model *expected = train_case_model(), *model = train_case_model();
	cr_assert(train(expected, &the.data, &how, NULL, 0, NULL, NULL, &err));
	const TrainWatch watch = {.context = &n, .epoch = note};
	how.resume = file;
	cr_assert(train(model, &the.data, &how, NULL, 0, &watch, &result, &err), "%s",
		err.text);
	cr_expect_eq(n, 4);
	cr_expect_eq(result.n_epochs, 4);
	cr_expect(same_constants(model, expected));
	model_free(model);
	model_free(expected);
}

static void expect_refusal(const char *text)
{
	Model *model = train_case_model();
	err = (Error){0};
	how.resume = file;
	cr_expect(!run(model, -1, false, NULL));
	cr_expect_str_eq(err.text, arena_text(&arena, "%s: %s", file, text));
	model_free(model);
	how.resume = NULL;
}

Test(train_resume, refuses_the_checkpoint_of_another_training)
{
	const char *text =
		"is of another training: model, data and settings must be those it "
		"was made with";
	interrupt_after(5);
	how.seed = 2;
	expect_refusal(text);
	how.seed = 1;
	how.epochs = 5;
	expect_refusal(text);
	how.epochs = 4;
	how.salt = 1;
	expect_refusal(text);
	how.salt = 0;
	the.labels[3] ^= 1;
	expect_refusal(text);
	the.labels[3] ^= 1;
	float kept = the.inputs[0][0];
	the.inputs[0][0] = 1;
	expect_refusal(text);
	the.inputs[0][0] = kept;
	err = (Error){0};
	how.n_threads = 2;
	model_free(resumed(NULL));
}

Test(train_resume, refuses_a_checkpoint_that_is_cut_short_or_damaged)
{
	Bytes bytes;
	interrupt_after(5);
	cr_assert(file_read(file, &arena, &bytes, &err));
	uint8_t *copy = arena_copy(&arena, bytes.data, bytes.n);
	cr_assert(file_write(file, (Bytes){copy, bytes.n - 100}, &err));
	expect_refusal("the checkpoint is cut short or damaged");
	copy[200] ^= 4;
	cr_assert(file_write(file, (Bytes){copy, bytes.n}, &err));
	expect_refusal("the checkpoint is cut short or damaged");
	copy[0] ^= 4;
	cr_assert(file_write(file, (Bytes){copy, bytes.n}, &err));
	expect_refusal("no checkpoint of this version");
}

/* Its hash is right, and so are all numbers for themselves. */
Test(train_resume, refuses_a_checkpoint_that_does_not_fit_the_training)
{
	Bytes bytes;
	Checkpoint checkpoint;
	interrupt_after(13);
	cr_assert(file_read(file, &arena, &bytes, &err) &&
		checkpoint_decode(bytes, &arena, &checkpoint, &err));
	Checkpoint bad[8];
	for (int i = 0; i < 8; i++)
		bad[i] = checkpoint;
	bad[0].state.epoch = 1000;
	bad[1].state.steps = INT64_MAX;
	bad[2].state.kept = 1;
	bad[3].n_values--;
	bad[4].n_states = 0;
	bad[5].n_epochs = 0;
	bad[6].squares = NULL;
	bad[7].state.seen.n++;
	for (int i = 0; i < 8; i++) {
		cr_assert(file_write(file, checkpoint_encode(&bad[i], &arena), &err));
		expect_refusal("the checkpoint is damaged");
		err = (Error){0};
	}
}

Test(train_resume, says_at_once_where_no_checkpoint_can_be_written)
{
	Model *model = train_case_model();
	how.checkpoint = arena_text(&arena, "%s/missing/file", folder);
	cr_expect(!run(model, -1, false, NULL));
	cr_expect_neq(strstr(err.text, "missing/file: No such file"), NULL, "%s", err.text);
	model_free(model);
}
