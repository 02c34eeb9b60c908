/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/shared.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/format.h"
#include "src/data/source.h"

void shared_path(const char *name, char path[SHARED_PATH_BYTES])
{
	const char *folder = getenv("SHARED");
	snprintf(path, SHARED_PATH_BYTES, "%s/%s", folder ? folder : "../shared", name);
	if (access(path, R_OK) != 0)
		cr_skip_test("%s is missing", path);
}

Model *shared_model(const char *name)
{
	char file[80], path[SHARED_PATH_BYTES];
	Error err = {0};
	snprintf(file, sizeof file, "data/models/%s.tflite", name);
	shared_path(file, path);
	Model *model = model_read(path, &err);
	cr_assert(model != NULL, "%s", err.text);
	return model;
}

Array shared_array(const char *name, Arena *arena)
{
	char file[80], path[SHARED_PATH_BYTES];
	Array array;
	Error err = {0};
	const char *member = strchr(name, ':');
	int length = member ? (int)(member - name) : (int)strlen(name);
	snprintf(file, sizeof file, "data/%.*s", length, name);
	shared_path(file, path);
	const char *source = arena_text(arena, "%s%s", path, member ? member : "");
	cr_assert(array_open(source, "x", arena, &array, &err), "%s", err.text);
	return array;
}

Array rows_of(Array array, int first, int n)
{
	int64_t row_bytes =
		shape_count(array.shape) / array.shape.dims[0] * type_bits(array.type) / 8;
	cr_assert(first >= 0 && n > 0 && first + n <= array.shape.dims[0]);
	array.data = (const char *)array.data + first * row_bytes;
	array.shape.dims[0] = n;
	return array;
}

void measured(const char *format, ...)
{
	char text[256];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	fprintf(stderr, "# measured: %s\n", text);
}
