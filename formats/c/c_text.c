/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c/c_text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void reserve(CText *text, size_t more)
{
	if (text->capacity - text->n >= more)
		return;
	size_t capacity = 2 * text->capacity + more;
	char *data = arena_alloc(text->arena, capacity);
	if (text->n > 0)
		memcpy(data, text->data, text->n);
	text->data = data;
	text->capacity = capacity;
}

void c_put_chars(CText *text, const char *chars, size_t n)
{
	reserve(text, n);
	memcpy(text->data + text->n, chars, n);
	text->n += n;
}

void c_put(CText *text, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	reserve(text, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(text->data + text->n, (size_t)n + 1, format, args);
	va_end(args);
	text->n += (size_t)n;
}

Bytes c_text_bytes(const CText *text)
{
	return (Bytes){(const uint8_t *)text->data, text->n};
}

const char *c_comment(const char *name, Arena *arena)
{
	static const char plain[] = "/_.:;,-+ ()[]";
	enum { MOST = 100 };
	char *shown = arena_text(arena, "%.*s", MOST, name);
	for (char *c = shown; *c; c++) {
		bool is_comment = c > shown && *c == '/' && c[-1] == '/';
		if (is_comment || (!isalnum((unsigned char)*c) && !strchr(plain, *c)))
			*c = '?';
	}
	return shown;
}
