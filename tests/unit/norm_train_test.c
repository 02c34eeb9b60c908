/* SPDX-License-Identifier: Apache-2.0 */
/* Whole trainings with batch normalisation. */
#include <criterion/criterion.h>
#include <string.h>

#include "passes/prune/prune.h"
#include "passes/tune/tune_mask.h"
#include "src/graph/roles.h"
#include "tests/unit/train_case.h"

static TrainCase the;
static TrainSettings how;
static TrainResult result;
static Error err;

static void make_case(void)
{
	train_case(&the);
	how = train_case_settings();
	how.batch_norm = true;
}

TestSuite(norm_train, .init = make_case);

Test(norm_train, learns_and_judges_by_what_comes_out)
{
	how.validation = 0.2;
	how.keep = KEEP_LEAST_LOSS;
	Model *model = trained(&the.data, &how, &result), *start = train_case_model();
	const TrainEpoch *kept = &result.epochs[result.kept];
	cr_expect_eq(result.n_norms, 1);
	cr_expect_eq(model->graphs[0].n_ops, start->graphs[0].n_ops);
	cr_expect(kept->accuracy > 0.95, "%g", kept->accuracy);

	/* A rate of nothing: the first epoch's judgement is of the model as it is. */
	TrainResult again;
	how.batch_norm = false;
	how.epochs = 1;
	how.schedule.rate = 1e-30;
	cr_assert(train(model, &the.data, &how, NULL, 0, NULL, &again, &err), "%s", err.text);
	cr_expect_eq(again.n_norms, 0);
	cr_expect_float_eq(again.epochs[0].validation_loss, kept->validation_loss, 1e-5);
	model_free(model);
	model_free(start);
}

Test(norm_train, ends_with_the_same_bytes_for_any_number_of_threads)
{
	Model *one = trained(&the.data, &how, NULL);
	how.n_threads = 2;
	Model *two = trained(&the.data, &how, NULL);
	how.n_threads = 5;
	Model *five = trained(&the.data, &how, NULL);
	cr_expect(same_constants(one, two));
	cr_expect(same_constants(one, five));
	model_free(one);
	model_free(two);
	model_free(five);
}

Test(norm_train, leaves_zeros_where_a_mask_has_them)
{
	Model *model = train_case_model(), *before = train_case_model();
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.of_layer = (const double[]){0.5, 0.5, -1};
	cr_assert(prune(model, &settings, &err) && prune(before, &settings, &err), "%s",
		err.text);
	TuneMask *mask = tune_mask_new(model, NULL, 0, &err);
	cr_assert(mask, "%s", err.text);
	const TrainRule rule = tune_mask_rule(mask);
	cr_assert(train(model, &the.data, &how, &rule, 1, NULL, NULL, &err), "%s", err.text);
	for (int layer = 0; layer < 2; layer++) {
		int tensor = weights_index(&model->graphs[0].ops[layer]);
		const Buffer *now = model->graphs[0].tensors[tensor].buffer;
		const Buffer *then = before->graphs[0].tensors[tensor].buffer;
		const float *w = (const float *)now->data, *v = (const float *)then->data;
		for (size_t i = 0; i < now->n_bytes / sizeof *w; i++)
			cr_expect_eq(w[i] == 0, v[i] == 0);
	}
	tune_mask_free(mask);
	model_free(model);
	model_free(before);
}
