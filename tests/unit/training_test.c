/* SPDX-License-Identifier: Apache-2.0 */
/* A real network that learns real data. */
#include <criterion/criterion.h>

#include "formats/format.h"
#include "src/train/train.h"
#include "tests/unit/shared.h"

enum { PIXELS = 28 * 28, N = 42667 };

static bool read_image(void *context, int64_t sample, float *to, Error *err)
{
	(void)err;
	const uint8_t *image = (const uint8_t *)context + sample * PIXELS;
	for (int i = 0; i < PIXELS; i++)
		to[i] = (float)image[i] / 255;
	return true;
}

/* 300 steps: an epoch over 38,400 of the training images; another 4,267 are held out. */
static void expect_learning(const float *teacher, const char *from)
{
	char path[SHARED_PATH_BYTES];
	Error err = {0};
	Arena arena = {0};
	TrainResult result;
	shared_path("data/models/student.onnx", path);
	Model *model = model_read(path, &err);
	cr_assert(model, "%s", err.text);
	Array images = shared_array("mnist/train-images-idx3-ubyte.gz", &arena);
	Array labels = shared_array("mnist/train-labels-idx1-ubyte.gz", &arena);
	int32_t *classes = arena_array(&arena, N, sizeof *classes);
	for (int i = 0; i < N; i++)
		classes[i] = ((const uint8_t *)labels.data)[i];
	TrainData data = {.n = N,
		.context = (void *)images.data,
		.read = read_image,
		.labels = classes,
		.teacher = teacher};
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
	arena_finish(&arena);
}

Test(training, a_student_learns_digits_from_labels)
{
	expect_learning(NULL, "labels");
}

Test(training, a_student_learns_digits_from_a_teacher)
{
	Arena arena = {0};
	Array logits = shared_array("mnist/teacher_train_logits.npy", &arena);
	expect_learning(logits.data, "a teacher");
	arena_finish(&arena);
}
