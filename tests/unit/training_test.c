/* SPDX-License-Identifier: Apache-2.0 */
/* A network that learns. */
#include <criterion/criterion.h>

#include "formats/format.h"
#include "src/base/rng.h"
#include "src/train/loss.h"
#include "src/train/optimizer.h"
#include "tests/unit/shared.h"

enum { PIXELS = 28 * 28, CLASSES = 10, BATCH = 128, MOST_SLICES = 32 };

typedef struct Lesson {
	Optimizer *optimizer;
	const uint8_t *images, *labels;
	const float *teacher; /* logits, or NULL */
	int order[BATCH];     /* the sample of each place */
	double losses[MOST_SLICES];
	int wrong[MOST_SLICES];
} Lesson;

static void load(void *context, const Slice *slice)
{
	const Lesson *lesson = context;
	for (int i = 0; i < slice->n; i++) {
		const uint8_t *image =
			lesson->images + (size_t)lesson->order[slice->first + i] * PIXELS;
		for (int k = 0; k < PIXELS; k++)
			slice_input(slice, 0)[i * PIXELS + k] = (float)image[k] / 255;
	}
}

static int best(const float *logits)
{
	int at = 0;
	for (int i = 1; i < CLASSES; i++)
		at = logits[i] > logits[at] ? i : at;
	return at;
}

static void learn(void *context, const Slice *slice)
{
	Lesson *lesson = context;
	double sum = 0;
	int wrong = 0;
	for (int i = 0; i < slice->n; i++) {
		int sample = lesson->order[slice->first + i];
		const float *logits = slice_output(slice, 0) + (ptrdiff_t)i * CLASSES;
		float *gradient = slice_output_gradient(slice, 0) + (ptrdiff_t)i * CLASSES;
		double hard = lesson->teacher ? 0.1 : 1;
		sum += cross_entropy(logits, CLASSES, lesson->labels[sample], hard / BATCH,
			gradient);
		if (lesson->teacher)
			sum += distillation(logits, lesson->teacher + (ptrdiff_t)sample * CLASSES,
				CLASSES, 4, 0.9 / BATCH, gradient);
		wrong += best(logits) != lesson->labels[sample];
	}
	lesson->losses[slice->index] = sum;
	lesson->wrong[slice->index] = wrong;
}

static void update(void *context, const ParamBlock *block)
{
	optimizer_update(((const Lesson *)context)->optimizer, block);
}

/* The loss of a step, before it. */
static double step(Net *net, Team *team, Lesson *lesson, Rng *rng, int n_samples)
{
	const StepHooks hooks = {.context = lesson,
		.load = load,
		.loss = learn,
		.update = update};
	for (int i = 0; i < BATCH; i++)
		lesson->order[i] = (int)rng_below(rng, (uint64_t)n_samples);
	optimizer_begin(lesson->optimizer, 0.005, 1);
	net_step(net, team, BATCH, &hooks);
	double sum = 0;
	for (int i = 0; i < net_slices(net, BATCH); i++)
		sum += lesson->losses[i];
	return sum;
}

/* The share of wrong answers on the first n samples, a multiple of BATCH. */
static double error(Net *net, Team *team, Lesson *lesson, int n)
{
	const StepHooks hooks = {.context = lesson, .load = load, .loss = learn};
	int wrong = 0;
	for (int first = 0; first < n; first += BATCH) {
		for (int i = 0; i < BATCH; i++)
			lesson->order[i] = first + i;
		net_forward(net, team, BATCH, &hooks);
		for (int i = 0; i < net_slices(net, BATCH); i++)
			wrong += lesson->wrong[i];
	}
	return (double)wrong / n;
}

static void expect_learning(const float *teacher, const char *how)
{
	enum { STEPS = 300, SHOWN = 20, TESTED = 9984 };
	char path[SHARED_PATH_BYTES];
	Error err = {0};
	Arena arena = {0};
	shared_path("data/models/student.onnx", path);
	Model *model = model_read(path, &err);
	cr_assert(model, "%s", err.text);
	Net *net = net_new(model, &(NetSettings){.batch = BATCH}, &err);
	cr_assert(net, "%s", err.text);
	Array images = shared_array("mnist/train-images-idx3-ubyte.gz", &arena);
	Array labels = shared_array("mnist/train-labels-idx1-ubyte.gz", &arena);
	Array test_images = shared_array("mnist/t10k-images-idx3-ubyte.gz", &arena);
	Array test_labels = shared_array("mnist/t10k-labels-idx1-ubyte.gz", &arena);
	Lesson lesson = {.images = images.data, .labels = labels.data, .teacher = teacher};
	lesson.optimizer = optimizer_new(net, &OPTIMIZER_DEFAULTS);
	Team *team = team_new(2);
	Rng rng = rng_new(1);
	double first = 0, last = 0;
	for (int i = 0; i < STEPS; i++) {
		double loss = step(net, team, &lesson, &rng, images.shape.dims[0]);
		first += i < SHOWN ? loss / SHOWN : 0;
		last += i >= STEPS - SHOWN ? loss / SHOWN : 0;
	}
	lesson.images = test_images.data;
	lesson.labels = test_labels.data;
	lesson.teacher = NULL;
	double wrong = error(net, team, &lesson, TESTED);
	measured(
		"student.onnx, %s, %d steps: loss %.3f to %.3f, %.2f %% of the test images wrong",
		how, STEPS, first, last, 100 * wrong);
	cr_expect(last < first / 4, "the loss fell from %g to %g", first, last);
	cr_expect(wrong < 0.1);
	team_free(team);
	optimizer_free(lesson.optimizer);
	net_free(net);
	model_free(model);
	arena_finish(&arena);
}

Test(training, a_student_learns_digits_from_labels)
{
	expect_learning(NULL, "from labels");
}

Test(training, a_student_learns_digits_from_a_teacher)
{
	Arena arena = {0};
	Array logits = shared_array("mnist/teacher_train_logits.npy", &arena);
	expect_learning(logits.data, "from a teacher");
	arena_finish(&arena);
}
