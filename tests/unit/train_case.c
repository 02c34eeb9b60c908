/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/train_case.h"

#include <criterion/criterion.h>
#include <string.h>

#include "src/base/rng.h"
#include "tests/unit/build.h"

static bool read_case(void *context, int64_t sample, float *to, Error *err)
{
	(void)err;
	const TrainCase *from = context;
	memcpy(to, from->inputs[sample], sizeof from->inputs[sample]);
	return true;
}

void train_case(TrainCase *made)
{
	Rng rng = rng_new(11);
	for (int i = 0; i < CASE_N; i++) {
		int label = i % CASE_CLASSES;
		for (int k = 0; k < CASE_INPUTS; k++) {
			bool is_bright = k / CASE_SIZE / 2 == label;
			made->inputs[i][k] = 0.5F * (float)is_bright + (float)rng_normal(&rng) / 2;
		}
		made->labels[i] = label;
		for (int k = 0; k < CASE_CLASSES; k++)
			made->teacher[i][k] = 4 * (float)(k == label) + (float)rng_normal(&rng);
	}
	made->data = (TrainData){.n = CASE_N,
		.context = made,
		.read = read_case,
		.labels = made->labels};
}

static int weights(Model *model, Rng *rng, double size, int rank, const int *dims)
{
	float values[1024];
	int n = 1;
	for (int i = 0; i < rank; i++)
		n *= dims[i];
	for (int i = 0; i < n; i++)
		values[i] = (float)(size * rng_normal(rng));
	return test_values(model, TYPE_FLOAT32, rank, dims, values);
}

Model *train_case_model_of(int rows)
{
	enum { C = 4, FLAT = CASE_INPUTS * C };
	Rng rng = rng_new(5);
	Model *model = test_model_new(1);
	model->name = "m";
	int in = test_computed(model, TYPE_FLOAT32, DIMS(rows, CASE_SIZE, CASE_SIZE, 1));
	int map = test_computed(model, TYPE_FLOAT32, DIMS(rows, CASE_SIZE, CASE_SIZE, C));
	int logits = test_computed(model, TYPE_FLOAT32, DIMS(rows, CASE_CLASSES));
	int out = test_computed(model, TYPE_FLOAT32, DIMS(rows, CASE_CLASSES));
	int conv = weights(model, &rng, 0.5, DIMS(C, 3, 3, 1));
	int conv_bias = weights(model, &rng, 0, DIMS(C));
	int dense = weights(model, &rng, 0.1, DIMS(CASE_CLASSES, FLAT));
	int dense_bias = weights(model, &rng, 0, DIMS(CASE_CLASSES));
	test_op(model, "CONV_2D", LIST(in, conv, conv_bias), LIST(map))->attrs.conv =
		(ConvAttrs){PADDING_SAME, ACTIVATION_RELU, 1, 1, 1, 1, 1, TYPE_FLOAT32};
	test_op(model, "FULLY_CONNECTED", LIST(map, dense, dense_bias), LIST(logits));
	test_op(model, "SOFTMAX", LIST(logits), LIST(out))->attrs.softmax.beta = 1;
	test_inputs(model, LIST(in));
	test_outputs(model, LIST(out));
	Error err = {0};
	cr_assert(model_verify(model, &err), "%s", err.text);
	return model;
}

Model *train_case_model(void)
{
	return train_case_model_of(1);
}

TrainSettings train_case_settings(void)
{
	TrainSettings how = TRAIN_DEFAULTS;
	how.epochs = 4;
	how.batch = 16;
	how.schedule.rate = 0.01;
	how.n_threads = 1;
	how.checkpoint_seconds = 0;
	return how;
}

bool same_constants(const Model *a, const Model *b)
{
	const Graph *one = &a->graphs[0], *other = &b->graphs[0];
	if (one->n_tensors != other->n_tensors)
		return false;
	for (int i = 0; i < one->n_tensors; i++) {
		const Buffer *x = one->tensors[i].buffer, *y = other->tensors[i].buffer;
		if (x->n_bytes != y->n_bytes ||
			(x->n_bytes && memcmp(x->data, y->data, x->n_bytes) != 0))
			return false;
	}
	return true;
}

Model *trained(const TrainData *data, const TrainSettings *how, TrainResult *result)
{
	Error err = {0};
	Model *model = train_case_model();
	cr_assert(train(model, data, how, NULL, 0, NULL, result, &err), "%s", err.text);
	cr_assert(model_verify(model, &err), "%s", err.text);
	return model;
}
