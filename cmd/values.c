/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/values.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool in_range(const Option *option, double value)
{
	return value >= option->low && value <= option->high;
}

/* Read what follows the number of a size: nothing, K, M, G, or T. */
static bool take_unit(const char **text, double *value)
{
	static const char units[] = "KMGT";
	const char *unit = **text ? strchr(units, toupper((unsigned char)**text)) : NULL;
	if (!unit)
		return true;
	*value = ldexp(*value, 10 * (int)(unit - units + 1));
	*text += 1;
	return true;
}

/* Read what may follow the number of a percentage. */
static bool take_percent(const char **text)
{
	*text += **text == '%';
	return true;
}

static bool read_number(const Option *option, const char *text, double *value)
{
	bool is_whole = option->kind == OPTION_INT || option->kind == OPTION_SIZE;
	return take_number(&text, value) &&
		(option->kind != OPTION_SIZE || take_unit(&text, value)) &&
		(option->kind != OPTION_PERCENT || take_percent(&text)) && *text == '\0' &&
		(!is_whole || (*value == floor(*value) && *value < 0x1p63)) &&
		in_range(option, *value);
}

/* Add to a list the numbers of a text, separated by commas. */
static bool read_numbers(const Option *option, const char *text, Reals *reals)
{
	for (;; text++) {
		double value;
		if (!take_number(&text, &value) || !in_range(option, value))
			return false;
		if (reals->n == MAX_REALS)
			return false;
		reals->values[reals->n++] = value;
		if (*text != ',')
			return *text == '\0';
	}
}

static bool not_a(const char *kind, const Option *option, const char *text, Error *err)
{
	char range[VALUE_TEXT_BYTES];
	if (!*option_range(option, range))
		return failed(err, "expected %s, not '%s'", kind, text);
	return failed(err, "expected %s (%s), not '%s'", kind, range, text);
}

static bool set_number(const Option *option, const char *text, Error *err)
{
	static const char *const kinds[] = {
		[OPTION_INT] = "a whole number",
		[OPTION_SIZE] = "a size as 4096 or 256K",
		[OPTION_REAL] = "a number",
		[OPTION_PERCENT] = "a percentage as 2% or 0.5%",
	};
	double value;
	if (!read_number(option, text, &value))
		return not_a(kinds[option->kind], option, text, err);
	if (option->kind == OPTION_INT)
		*option->to.integer = (int)value;
	else if (option->kind == OPTION_SIZE)
		*option->to.size = (int64_t)value;
	else
		*option->to.real = value;
	return true;
}

static bool set_amount(const Option *option, const char *text, Error *err)
{
	double value;
	const char *end = text;
	if (!take_amount(option->amount, &end, &value) || *end || !in_range(option, value))
		return failed(err, "expected %s, not '%s'", option->amount->example, text);
	*option->to.real = value;
	return true;
}

static bool set_reals(const Option *option, const char *text, bool is_first, Error *err)
{
	Reals reals = *option->to.reals;
	if (is_first)
		reals.n = 0;
	if (!read_numbers(option, text, &reals))
		return not_a("numbers as 0.5,0.4,0.3", option, text, err);
	*option->to.reals = reals;
	return true;
}

/* Dimensions with an 'x' between them; how many elements that are fits in an int. */
static bool read_shape(const char *text, Shape *shape)
{
	double count = 1;
	for (;; text++) {
		double dim = 0;
		if (!isdigit((unsigned char)*text) || shape->rank == MAX_RANK - 1)
			return false;
		for (; isdigit((unsigned char)*text); text++)
			dim = 10 * dim + (*text - '0');
		count *= dim;
		if (dim < 1 || !(count <= INT_MAX))
			return false;
		shape->dims[shape->rank++] = (int)dim;
		if (*text != 'x')
			return *text == '\0';
	}
}

static bool set_shape(const Option *option, const char *text, Error *err)
{
	Shape shape = {0};
	if (!read_shape(text, &shape))
		return not_a("dimensions as 28x28x1", option, text, err);
	*option->to.shape = shape;
	return true;
}

static bool add_text(const Option *option, const char *text, Error *err)
{
	Texts *texts = option->to.texts;
	if (texts->n == MAX_TEXTS)
		return failed(err, "more than %d of them", MAX_TEXTS);
	texts->values[texts->n++] = text;
	return true;
}

static bool set_choice(const Option *option, const char *text, Error *err)
{
	assert(option->choice_bytes == sizeof(int));
	for (const Choice *choice = option->choices; choice->name; choice++) {
		if (strcmp(choice->name, text) == 0) {
			memcpy(option->to.choice, &choice->value, sizeof choice->value);
			return true;
		}
	}
	char names[VALUE_TEXT_BYTES];
	return failed(err, "expected one of %s, not '%s'", option_range(option, names), text);
}

bool option_set(const Option *option, const char *text, bool is_first, Error *err)
{
	switch (option->kind) {
	case OPTION_FLAG:
		*option->to.flag = true;
		return true;
	case OPTION_INT:
	case OPTION_SIZE:
	case OPTION_REAL:
	case OPTION_PERCENT:
		return set_number(option, text, err);
	case OPTION_AMOUNT:
		return set_amount(option, text, err);
	case OPTION_REALS:
		return set_reals(option, text, is_first, err);
	case OPTION_SHAPE:
		return set_shape(option, text, err);
	case OPTION_CHOICE:
		return set_choice(option, text, err);
	case OPTION_PATH:
		*option->to.text = strcmp(text, "-") == 0 ? NULL : text;
		return true;
	case OPTION_TEXT:
		*option->to.text = text;
		return true;
	case OPTION_TEXTS:
		return add_text(option, text, err);
	case OPTION_END:
		break;
	}
	assert(!"an option of no kind");
	return false;
}

enum { NUMBER_BYTES = 32 };
static void number_text(OptionKind kind, double value, char text[NUMBER_BYTES])
{
	static const char *const units[] = {"", "K", "M", "G", "T"};
	int unit = 0;
	while (kind == OPTION_SIZE && value != 0 && unit < 4 && fmod(value, 1024) == 0) {
		value /= 1024;
		unit++;
	}
	snprintf(text, NUMBER_BYTES, "%.15g%s", value, units[unit]);
}

static void choices_text(const Choice *choices, char text[VALUE_TEXT_BYTES])
{
	size_t used = 0;
	for (const Choice *c = choices; c->name && used < VALUE_TEXT_BYTES; c++)
		used += (size_t)snprintf(text + used, VALUE_TEXT_BYTES - used, "%s%s",
			used ? ", " : "", c->name);
}

const char *option_range(const Option *option, char text[VALUE_TEXT_BYTES])
{
	char low[NUMBER_BYTES], high[NUMBER_BYTES];
	bool has_low = option->low > INT_MIN;
	bool has_high = option->high < INT_MAX;
	number_text(option->kind, option->low, low);
	number_text(option->kind, option->high, high);

	text[0] = '\0';
	if (option->kind == OPTION_CHOICE)
		choices_text(option->choices, text);
	else if (option->kind == OPTION_AMOUNT || option->low >= option->high)
		return text;
	else if (has_low && has_high)
		snprintf(text, VALUE_TEXT_BYTES, "%s to %s", low, high);
	else if (has_low)
		snprintf(text, VALUE_TEXT_BYTES, "%s or more", low);
	else if (has_high)
		snprintf(text, VALUE_TEXT_BYTES, "%s or less", high);
	return text;
}

static bool current_number(const Option *option, double *number)
{
	if (option->kind == OPTION_INT)
		*number = *option->to.integer;
	else if (option->kind == OPTION_SIZE)
		*number = (double)*option->to.size;
	else if (option->kind == OPTION_REAL || option->kind == OPTION_PERCENT)
		*number = *option->to.real;
	else
		return false;
	return in_range(option, *number);
}

static const char *current_word(const Option *option)
{
	if (option->shown)
		return option->shown;
	if (option->kind == OPTION_TEXT || option->kind == OPTION_PATH)
		return *option->to.text;
	if (option->kind == OPTION_CHOICE)
		for (const Choice *c = option->choices; c->name; c++)
			if (memcmp(&c->value, option->to.choice, sizeof c->value) == 0)
				return c->name;
	return NULL;
}

const char *option_value(const Option *option, char text[VALUE_TEXT_BYTES])
{
	const char *word = current_word(option);
	double number;
	text[0] = '\0';
	if (word)
		snprintf(text, VALUE_TEXT_BYTES, "%s", word);
	else if (current_number(option, &number))
		number_text(option->kind, number, text);
	return text;
}
