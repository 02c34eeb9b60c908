/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/values.h"

/* getopt_long reports options[i] as FIRST_WORD + i when its long name was used. */
enum { MAX_OPTIONS = 64, FIRST_WORD = 256 };

/* The options as getopt_long wants them. */
typedef struct Spelling {
	char letters[2 * MAX_OPTIONS + 3];
	struct option words[MAX_OPTIONS + 2];
} Spelling;

static Spelling spell(const Option *options)
{
	Spelling spelling = {0};
	char *letter = spelling.letters;
	struct option *word = spelling.words;
	*letter++ = ':'; /* tell a missing argument from an unknown option */
	*letter++ = 'h';
	*word++ = (struct option){"help", no_argument, NULL, 'h'};
	for (int i = 0; options[i].kind != OPTION_END; i++) {
		assert(i < MAX_OPTIONS);
		bool takes = options[i].kind != OPTION_FLAG;
		if (options[i].letter)
			*letter++ = options[i].letter;
		if (options[i].letter && takes)
			*letter++ = ':';
		if (options[i].name)
			*word++ = (struct option){options[i].name, takes, NULL, FIRST_WORD + i};
	}
	return spelling;
}

/* The index of the option that getopt_long found. */
static int option_index(const Option *options, int found)
{
	if (found >= FIRST_WORD)
		return found - FIRST_WORD;
	int i = 0;
	while (options[i].letter != found)
		i++;
	return i;
}

/* The option as it was written: "-s" or "--sparsity". */
enum { LABEL_BYTES = 64 };
static const char *label(const Option *options, int found, char text[LABEL_BYTES])
{
	if (found >= FIRST_WORD)
		snprintf(text, LABEL_BYTES, "--%s", options[found - FIRST_WORD].name);
	else
		snprintf(text, LABEL_BYTES, "-%c", found);
	return text;
}

static bool refused(const Call *call, const Option *options, bool wants_argument,
	Error *err)
{
	char text[LABEL_BYTES];
	if (optopt == 0)
		return failed(err, "unknown option '%s'", call->argv[optind - 1]);
	label(options, optopt, text);
	if (wants_argument)
		return failed(err, "%s needs an argument", text);
	if (optopt >= FIRST_WORD)
		return failed(err, "%s takes no argument", text);
	return failed(err, "unknown option '%s'", text);
}

/* Set what has dashes; leaves optind at the operands, which getopt_long moved to the end. */
static bool parse_dashes(const Call *call, const Option *options, bool *is_help,
	Error *err)
{
	const Spelling spelling = spell(options);
	bool seen[MAX_OPTIONS] = {false};
	opterr = 0;
	optind = 0; /* starts over */
	for (;;) {
		int found =
			getopt_long(call->argc, call->argv, spelling.letters, spelling.words, NULL);
		*is_help = found == 'h';
		if (found == -1 || *is_help)
			return true;
		if (found == '?' || found == ':')
			return refused(call, options, found == ':', err);
		int i = option_index(options, found);
		char text[LABEL_BYTES];
		if (!option_set(&options[i], optarg, !seen[i], err))
			return failed_in(err, "%s: ", label(options, found, text));
		seen[i] = true;
	}
}

/* All that are left, or as many as there is room for. */
static bool parse_list(char ***operands, const Option *option, Error *err)
{
	for (bool is_first = true; **operands; is_first = false, ++*operands)
		if (!option_set(option, **operands, is_first, err))
			return failed_in(err, "%s: ", option->argument);
	return true;
}

static bool parse_operands(char **operands, const Option *options, Error *err)
{
	for (const Option *option = options; option->kind != OPTION_END; option++) {
		if (!option->is_operand)
			continue;
		if (!*operands && option->is_needed)
			return failed(err, "%s is missing", option->argument);
		if (option->kind == OPTION_TEXTS && !parse_list(&operands, option, err))
			return false;
		if (*operands && !option_set(option, *operands++, true, err))
			return failed_in(err, "%s: ", option->argument);
	}
	return !*operands || failed(err, "unexpected argument '%s'", *operands);
}

/* Binary data come from a file or a pipe and go there, not from a keyboard to a screen. */
static bool check_terminals(const Option *options, Error *err)
{
	for (const Option *option = options; option->kind != OPTION_END; option++) {
		if (!option->binary || *option->to.text || (option->unless && *option->unless))
			continue;
		if (option->is_operand && isatty(STDIN_FILENO))
			return failed(err, "no input: name a FILE or pipe %s in", option->binary);
		if (!option->is_operand && isatty(STDOUT_FILENO))
			return failed(err, "refusing to write %s to a terminal", option->binary);
	}
	return true;
}

bool parse_options(Call *call, const Option *options)
{
	Error err = {0};
	bool is_help;
	bool ok = parse_dashes(call, options, &is_help, &err);
	if (ok && is_help) {
		print_help(call, options);
		call->status = DONE;
		return false;
	}
	if (!ok || !parse_operands(call->argv + optind, options, &err)) {
		fprintf(stderr, "whit %s: %s; see whit %s --help\n", call->name, err.text,
			call->name);
		call->status = TROUBLE;
		return false;
	}
	if (!check_terminals(options, &err)) {
		call->status = trouble(call, &err);
		return false;
	}
	return true;
}
