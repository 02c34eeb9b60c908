/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void make_printable(char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c < 0x20 || c == 0x7f)
			*text = '?';
	}
}

bool failed(Error *err, const char *format, ...)
{
	if (err->text[0])
		return false;
	va_list args;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	make_printable(err->text);
	return false;
}

bool failed_in(Error *err, const char *format, ...)
{
	char inner[sizeof err->text];
	memcpy(inner, err->text, sizeof inner);

	va_list args;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	make_printable(err->text);

	size_t used = strlen(err->text);
	snprintf(err->text + used, sizeof err->text - used, "%s", inner);
	return false;
}
