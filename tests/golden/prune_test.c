/* SPDX-License-Identifier: Apache-2.0 */
/* Real models with weights pruned by data: what is left of their accuracy on other data. */
#include <criterion/criterion.h>

#include "passes/prune/prune_data.h"
#include "tests/golden/recorded.h"

typedef struct Case {
	const char *model;
	Array data; /* to prune by */
	Array x, y; /* to judge by */
	double share;
} Case;

static double accuracy_by(const Case *c, PruneMethod method, bool is_global)
{
	enum { MOST_LAYERS = 40 };
	Error err = {0};
	double shares[MOST_LAYERS];
	Samples original_samples, samples;
	Preprocess how = PREPROCESS_DEFAULTS;
	PruneSettings settings = PRUNE_DEFAULTS;
	settings.method = method;
	settings.is_global = is_global;
	settings.of_layer = shares;
	for (int i = 0; i < MOST_LAYERS; i++)
		shares[i] = c->share;
	Model *original = shared_model(c->model), *model = shared_model(c->model);
	cr_assert(model->graphs[0].n_ops <= MOST_LAYERS);
	if (method == PRUNE_MAGNITUDE)
		cr_assert(prune(model, &settings, &err), "%s", err.text);
	else
		cr_assert(samples_open(original, &c->data, &how, &original_samples, &err) &&
				samples_open(model, &c->data, &how, &samples, &err) &&
				prune_with_data(original, &original_samples, model, &samples, &settings,
					&err),
			"%s", err.text);
	double accuracy = accuracy_of(model, &c->x, &c->y);
	model_free(model);
	model_free(original);
	return accuracy;
}

/* By one threshold nearly as good as whole, where magnitude and activation leave little. */
static void expect_nearly_whole(Case c, double most_points)
{
	Model *model = shared_model(c.model);
	double whole = accuracy_of(model, &c.x, &c.y);
	model_free(model);
	double magnitude = accuracy_by(&c, PRUNE_MAGNITUDE, false);
	double activation = accuracy_by(&c, PRUNE_ACTIVATION, false);
	double second = accuracy_by(&c, PRUNE_SECOND_ORDER, false);
	double global = accuracy_by(&c, PRUNE_SECOND_ORDER, true);
	measured("%s, %g %% zeros: accuracy %.4f; by magnitude %.4f, by activation %.4f, by "
			 "second order %.4f, by one threshold %.4f",
		c.model, 100 * c.share, whole, magnitude, activation, second, global);
	cr_expect_gt(second, magnitude);
	cr_expect_gt(second, activation);
	cr_expect_geq(global, whole - most_points / 100);
}

static void words(const char *name, const char *data)
{
	Arena arena = {0};
	Array x = shared_array(data, &arena), y = shared_array("kws/kws_dev_y.npy", &arena);
	Case c = {name, rows_of(x, 0, 300), rows_of(x, 300, 300), rows_of(y, 300, 300), 0.5};
	expect_nearly_whole(c, 3);
	arena_finish(&arena);
}

Test(prune_models, keeps_keywords_in_integers)
{
	words("kws_int8", "kws/kws_dev_x.npy");
}

Test(prune_models, keeps_keywords_in_float32)
{
	words("kws_float", "kws/kws_dev_xf.npy");
}

Test(prune_models, keeps_images_in_integers)
{
#ifdef UNDER_ASAN
	cr_skip_test("minutes under the address sanitizer; the others go the same ways");
#endif
	Arena arena = {0};
	Array train = shared_array("cifar10/cifar10_train10k.npz:x", &arena);
	Array x = shared_array("cifar10/cifar10_test2k.npz:x", &arena);
	Array y = shared_array("cifar10/cifar10_test2k.npz:y", &arena);
	Case c = {"ic_int8", rows_of(train, 0, 1024), rows_of(x, 0, 500), rows_of(y, 0, 500),
		0.5};
	expect_nearly_whole(c, 3);
	arena_finish(&arena);
}
