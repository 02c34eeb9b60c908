/* SPDX-License-Identifier: Apache-2.0 */
/* tune: a model is trained on, and keeps what compression did to it. */
#include "cmd/tune.h"

#include <string.h>

#include "cmd/tune_rules.h"

static const Choice scores[] = {
	{"magnitude", SCORE_MAGNITUDE},
	{"lamp", SCORE_LAMP},
	{0},
};

static const Choice pers[] = {{"tensor", false}, {"channel", true}, {0}};

/* A model that knows something already: careful. */
static TuneOptions tune_defaults(void)
{
	TuneOptions options = TUNE_OPTIONS_DEFAULTS;
	options.train.how.epochs = 10;
	options.train.how.schedule.rate = 1e-3;
	options.train.how.validation = 0.1;
	return options;
}

static bool read_options(Call *call, TuneOptions *p)
{
	const Option options[] = {
		OPT_MODEL_OUT(&p->train.io.out),
		OPT_FLAG(0, "keep-sparsity", &p->keep_sparsity, "all weights of 0 stay 0"),
		OPT_FLAG(0, "no-keep-sparsity", &p->free_sparsity, "none needs to"),
		OPT_FLAG(0, "keep-clusters", &p->keep_clusters,
			"weights that share a value must be there, and go on"),
		OPT_FLAG(0, "no-keep-clusters", &p->free_clusters, "each goes its own way"),
		OPT_REAL('s', "sparsity", &p->sparsity, 0, 1, "RATIO",
			"prune gradually to this share of zeros"),
		OPT_TEXT(0, "plan", &p->plan, "FILE", "JSON of each layer's share"),
		OPT_FLAG(0, "global", &p->is_global,
			"one threshold for all layers, not one for each"),
		OPT_CHOICE(0, "score", &p->score, scores, "SCORE", "which weights go"),
		OPTION(OPTION_INT, 'k', "values", "N", "cluster gradually to so many values",
			.to.integer = &p->values, .low = 2, .high = MOST_CLUSTERS,
			.shown = "as they are"),
		OPTION(OPTION_CHOICE, 0, "per", "WHAT", "whose weights share values",
			.to.choice = &p->per_channel, .choice_bytes = sizeof p->per_channel,
			.choices = pers),
		OPT_FLAG(0, "qat", &p->qat, "train for int8: through its rounding"),
		OPTS_LAYER_CHOICE(&p->layers),
		OPTS_DATA(&p->train.data),
		OPTS_TEACHING(&p->train),
		OPTS_LEARNING(&p->train),
		OPTS_TRAINING_FILES(&p->train),
		OPERAND_MODEL_IN(&p->train.io.in),
		OPT_END,
	};
	return parse_options(call, options);
}

static int run(Call *call, TuneOptions *tune)
{
	Error err = {0};
	if (!tune_options_check(tune, &err))
		return trouble(call, &err);
	TuneRules rules = {.options = tune};
	const TrainWork work = {.context = &rules,
		.keep = tune_rules_make,
		.finish = tune_rules_finish};
	int status = train_command(call, &tune->train, &work);
	tune_rules_free(&rules);
	return status;
}

int cmd_tune(Call *call)
{
	TuneOptions tune = tune_defaults();
	return read_options(call, &tune) ? run(call, &tune) : call->status;
}

/* --- Instead of others --- */

bool wants_tune(const Call *call)
{
	for (int i = 1; i < call->argc && strcmp(call->argv[i], "--") != 0; i++)
		if (strcmp(call->argv[i], "--tune") == 0)
			return true;
	return false;
}

/* How many words at a place are no options of tune. */
static int words_to_drop(const Call *call, int i)
{
	const char *word = call->argv[i];
	bool has_next = i + 1 < call->argc;
	if (strcmp(word, "--tune") == 0 || strcmp(word, "--schedule=cubic") == 0)
		return 1;
	return strcmp(word, "--schedule") == 0 && has_next &&
			strcmp(call->argv[i + 1], "cubic") == 0
		? 2
		: 0;
}

int tune_gradually(Call *call, int usual_values)
{
	Arena arena = {0};
	Call own = *call;
	TuneOptions tune = tune_defaults();
	own.argv = arena_array(&arena, (size_t)call->argc + 1, sizeof *own.argv);
	own.argc = 0;
	for (int i = 0; i < call->argc;) {
		int n = words_to_drop(call, i);
		if (n == 0)
			own.argv[own.argc++] = call->argv[i++];
		i += n;
	}
	int status;
	if (!read_options(&own, &tune)) {
		status = own.status;
	} else if (usual_values == 0 && tune.sparsity < 0 && !tune.plan) {
		Error err = {0};
		failed(&err, "--tune needs a --sparsity, or a --plan of shares");
		status = trouble(call, &err);
	} else {
		if (tune.values == 0)
			tune.values = usual_values;
		status = run(&own, &tune);
	}
	arena_finish(&arena);
	return status;
}
