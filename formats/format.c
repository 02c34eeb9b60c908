/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/format.h"

#include <string.h>

#include "formats/tflite/tflite.h"
#include "src/base/file.h"

static const Format *const formats[] = {&tflite_format};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

static const Format *format_of_content(Bytes file)
{
	for (int i = 0; i < N_FORMATS; i++)
		if (formats[i]->sniff(file))
			return formats[i];
	return NULL;
}

static const Format *format_of_path(const char *path)
{
	if (!path)
		return &tflite_format;
	size_t length = strlen(path);
	for (int i = 0; i < N_FORMATS; i++) {
		size_t n = strlen(formats[i]->suffix);
		if (length >= n && strcmp(path + length - n, formats[i]->suffix) == 0)
			return formats[i];
	}
	return &tflite_format;
}

static bool read_file(Model *model, Bytes file, Error *err)
{
	const Format *format = format_of_content(file);
	if (!format)
		return failed(err, "not a model file (no TFLite identifier 'TFL3' at byte 4)");
	model->file_bytes = file.n;
	return format->read(model, file, err) && model_verify(model, err);
}

Model *model_read(const char *path, Error *err)
{
	Model *model = model_new();
	model->name = arena_text(&model->arena, "%s", input_name(path));
	Bytes file;
	if (file_read(path, &model->arena, &file, err)) {
		if (read_file(model, file, err))
			return model;
		failed_in(err, "%s: ", model->name);
	}
	model_free(model);
	return NULL;
}

Model *model_from_bytes(Bytes file, const char *name, Error *err)
{
	Model *model = model_new();
	model->name = arena_text(&model->arena, "%s", name);
	Bytes copy = {arena_copy(&model->arena, file.data, file.n), file.n};
	if (read_file(model, copy, err))
		return model;
	failed_in(err, "%s: ", model->name);
	model_free(model);
	return NULL;
}

bool model_to_bytes(const Model *model, const char *path, Arena *arena, Bytes *file,
	Error *err)
{
	return format_of_path(path)->write(model, arena, file, err);
}

bool model_write(const Model *model, const char *path, Error *err)
{
	Arena arena = {0};
	Bytes file;
	bool ok =
		model_to_bytes(model, path, &arena, &file, err) && file_write(path, file, err);
	arena_finish(&arena);
	return ok;
}
