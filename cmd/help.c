/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cmd/options.h"
#include "cmd/values.h"

enum { LEFT_BYTES = 64, WIDEST = 84 };

/* "-s, --sparsity RATIO", or an operand's name. */
static void left_column(const Option *option, char text[LEFT_BYTES])
{
	const char *argument = option->argument ? option->argument : "";
	const char *space = option->argument ? " " : "";
	if (option->is_operand)
		snprintf(text, LEFT_BYTES, "%s", argument);
	else if (option->letter && option->name)
		snprintf(text, LEFT_BYTES, "-%c, --%s%s%s", option->letter, option->name, space,
			argument);
	else if (option->name)
		snprintf(text, LEFT_BYTES, "    --%s%s%s", option->name, space, argument);
	else
		snprintf(text, LEFT_BYTES, "-%c%s%s", option->letter, space, argument);
}

static int left_width(const Option *options)
{
	char text[LEFT_BYTES];
	size_t width = strlen("-h, --help");
	for (; options->kind != OPTION_END; options++) {
		left_column(options, text);
		if (strlen(text) > width)
			width = strlen(text);
	}
	return (int)width;
}

static void print_line(const Option *option, int width)
{
	char left[LEFT_BYTES], range[VALUE_TEXT_BYTES], value[VALUE_TEXT_BYTES];
	left_column(option, left);
	option_range(option, range);
	option_value(option, value);
	int used = printf("  %-*s  %s", width, left, option->help);
	if (*range || *value) {
		const char *comma = *range && *value ? ", " : "";
		const char *word = *value ? "default " : "";
		size_t more =
			strlen(" ()") + strlen(range) + strlen(comma) + strlen(word) + strlen(value);
		if (used + (int)more > WIDEST)
			printf("\n  %*s ", width, "");
		printf(" (%s%s%s%s)", range, comma, word, value);
	}
	printf("\n");
}

void print_help(const Call *call, const Option *options)
{
	int width = left_width(options);
	printf("usage: whit %s [options]", call->name);
	for (const Option *option = options; option->kind != OPTION_END; option++)
		if (option->is_operand)
			printf(option->is_needed ? " %s" : " [%s]", option->argument);
	printf("\n%s\n\n", call->summary);
	for (const Option *option = options; option->kind != OPTION_END; option++)
		print_line(option, width);
	printf("  %-*s  %s\n", width, "-h, --help", "show this help");
}
