/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/tune_models.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/graph/roles.h"

const float *weights_of(const Model *model, int layer, size_t *n)
{
	const Graph *graph = &model->graphs[0];
	const Tensor *tensor = op_weights(graph, &graph->ops[layer]);
	*n = tensor->buffer->n_bytes / sizeof(float);
	return (const float *)(const void *)tensor->buffer->data;
}

Model *tuned(const Model *model, const TrainData *data, const TrainSettings *how,
	const TrainRule *rules, int n_rules)
{
	Error err = {0};
	Model *made = model_copy(model);
	cr_assert(train(made, data, how, rules, n_rules, NULL, NULL, &err), "%s", err.text);
	cr_assert(model_verify(made, &err), "%s", err.text);
	return made;
}

static bool count_down(void *context, const TrainEpoch *epoch, int64_t epoch_steps)
{
	(void)epoch;
	(void)epoch_steps;
	int *left = context;
	return --*left > 0;
}

Model *tuned_with_a_break(const Model *model, const TrainData *data,
	const TrainSettings *how, const TrainRule *rules, const TrainRule *others,
	int n_rules, int n_steps)
{
	Error err = {0};
	char path[] = "/tmp/tune_test_XXXXXX";
	int fd = mkstemp(path), left = n_steps;
	TrainSettings first = *how, second = *how;
	TrainWatch watch = {.context = &left, .step = count_down};
	TrainResult result;
	cr_assert(fd >= 0);
	close(fd);
	first.checkpoint = second.resume = path;
	Model *made = model_copy(model);
	cr_assert(train(made, data, &first, rules, n_rules, &watch, &result, &err), "%s",
		err.text);
	cr_assert(result.is_interrupted);
	bool ok = train(made, data, &second, others, n_rules, NULL, &result, &err);
	unlink(path);
	cr_assert(ok, "%s", err.text);
	return made;
}
