/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <math.h>
#include <stdio.h>

#include "cmd/options.h"

typedef enum Method { MINMAX, PERCENTILE = 7 } Method;

static const Choice methods[] = {{"minmax", MINMAX}, {"percentile", PERCENTILE}, {0}};

/* One option of each kind, and what they set. */
typedef struct Settings {
	bool force;
	int bits, threads;
	double sparsity, alpha;
	int64_t max_flash;
	Reals mean;
	Method method;
	const char *name;
	Streams io;
} Settings;

/* What a command with a list of operands sets. */
typedef struct PlotTexts {
	bool force;
	int kind;
	Texts models;
} PlotTexts;

static const Settings defaults = {
	.bits = 8,
	.sparsity = 0.5,
	.alpha = -1,
	.max_flash = -1,
	.mean = {.n = 1, .values = {0.25}},
};

static int parse(Settings *set, const char **argv)
{
	const Option options[] = {
		OPT_FLAG('f', "force", &set->force, "carry on"),
		OPT_INT('b', "bits", &set->bits, 2, 8, "N", "bits a weight"),
		OPT_REAL('s', "sparsity", &set->sparsity, 0, 1, "RATIO", "share of zeros"),
		OPT_REAL(0, "alpha", &set->alpha, 0, INFINITY, "X", "how strongly"),
		OPT_SIZE(0, "max-flash", &set->max_flash, 0, INT64_MAX, "BYTES",
			"flash there is"),
		OPT_REALS(0, "mean", &set->mean, -1, 1, "X,...", "taken off first"),
		OPT_CHOICE('m', "method", &set->method, methods, "HOW", "how ranges are found"),
		OPT_TEXT(0, "name", &set->name, "NAME", "what to call it"),
		OPT_THREADS(&set->threads),
		OPTION(OPTION_PATH, 'o', "output", "PATH", "where it goes",
			.to.text = &set->io.out, .shown = "stdout"),
		OPERAND_NEEDED(&set->io.in, "FILE", "what to read"),
		OPT_END,
	};
	Call call = {.name = "try",
		.summary = "try everything",
		.argv = (char **)argv,
		.status = -1};
	while (argv[call.argc])
		call.argc++;
	return parse_options(&call, options) ? -1 : call.status;
}

/* Arguments after the command's name; -1 means that the command would now run. */
#define PARSE(set, ...) parse(set, (const char *[]){"try", __VA_ARGS__, NULL})

static void expect_said(const char *message)
{
	char line[512];
	snprintf(line, sizeof line, "whit try: %s; see whit try --help\n", message);
	cr_expect_stderr_eq_str(line);
}

Test(options, what_is_not_given_keeps_its_default)
{
	Settings set = defaults;
	cr_assert_eq(PARSE(&set, "in.npy"), -1);
	cr_expect_not(set.force);
	cr_expect_eq(set.bits, 8);
	cr_expect_eq(set.max_flash, -1);
	cr_expect_eq(set.mean.n, 1);
	cr_expect_null(set.io.out);
	cr_expect_str_eq(set.io.in, "in.npy");
}

Test(options, short_long_and_joined_arguments_are_the_same)
{
	Settings a = defaults, b = defaults, c = defaults;
	cr_assert_eq(PARSE(&a, "-b", "4", "-o", "x", "f"), -1);
	cr_assert_eq(PARSE(&b, "--bits=4", "f", "--output", "x"), -1);
	cr_assert_eq(PARSE(&c, "f", "-b4", "-ox"), -1);
	cr_expect(a.bits == 4 && b.bits == 4 && c.bits == 4);
	cr_expect_str_eq(a.io.out, "x");
	cr_expect_str_eq(b.io.out, "x");
	cr_expect_str_eq(c.io.out, "x");
}

Test(options, a_dash_is_a_standard_stream)
{
	Settings set = defaults;
	cr_assert_eq(PARSE(&set, "-o", "-", "-"), -1);
	cr_expect_null(set.io.in);
	cr_expect_null(set.io.out);
}

Test(options, after_two_dashes_all_are_operands)
{
	Settings set = defaults;
	cr_assert_eq(PARSE(&set, "--", "-f"), -1);
	cr_expect_str_eq(set.io.in, "-f");
	cr_expect_not(set.force);
}

Test(options, sizes_have_binary_units)
{
	Settings set = defaults;
	cr_assert_eq(PARSE(&set, "--max-flash", "256K", "f"), -1);
	cr_expect_eq(set.max_flash, 256 * 1024);
	cr_assert_eq(PARSE(&set, "--max-flash", "1.5m", "f"), -1);
	cr_expect_eq(set.max_flash, 3 * 512 * 1024);
	cr_assert_eq(PARSE(&set, "--max-flash", "4096", "f"), -1);
	cr_expect_eq(set.max_flash, 4096);
}

Test(options, a_list_replaces_the_default_and_grows_when_repeated)
{
	Settings set = defaults;
	cr_assert_eq(PARSE(&set, "--mean", "0.5,-0.5", "--mean", "1", "f"), -1);
	cr_assert_eq(set.mean.n, 3);
	cr_expect_eq(set.mean.values[0], 0.5);
	cr_expect_eq(set.mean.values[1], -0.5);
	cr_expect_eq(set.mean.values[2], 1);
}

Test(options, a_choice_sets_the_value_of_its_word)
{
	Settings set = defaults;
	cr_assert_eq(PARSE(&set, "-m", "percentile", "f"), -1);
	cr_expect_eq(set.method, PERCENTILE);
}

Test(options, the_ends_of_a_range_are_allowed)
{
	Settings set = defaults;
	cr_expect_eq(PARSE(&set, "-s", "0", "f"), -1);
	cr_expect_eq(PARSE(&set, "-s", "1", "f"), -1);
}

/* What is wrong, and what is said of it. */
static void expect_refused(const char *option, const char *argument, const char *message)
{
	Settings set = defaults;
	cr_redirect_stderr();
	cr_expect_eq(PARSE(&set, option, argument, "f"), TROUBLE);
	expect_said(message);
	cr_expect_eq(set.bits, 8);
	cr_expect_eq(set.sparsity, 0.5);
	cr_expect_eq(set.mean.n, 1);
	cr_expect_eq(set.max_flash, -1);
}

#define REFUSES(name, option, argument, message) \
	Test(options, name) \
	{ \
		expect_refused(option, argument, message); \
	}

REFUSES(refuses_a_number_out_of_range, "--sparsity", "1.5",
	"--sparsity: expected a number (0 to 1), not '1.5'")
REFUSES(refuses_what_is_no_number, "-s", "half",
	"-s: expected a number (0 to 1), not 'half'")
REFUSES(refuses_not_a_number, "-s", "nan", "-s: expected a number (0 to 1), not 'nan'")
REFUSES(refuses_infinity, "--alpha", "inf",
	"--alpha: expected a number (0 or more), not 'inf'")
REFUSES(refuses_a_broken_number, "-b", "4.5",
	"-b: expected a whole number (2 to 8), not '4.5'")
REFUSES(refuses_an_empty_number, "-b", "", "-b: expected a whole number (2 to 8), not ''")
REFUSES(refuses_what_follows_a_number, "-b", "4x",
	"-b: expected a whole number (2 to 8), not '4x'")
REFUSES(refuses_half_a_byte, "--max-flash", "0.5",
	"--max-flash: expected a size as 4096 or 256K (0 or more), not '0.5'")
REFUSES(refuses_a_size_too_large_to_hold, "--max-flash", "9999999T",
	"--max-flash: expected a size as 4096 or 256K (0 or more), not '9999999T'")
REFUSES(refuses_a_size_one_too_large, "--max-flash", "8388608T",
	"--max-flash: expected a size as 4096 or 256K (0 or more), not '8388608T'")
REFUSES(refuses_a_gap_in_a_list, "--mean", "0.5,,1",
	"--mean: expected numbers as 0.5,0.4,0.3 (-1 to 1), not '0.5,,1'")
REFUSES(refuses_a_list_out_of_range, "--mean", "0.5,2",
	"--mean: expected numbers as 0.5,0.4,0.3 (-1 to 1), not '0.5,2'")
REFUSES(refuses_an_unknown_word, "--method", "magic",
	"--method: expected one of minmax, percentile, not 'magic'")
REFUSES(refuses_an_unknown_option, "--bogus", "-f", "unknown option '--bogus'")
REFUSES(refuses_an_unknown_letter, "-z", "-f", "unknown option '-z'")
REFUSES(refuses_an_argument_of_a_flag, "--force=now", "-f", "--force takes no argument")
REFUSES(refuses_an_operand_too_many, "a", "b", "unexpected argument 'b'")

Test(options, refuses_a_missing_argument)
{
	Settings set = defaults;
	cr_redirect_stderr();
	cr_expect_eq(PARSE(&set, "f", "--bits"), TROUBLE);
	expect_said("--bits needs an argument");
}

static int parse_operands(PlotTexts *set, const char **argv)
{
	static const Choice kinds[] = {{"pareto", 1}, {0}};
	const Option options[] = {
		OPT_FLAG('f', "force", &set->force, "carry on"),
		OPERAND_CHOICE(&set->kind, kinds, "CHART", "what is drawn"),
		OPERANDS(&set->models, "MODEL...", "what to read"),
		OPT_END,
	};
	Call call = {.name = "try", .summary = "try", .argv = (char **)argv, .status = -1};
	while (argv[call.argc])
		call.argc++;
	return parse_options(&call, options) ? -1 : call.status;
}

Test(options, the_last_operand_may_be_a_list)
{
	PlotTexts set = {0};
	const char *argv[] = {"try", "pareto", "a", "-f", "b", "-", NULL};
	cr_assert_eq(parse_operands(&set, argv), -1);
	cr_expect(set.force);
	cr_expect_eq(set.kind, 1);
	cr_assert_eq(set.models.n, 3);
	cr_expect_str_eq(set.models.values[1], "b");
	cr_expect_str_eq(set.models.values[2], "-");
	PlotTexts none = {0};
	const char *alone[] = {"try", "pareto", NULL};
	cr_assert_eq(parse_operands(&none, alone), -1);
	cr_expect_eq(none.models.n, 0);
}

Test(options, an_operand_may_be_one_of_some_words)
{
	PlotTexts set = {0};
	const char *other[] = {"try", "parreto", NULL}, *none[] = {"try", NULL};
	cr_redirect_stderr();
	cr_expect_eq(parse_operands(&set, other), TROUBLE);
	cr_expect_eq(parse_operands(&set, none), TROUBLE);
	fflush(stderr);
	cr_expect_stderr_eq_str(
		"whit try: CHART: expected one of pareto, not 'parreto'; see whit try --help\n"
		"whit try: CHART is missing; see whit try --help\n");
}

Test(options, refuses_a_missing_operand)
{
	Settings set = defaults;
	cr_redirect_stderr();
	cr_expect_eq(PARSE(&set, "-f"), TROUBLE);
	expect_said("FILE is missing");
}

Test(options, help_shows_ranges_and_defaults)
{
	Settings set = defaults;
	cr_redirect_stdout();
	cr_expect_eq(PARSE(&set, "--help"), DONE);
	fflush(stdout);
	cr_expect_stdout_eq_str(
		"usage: whit try [options] FILE\n"
		"try everything\n"
		"\n"
		"  -f, --force            carry on\n"
		"  -b, --bits N           bits a weight (2 to 8, default 8)\n"
		"  -s, --sparsity RATIO   share of zeros (0 to 1, default 0.5)\n"
		"      --alpha X          how strongly (0 or more)\n"
		"      --max-flash BYTES  flash there is (0 or more)\n"
		"      --mean X,...       taken off first (-1 to 1)\n"
		"  -m, --method HOW       how ranges are found (minmax, percentile, default "
		"minmax)\n"
		"      --name NAME        what to call it\n"
		"      --threads N        how many threads work (1 to 1024, default all cores)\n"
		"  -o, --output PATH      where it goes (default stdout)\n"
		"  FILE                   what to read\n"
		"  -h, --help             show this help\n");
}
