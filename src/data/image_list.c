/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/image_list.h"

#include <string.h>
#include <strings.h>

bool image_list_is_png(const char *name, size_t n)
{
	return n >= 4 && strncasecmp(name + n - 4, ".png", 4) == 0;
}

static Bytes part(Bytes text, size_t first, size_t end)
{
	return (Bytes){text.data + first, end - first};
}

static bool ends_in_png(Bytes name)
{
	return image_list_is_png((const char *)name.data, name.n);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_separator(uint8_t c)
{
	return c == ' ' || c == '\t' || c == ',';
}

/* --- Lines --- */

typedef struct Lines {
	Bytes text;
	size_t at;
	int64_t number; /* of the line that was read last, from 1 */
} Lines;

static Lines lines_of(Bytes text)
{
	bool has_mark = text.n >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0;
	return (Lines){.text = text, .at = has_mark ? 3 : 0};
}

/* The next line that says something, without blanks around it; false after the last. */
static bool next_line(Lines *lines, Bytes *line)
{
	Bytes text = lines->text;
	while (lines->at < text.n) {
		size_t first = lines->at;
		const uint8_t *newline = memchr(text.data + first, '\n', text.n - first);
		size_t end = newline ? (size_t)(newline - text.data) : text.n;
		lines->at = end + 1;
		lines->number++;
		while (first < end && is_blank(text.data[first]))
			first++;
		while (first < end && is_blank(text.data[end - 1]))
			end--;
		*line = part(text, first, end);
		if (line->n > 0 && line->data[0] != '#')
			return true;
	}
	return false;
}

/* Take a line apart; *class is empty where it is a name alone. False where it names no
 * .png file. */
static bool split_line(Bytes line, Bytes *name, Bytes *class)
{
	*name = line;
	*class = (Bytes){0};
	if (memchr(line.data, '\0', line.n))
		return false;
	if (ends_in_png(line))
		return true;
	size_t end = line.n;
	while (end > 0 && !is_separator(line.data[end - 1]))
		end--;
	*class = part(line, end, line.n);
	while (end > 0 && is_separator(line.data[end - 1]))
		end--;
	*name = part(line, 0, end);
	return ends_in_png(*name);
}

bool image_list_sniff(Bytes start)
{
	Lines lines = lines_of(start);
	Bytes line, name, class;
	return next_line(&lines, &line) && split_line(line, &name, &class);
}

static bool read_class(Bytes digits, int32_t *class, Error *err)
{
	int64_t value = 0;
	bool ok = digits.n > 0;
	for (size_t i = 0; ok && i < digits.n; i++) {
		ok = digits.data[i] >= '0' && digits.data[i] <= '9';
		value = 10 * value + (digits.data[i] - '0');
		ok = ok && value <= INT32_MAX;
	}
	*class = (int32_t)(ok ? value : 0);
	return ok ||
		failed(err, "class '%.*s' is not one of 0 to %d",
			(int)(digits.n < 40 ? digits.n : 40), (const char *)digits.data, INT32_MAX);
}

/* --- Lists --- */

/* "sets/list.txt": "sets/". */
static const char *folder_of(const char *path, Arena *arena)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_text(arena, "%.*s", (int)(slash - path + 1), path) : "";
}

static bool add_line(ImageList *list, Bytes line, Error *err)
{
	Bytes name, class;
	if (!split_line(line, &name, &class))
		return failed(err, "'%.*s' is not the name of a .png file, alone or with a class",
			(int)(line.n < 200 ? line.n : 200), (const char *)line.data);
	if (name.n > IMAGE_NAME_MAX)
		return failed(err, "a name of %zu bytes; %d are the most", name.n,
			IMAGE_NAME_MAX);
	if (list->n > 0 && (class.n > 0) != (list->classes[0] >= 0))
		return failed(err, "%s, unlike the first", class.n ? "a class" : "no class");
	list->starts[list->n] = (size_t)(name.data - (const uint8_t *)list->text);
	list->lengths[list->n] = (uint32_t)name.n;
	list->classes[list->n] = -1;
	if (class.n > 0 && !read_class(class, &list->classes[list->n], err))
		return false;
	list->n++;
	return true;
}

static size_t count_lines(Bytes text)
{
	Lines lines = lines_of(text);
	Bytes line;
	size_t n = 0;
	while (next_line(&lines, &line))
		n++;
	return n;
}

bool image_list_text(Bytes text, const char *path, Arena *arena, ImageList *list,
	Error *err)
{
	size_t n = count_lines(text);
	if (n == 0)
		return failed(err, "%s: no images in this list", path);
	if (n > IMAGE_LIST_MAX)
		return failed(err, "%s: %zu images; %d are the most", path, n, IMAGE_LIST_MAX);
	ImageList made = {
		.folder = folder_of(path, arena),
		.text = (const char *)text.data,
		.starts = arena_array(arena, n, sizeof *made.starts),
		.lengths = arena_array(arena, n, sizeof *made.lengths),
		.classes = arena_array(arena, n, sizeof *made.classes),
	};
	Lines lines = lines_of(text);
	for (Bytes line; next_line(&lines, &line);) {
		if (!add_line(&made, line, err))
			return failed_in(err, "%s: line %lld: ", path, (long long)lines.number);
	}
	if (made.classes[0] < 0)
		made.classes = NULL;
	*list = made;
	return true;
}

const char *image_list_path(const ImageList *list, size_t i, Arena *arena)
{
	const char *name = list->text + list->starts[i];
	return arena_text(arena, "%s%.*s", name[0] == '/' ? "" : list->folder,
		(int)list->lengths[i], name);
}
