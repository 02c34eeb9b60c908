/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/prune_options.h"

#include "cmd/figure.h"
#include <stdlib.h>
#include <string.h>

/* --- The command line --- */

static const Choice methods[] = {
	{"magnitude", PRUNE_MAGNITUDE},
	{"activation", PRUNE_ACTIVATION},
	{"second-order", PRUNE_SECOND_ORDER},
	{0},
};

static const Choice schedules[] = {{"cubic", 0}, {0}};

bool prune_options_read(Call *call, PruneOptions *p)
{
	const Option options[] = {
		OPT_MODEL_OUT(&p->io.out),
		OPT_REAL('s', "sparsity", &p->sparsity, 0, 1, "RATIO",
			"share of weights to be 0"),
		OPTION(OPTION_CHOICE, 0, "method", "METHOD", "which weights go",
			.to.choice = &p->method, .choice_bytes = sizeof p->method, .choices = methods,
			.shown = "second-order with --data, else magnitude"),
		OPT_FLAG(0, "global", &p->how.is_global,
			"one threshold for all layers, not one for each"),
		OPT_TEXT(0, "pattern", &p->pattern, "N:M",
			"keep at most N of every M weights next to each other"),
		OPT_FLAG(0, "dead", &p->dead, "remove channels that do nothing, losing nothing"),
		OPT_FLAG(0, "structured", &p->structured, "remove a share of channels instead"),
		OPTS_LAYER_CHOICE(&p->layers),
		OPT_TEXT(0, "plan", &p->plan, "FILE", "JSON of each layer's share"),
		OPT_TEXT(0, "write-plan", &p->write_plan, "FILE",
			"write what was done as such a plan"),
		OPT_WEIGHTS_PLOT(&p->plot),
		OPT_FLAG(0, "tune", &p->tune,
			"prune gradually, training: options as of whit tune"),
		OPTION(OPTION_CHOICE, 0, "schedule", "NAME", "how --tune goes about it",
			.to.choice = &p->schedule, .choice_bytes = sizeof p->schedule,
			.choices = schedules, .shown = "cubic"),
		OPTS_DATA(&p->data),
		OPT_BATCH(&p->how.batch),
		OPT_THREADS(&p->how.n_threads),
		OPT_JSON(&p->json),
		OPT_FLAG(0, "quiet", &p->quiet, "show no progress and no report"),
		OPERAND_MODEL_IN(&p->io.in),
		OPT_END,
	};
	return parse_options(call, options);
}

/* --- What goes with what --- */

static bool is_stream(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

static bool read_pattern(const char *text, PrunePattern *pattern, Error *err)
{
	char *end;
	long most = strtol(text, &end, 10), group = 0;
	bool ok = end > text && *end == ':';
	if (ok) {
		const char *rest = end + 1;
		group = strtol(rest, &end, 10);
		ok = end > rest && !*end;
	}
	if (!ok || most < 0 || group < 2 || group > LONGEST_GROUP || most >= group)
		return failed(err, "--pattern: expected N:M, as 2:4, M at most %d, not '%.40s'",
			LONGEST_GROUP, text);
	if (most == 0)
		return failed(err, "--pattern %.40s would leave no weights", text);
	*pattern = (PrunePattern){(int)most, (int)group};
	return true;
}

bool prunes_weights(const PruneOptions *options)
{
	return options->sparsity >= 0 || options->pattern || options->plan;
}

bool has_data(const PruneOptions *options)
{
	return options->data.data;
}

/* Of --dead alone, which works on all layers: nothing of them is lost. */
static bool check_dead(const PruneOptions *options, Error *err)
{
	if (options->how.is_global)
		return failed(err, "--global is for a --sparsity");
	if (options->layers.skip.n || options->layers.only.n)
		return failed(err,
			"--dead works on all layers: --skip and --only are for a --sparsity or "
			"--pattern");
	if (has_data(options))
		return failed(err, "--dead loses nothing, and asks for no --data");
	if (options->method >= 0)
		return failed(err, "--method is for a --sparsity or --pattern");
	return !options->write_plan ||
		failed(err, "--dead leaves nothing for a plan: leave out --write-plan");
}

/* How much goes is to be said once. */
static bool check_amount(const PruneOptions *options, Error *err)
{
	bool has_share = options->sparsity >= 0;
	if (options->sparsity >= 1)
		return failed(err, "--sparsity %g would leave no weights", options->sparsity);
	if (options->pattern && (has_share || options->plan || options->how.is_global))
		return failed(err,
			"--pattern says how many weights go: leave out --sparsity, --plan and "
			"--global");
	if (options->plan && (has_share || options->how.is_global))
		return failed(err,
			"--plan says how many weights of each layer go: leave out --sparsity and "
			"--global");
	return true;
}

static bool check_method(const PruneOptions *options, Error *err)
{
	int method = options->method;
	if (options->structured)
		return method < 0 ||
			failed(err, "--structured removes channels: leave out --method");
	if (!has_data(options) && method > PRUNE_MAGNITUDE)
		return failed(err, "--method %s asks for --data", methods[method].name);
	return !has_data(options) || method != PRUNE_MAGNITUDE ||
		failed(err, "--method magnitude asks for no --data");
}

static bool check_ways(const PruneOptions *options, Error *err)
{
	if (options->structured && options->pattern)
		return failed(err, "--structured removes channels: leave out --pattern");
	if (options->structured && options->sparsity < 0 && !options->plan)
		return failed(err, "--structured: give --sparsity RATIO or --plan FILE");
	if (!prunes_weights(options) && !options->dead)
		return failed(err,
			"nothing to do: give --sparsity RATIO, --pattern N:M, --plan FILE or --dead");
	if (!prunes_weights(options))
		return check_dead(options, err);
	return check_method(options, err) && check_amount(options, err);
}

static bool check_streams(const PruneOptions *options, Error *err)
{
	if (is_stream(options->plan) && !options->io.in)
		return failed(err, "model and plan cannot both come from standard input");
	if (is_stream(options->write_plan) && !options->io.out)
		return failed(err, "model and plan cannot both go to standard output: give -o");
	return true;
}

bool prune_options_check(PruneOptions *options, Error *err)
{
	if (options->schedule >= 0)
		return failed(err, "--schedule is for --tune");
	options->how.method = options->method >= 0 ? (PruneMethod)options->method
		: has_data(options)                    ? PRUNE_SECOND_ORDER
											   : PRUNE_MAGNITUDE;
	return check_ways(options, err) && check_streams(options, err) &&
		(!options->pattern ||
			read_pattern(options->pattern, &options->how.pattern, err)) &&
		figure_check("--plot", options->plot, err);
}

const char *prune_how(const PruneOptions *options, Arena *arena)
{
	static const char *const ways[] = {
		[PRUNE_MAGNITUDE] = "by magnitude",
		[PRUNE_ACTIVATION] = "by activation",
		[PRUNE_SECOND_ORDER] = "by second order",
	};
	const char *dead = options->dead ? " and dead channels" : "";
	const char *way = ways[options->how.method];
	if (!prunes_weights(options))
		return "dead channels";
	if (options->pattern)
		return arena_text(arena, "%d of %d %s%s", options->how.pattern.most,
			options->how.pattern.group, way, dead);
	return arena_text(arena, "%s%s%s",
		!options->structured    ? way
			: has_data(options) ? "channels by what others miss of them"
								: "channels by the norms of their weights",
		options->how.is_global ? ", one threshold for all layers" : "", dead);
}
