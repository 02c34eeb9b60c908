/* SPDX-License-Identifier: Apache-2.0 */
/* Real models with fewer channels: what they cost, and what is left of their accuracy. */
#include "passes/channels/structured.h"

#include <criterion/criterion.h>

#include "tests/golden/cost.h"
#include "tests/golden/recorded.h"

typedef struct Case {
	const char *model;
	Array data;         /* to prune by */
	Array x, y;         /* to judge by */
	double least_share; /* of the accuracy, with data */
} Case;

static Model *pruned(const Case *c, const Array *data, StructuredSettings settings)
{
	Error err = {0};
	Samples samples;
	ChannelReport report;
	Preprocess how = PREPROCESS_DEFAULTS;
	Model *model = shared_model(c->model);
	cr_assert(!data || samples_open(model, data, &how, &samples, &err), "%s", err.text);
	cr_assert(prune_channels(model, data ? &samples : NULL, &settings, &report, &err),
		"%s", err.text);
	cr_assert(model_verify(model, &err), "%s", err.text);
	return model;
}

static void expect_smaller(Case c, double sparsity)
{
	StructuredSettings settings = STRUCTURED_DEFAULTS;
	settings.sparsity = sparsity;
	Model *model = shared_model(c.model), *blind = pruned(&c, NULL, settings);
	Model *by_data = pruned(&c, &c.data, settings);
	settings.is_global = true;
	Model *global = pruned(&c, &c.data, settings);
	double whole = accuracy_of(model, &c.x, &c.y);
	double left = accuracy_of(by_data, &c.x, &c.y);
	measured("%s, %g %% of channels: accuracy %.4f; by weights %.4f, by data %.4f, "
			 "globally %.4f",
		c.model, 100 * sparsity, whole, accuracy_of(blind, &c.x, &c.y), left,
		accuracy_of(global, &c.x, &c.y));
	cr_expect_geq(left, c.least_share * whole);
	Cost before = cost_of(model), after = cost_of(by_data);
	measured(
		"%s, %g %%: stripped %zu -> %zu bytes, %.2f -> %.2f million MACs, arena %llu "
		"-> %llu",
		c.model, 100 * sparsity, before.file_bytes, after.file_bytes,
		(double)before.macs / 1e6, (double)after.macs / 1e6,
		(unsigned long long)before.arena_bytes, (unsigned long long)after.arena_bytes);
	cr_expect_lt(after.file_bytes, before.file_bytes);
	cr_expect_lt(after.macs, before.macs);
	cr_expect_lt(after.arena_bytes, before.arena_bytes);
	model_free(model);
	model_free(blind);
	model_free(by_data);
	model_free(global);
}

static void images(const char *name)
{
	Arena arena = {0};
	Array train = shared_array("cifar10/cifar10_train10k.npz:x", &arena);
	Array x = shared_array("cifar10/cifar10_test2k.npz:x", &arena);
	Array y = shared_array("cifar10/cifar10_test2k.npz:y", &arena);
	Case c = {name, rows_of(train, 0, 1024), rows_of(x, 0, 500), rows_of(y, 0, 500),
		0.75};
	expect_smaller(c, 0.1);
	expect_smaller(c, 0.25);
	arena_finish(&arena);
}

static void words(const char *name, const char *data)
{
	Arena arena = {0};
	Array x = shared_array(data, &arena), y = shared_array("kws/kws_dev_y.npy", &arena);
	Case c = {name, rows_of(x, 0, 200), rows_of(x, 200, 400), rows_of(y, 200, 400), 0.92};
	expect_smaller(c, 0.1);
	expect_smaller(c, 0.25);
	arena_finish(&arena);
}

Test(structured, makes_image_classification_small)
{
	images("ic_int8");
}

Test(structured, makes_keyword_spotting_small)
{
	words("kws_float", "kws/kws_dev_xf.npy");
	words("kws_int8", "kws/kws_dev_x.npy");
}
