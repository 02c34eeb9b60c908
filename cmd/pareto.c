/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/pareto.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/columns.h"
#include "src/data/csv_text.h"
#include "src/data/input.h"

/* The most bytes that a double counts exactly. */
#define MOST_BYTES 9007199254740992.0

bool pareto_add(Pareto *pareto, const char *name, uint64_t bytes, double score,
	Error *err)
{
	if (pareto->n == MOST_POINTS)
		return failed(err, "more than %d models", MOST_POINTS);
	pareto->list = arena_grow(pareto->arena, pareto->list, (size_t)pareto->n,
		&pareto->capacity, sizeof *pareto->list);
	pareto->list[pareto->n++] = (ParetoPoint){
		.name = shown_name(pareto->arena, name, SIZE_MAX),
		.bytes = bytes,
		.score = score,
	};
	return true;
}

/* --- From a file --- */

static bool read_score(Text field, double *score)
{
	bool is_percent = field.n > 0 && field.at[field.n - 1] == '%';
	field.n -= is_percent;
	while (is_percent && field.n > 0 && field.at[field.n - 1] == ' ')
		field.n--;
	if (!csv_number(field, score))
		return false;
	*score = is_percent ? *score / 100 : *score;
	return *score >= 0 && *score <= 1;
}

static bool read_line(Pareto *pareto, Text line, bool is_first, Error *err)
{
	Text fields[3], rest = line;
	char separator = csv_separator(line);
	double bytes, score;
	int n = 0;
	for (; n < 3 && rest.at; n++)
		if (!csv_next_field(&rest, separator, &fields[n]))
			return failed(err, "quotes that do not close");
	if (n < 3 || rest.at)
		return failed(err, "expected three values: name, bytes, accuracy");
	bool has_bytes = csv_number(fields[1], &bytes);
	bool has_score = read_score(fields[2], &score);
	if (is_first && !has_bytes && !has_score)
		return true;
	if (!has_bytes || bytes < 1 || bytes > MOST_BYTES || bytes != floor(bytes))
		return failed(err, "bytes: expected a whole number, 1 or more");
	if (!has_score)
		return failed(err,
			"accuracy: expected a share from 0 to 1, or a percentage as 91.2%%");
	const char *name = arena_text(pareto->arena, "%.*s", (int)fields[0].n, fields[0].at);
	return pareto_add(pareto, name, (uint64_t)bytes, score, err);
}

static bool read_lines(Pareto *pareto, int fd, Error *err)
{
	CsvLines lines = {.fd = fd, .arena = pareto->arena};
	for (;;) {
		Text line;
		if (!csv_next_line(&lines, &line, err))
			return false;
		if (!line.at)
			return true;
		if (line.n && !read_line(pareto, line, lines.number == 1, err))
			return failed_in(err, "line %zu: ", lines.number);
	}
}

bool pareto_read(Pareto *pareto, const char *path, Error *err)
{
	Input input;
	if (!input_open(path, pareto->arena, &input, err))
		return false;
	bool ok = read_lines(pareto, input.fd, err) || failed_in(err, "%s: ", input.name);
	close(input.fd);
	return ok;
}

/* --- The front --- */

/* A point and where it stood, so that equals stay in their order. */
typedef struct Place {
	ParetoPoint point;
	int place;
} Place;

static int compare(const void *a, const void *b)
{
	const Place *x = a, *y = b;
	if (x->point.bytes != y->point.bytes)
		return x->point.bytes < y->point.bytes ? -1 : 1;
	if (x->point.score != y->point.score)
		return x->point.score > y->point.score ? -1 : 1;
	return x->place - y->place;
}

void pareto_sort(Pareto *pareto)
{
	double best = -1;
	Place *places = arena_array(pareto->arena, (size_t)pareto->n, sizeof *places);
	for (int i = 0; i < pareto->n; i++)
		places[i] = (Place){pareto->list[i], i};
	qsort(places, (size_t)pareto->n, sizeof *places, compare);
	for (int i = 0; i < pareto->n; i++) {
		ParetoPoint *point = &pareto->list[i];
		*point = places[i].point;
		point->on_front = point->score > best;
		best = fmax(best, point->score);
	}
}
