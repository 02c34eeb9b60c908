/* SPDX-License-Identifier: Apache-2.0 */
/* A real network that learns real data. */
#include <criterion/criterion.h>
#include <math.h>

#include "formats/format.h"
#include "src/train/train.h"
#include "tests/unit/shared.h"

enum { PIXELS = 28 * 28, N = 42667, N_ALL = 60000, N_STEPS = 10 };

static bool read_image(void *context, int64_t sample, float *to, Error *err)
{
	(void)err;
	const uint8_t *image = (const uint8_t *)context + sample * PIXELS;
	for (int i = 0; i < PIXELS; i++)
		to[i] = (float)image[i] / 255;
	return true;
}

static Arena arena;

static void finish(void)
{
	arena_finish(&arena);
}

TestSuite(training, .fini = finish);

static Model *student(void)
{
	char path[SHARED_PATH_BYTES];
	Error err = {0};
	shared_path("data/models/student.onnx", path);
	Model *model = model_read(path, &err);
	cr_assert(model, "%s", err.text);
	return model;
}

static TrainData digits(int64_t n, const float *teacher)
{
	Array images = shared_array("mnist/train-images-idx3-ubyte.gz", &arena);
	Array labels = shared_array("mnist/train-labels-idx1-ubyte.gz", &arena);
	int32_t *classes = arena_array(&arena, (size_t)n, sizeof *classes);
	for (int64_t i = 0; i < n; i++)
		classes[i] = ((const uint8_t *)labels.data)[i];
	return (TrainData){.n = n,
		.context = (void *)images.data,
		.read = read_image,
		.labels = classes,
		.teacher = teacher};
}

static const float *teacher_logits(void)
{
	return shared_array("mnist/teacher_train_logits.npy", &arena).data;
}

/* 300 steps: an epoch over 38,400 of the training images; another 4,267 are held out. */
static void expect_learning(const float *teacher, const char *from)
{
	Error err = {0};
	TrainResult result;
	Model *model = student();
	TrainData data = digits(N, teacher);
	TrainSettings how = TRAIN_DEFAULTS;
	how.epochs = 1;
	how.schedule = (Schedule){.kind = SCHEDULE_CONSTANT, .rate = 0.005};
	how.validation = 0.1;
	how.n_threads = 2;
	cr_assert(train(model, &data, &how, NULL, 0, NULL, &result, &err), "%s", err.text);
	double wrong = 1 - result.epochs[0].validation_accuracy;
	measured("student.onnx from %s, 300 steps: %.2f %% of 4,267 other images wrong", from,
		100 * wrong);
	cr_expect(wrong < 0.1);
	model_free(model);
}

Test(training, a_student_learns_digits_from_labels)
{
	expect_learning(NULL, "labels");
}

Test(training, a_student_learns_digits_from_a_teacher)
{
	expect_learning(teacher_logits(), "a teacher");
}

/* --- The first steps, as PyTorch does them --- */

typedef struct Steps {
	double losses[N_STEPS]; /* sums over the steps until each */
} Steps;

static bool note_step(void *context, const TrainEpoch *epoch, int64_t epoch_steps)
{
	Steps *steps = context;
	cr_assert_eq(epoch_steps, 469);
	steps->losses[epoch->steps - 1] = epoch->loss * (double)epoch->steps;
	return epoch->steps < N_STEPS;
}

/* Each step's loss is that before its update, so the last tells of all updates but its own. */
static void expect_losses(const float *teacher, const double *expected)
{
	Error err = {0};
	Steps steps;
	const TrainWatch watch = {.context = &steps, .step = note_step};
	Model *model = student();
	TrainData data = digits(N_ALL, teacher);
	TrainSettings how = TRAIN_DEFAULTS;
	how.epochs = 20;
	how.schedule.rate = 0.005;
	how.seed = 0;
	cr_assert(train(model, &data, &how, NULL, 0, &watch, NULL, &err), "%s", err.text);
	for (int i = 0; i < N_STEPS; i++) {
		double loss = steps.losses[i] - (i ? steps.losses[i - 1] : 0);
		cr_expect(fabs(loss - expected[i]) < 1e-4 * expected[i],
			"step %d: a loss of %.7g, PyTorch's is %.7g", i + 1, loss, expected[i]);
	}
	model_free(model);
}

/* PyTorch 1.13 on the same batches: cross_entropy, Adam of 0.005 with a cosine a step, 20 epochs
 * of 469; and 0.9 T^2 kl_div(log_softmax(out / T), softmax(teacher / T), "batchmean") with 0.1
 * cross_entropy, T = 4. */
Test(training, goes_step_by_step_as_pytorch_does)
{
	static const double losses[N_STEPS] = {2.330438, 2.297876, 2.292349, 2.293741,
		2.267848, 2.259988, 2.266742, 2.264576, 2.244138, 2.249226};
	expect_losses(NULL, losses);
}

Test(training, distils_step_by_step_as_pytorch_does)
{
	static const double losses[N_STEPS] = {24.994192, 23.551567, 23.280861, 23.450617,
		23.026627, 24.307444, 23.477915, 24.467661, 24.452576, 24.410244};
	expect_losses(teacher_logits(), losses);
}
