/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/csv_text.h"

#include <stdlib.h>
#include <string.h>

#include "src/data/stored.h"

enum { FIRST_WINDOW = 1 << 18, LONGEST_LINE = 1 << 24 };

/* --- Lines --- */

/* Have more text behind what is in the window, unless the file is at its end. */
static bool read_more(CsvLines *lines, Error *err)
{
	size_t n = lines->end - lines->start, got;
	if (n > LONGEST_LINE)
		return failed(err, "line %zu is longer than %d bytes", lines->number + 1,
			LONGEST_LINE);
	if (n > 0 && lines->start > 0)
		memmove(lines->window, lines->window + lines->start, n);
	lines->start = 0;
	lines->end = n;
	if (lines->room == 0) {
		lines->room = FIRST_WINDOW;
		lines->window = arena_alloc(lines->arena, lines->room);
	} else if (n + 1 >= lines->room) {
		lines->window =
			arena_grow(lines->arena, lines->window, lines->room, &lines->room, 1);
	}
	/* A byte is left free behind the text. */
	if (!stored_bytes(lines->fd, lines->offset, lines->room - n - 1, lines->window + n,
			&got, err))
		return false;
	lines->offset += got;
	lines->end += got;
	lines->at_end = got == 0;
	return true;
}

static void skip_mark(CsvLines *lines)
{
	if (lines->end - lines->start >= 3 &&
		memcmp(lines->window + lines->start, "\xef\xbb\xbf", 3) == 0)
		lines->start += 3;
}

bool csv_next_line(CsvLines *lines, Text *line, Error *err)
{
	char *end = NULL;
	size_t searched = 0;
	while (!end && !lines->at_end) {
		size_t n = lines->end - lines->start;
		if (n > searched)
			end = memchr(lines->window + lines->start + searched, '\n', n - searched);
		searched = n;
		if (end)
			break;
		bool is_first = lines->offset == 0;
		if (!read_more(lines, err))
			return false;
		if (is_first)
			skip_mark(lines);
	}
	*line = (Text){0};
	if (!end && lines->start == lines->end)
		return true;
	line->at = lines->window + lines->start;
	char *stop = end ? end : lines->window + lines->end;
	line->n = (size_t)(stop - line->at);
	lines->start += line->n + (end ? 1 : 0);
	lines->number++;
	if (line->n > 0 && line->at[line->n - 1] == '\r')
		line->n--;
	return true;
}

/* --- Fields --- */

char csv_separator(Text line)
{
	char found = ',';
	bool is_quoted = false;
	for (size_t i = 0; i < line.n; i++) {
		char c = line.at[i];
		is_quoted ^= c == '"';
		if (c == '\t' && !is_quoted)
			return c;
		if (c == ';' && !is_quoted)
			found = c;
	}
	return found;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static Text trimmed(Text text)
{
	while (text.n > 0 && is_blank(text.at[0])) {
		text.at++;
		text.n--;
	}
	while (text.n > 0 && is_blank(text.at[text.n - 1]))
		text.n--;
	return text;
}

/* Go behind the field that ends at its n-th character: a separator, or the end. */
static void go_on(Text *rest, size_t n)
{
	if (n == rest->n)
		*rest = (Text){0};
	else
		*rest = (Text){rest->at + n + 1, rest->n - n - 1};
}

/* The same for a field that starts with a quote; its characters are moved together. */
static bool quoted_field(Text *rest, size_t quote, char separator, Text *field)
{
	size_t at = quote + 1;
	*field = (Text){rest->at + at, 0};
	for (;; at++) {
		if (at == rest->n)
			return false;
		if (rest->at[at] == '"' && (at + 1 == rest->n || rest->at[at + 1] != '"'))
			break;
		at += rest->at[at] == '"';
		field->at[field->n++] = rest->at[at];
	}
	at++;
	while (at < rest->n && rest->at[at] != separator && is_blank(rest->at[at]))
		at++;
	if (at < rest->n && rest->at[at] != separator)
		return false;
	go_on(rest, at);
	return true;
}

bool csv_next_field(Text *rest, char separator, Text *field)
{
	size_t first = 0;
	while (first < rest->n && rest->at[first] != separator && is_blank(rest->at[first]))
		first++;
	if (first < rest->n && rest->at[first] == '"')
		return quoted_field(rest, first, separator, field);
	const char *end = rest->n ? memchr(rest->at, separator, rest->n) : NULL;
	size_t n = end ? (size_t)(end - rest->at) : rest->n;
	*field = trimmed((Text){rest->at, n});
	go_on(rest, n);
	return true;
}

/* --- Numbers --- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number as it is written: mantissa * 10^exponent. */
typedef struct Decimal {
	bool is_negative;
	int64_t mantissa;
	int exponent;
	bool is_exact; /* mantissa and exponent say it all; otherwise they mean nothing */
} Decimal;

enum { MOST_EXPONENT = 22 }; /* 10 to the power of more is no double */

/* Take digits; returns how many there were. */
static size_t take_digits(const char **at, const char *end, Decimal *decimal, int step)
{
	const char *first = *at;
	for (; *at < end && is_digit(**at); ++*at) {
		if (decimal->mantissa >= INT64_MAX / 10 - 9) {
			decimal->is_exact = false;
			continue;
		}
		decimal->mantissa = 10 * decimal->mantissa + (**at - '0');
		decimal->exponent += step;
	}
	return (size_t)(*at - first);
}

static bool take_exponent(const char **at, const char *end, Decimal *decimal)
{
	int exponent = 0;
	bool is_negative = *at < end && **at == '-';
	if (*at < end && (**at == '-' || **at == '+'))
		++*at;
	if (*at == end || !is_digit(**at))
		return false;
	for (; *at < end && is_digit(**at); ++*at)
		exponent = exponent < 10000 ? 10 * exponent + (**at - '0') : exponent;
	decimal->exponent += is_negative ? -exponent : exponent;
	return true;
}

/* Whether text is a decimal number, and which. */
static bool read_decimal(Text text, Decimal *decimal)
{
	const char *at = text.at, *end = text.at + text.n;
	*decimal = (Decimal){.is_exact = true};
	decimal->is_negative = at < end && *at == '-';
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	size_t n = take_digits(&at, end, decimal, 0);
	if (at < end && *at == '.') {
		at++;
		n += take_digits(&at, end, decimal, -1);
	}
	if (n == 0)
		return false;
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		if (!take_exponent(&at, end, decimal))
			return false;
	}
	return at == end;
}

bool csv_number(Text field, double *number)
{
	static const double powers[MOST_EXPONENT + 1] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6,
		1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
		1e21, 1e22};
	Decimal decimal;
	if (!read_decimal(field, &decimal))
		return false;
	int exponent = decimal.exponent;
	if (!decimal.is_exact || decimal.mantissa > (INT64_C(1) << 53) ||
		exponent > MOST_EXPONENT || exponent < -MOST_EXPONENT) {
		char behind = field.at[field.n];
		field.at[field.n] = '\0';
		*number = strtod(field.at, NULL);
		field.at[field.n] = behind;
		return true;
	}
	/* Both are doubles without rounding, so that one division or product rounds once
	 * (Clinger, "How to Read Floating Point Numbers Accurately", 1990). */
	double x = (double)decimal.mantissa;
	x = exponent < 0 ? x / powers[-exponent] : x * powers[exponent];
	*number = decimal.is_negative ? -x : x;
	return true;
}
