/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/format.h"

#include <string.h>

#include "formats/onnx/onnx.h"
#include "formats/tflite/tflite.h"
#include "src/base/file.h"

static const Format *const formats[] = {&tflite_format, &onnx_format};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

static const Format *format_of_content(Bytes file)
{
	for (int i = 0; i < N_FORMATS; i++)
		if (formats[i]->sniff(file))
			return formats[i];
	return NULL;
}

static bool ends_in(const char *path, const char *suffix)
{
	size_t length = strlen(path), n = strlen(suffix);
	return length >= n && strcmp(path + length - n, suffix) == 0;
}

static bool ends_in_one_of(const char *path, const char *const *suffixes)
{
	while (*suffixes && !ends_in(path, *suffixes))
		suffixes++;
	return *suffixes;
}

/* TFLite's where the suffix says nothing; none where it is known to say something else. */
static const Format *format_of_path(const char *path, Error *err)
{
	static const char *const models[] = {".safetensors", ".h5", ".keras", ".pb",
		".pt", ".pth", NULL};
	static const char *const sources[] = {".c", ".h", ".cc", ".cpp", ".cxx", NULL};
	if (!path)
		return &tflite_format;
	for (int i = 0; i < N_FORMATS; i++)
		if (ends_in(path, formats[i]->suffix))
			return formats[i];
	if (ends_in_one_of(path, models))
		failed(err, "%s: models cannot be written in this format", path);
	else if (ends_in_one_of(path, sources))
		failed(err, "%s: C is what whit export writes", path);
	else
		return &tflite_format;
	return NULL;
}

static bool read_file(Model *model, Bytes file, const char *path, Error *err)
{
	const Format *format = format_of_content(file);
	if (!format)
		return failed(err, "not a model that whit reads: no TFLite file ('TFL3' at byte 4), nor ONNX");
	model->file_bytes = file.n;
	return format->read(model, file, path, err) && model_verify(model, err);
}

/* NULL for standard input, which has no place. */
static const char *path_of(const char *path)
{
	return path && strcmp(path, "-") != 0 ? path : NULL;
}

Model *model_read(const char *path, Error *err)
{
	Model *model = model_new();
	model->name = arena_text(&model->arena, "%s", input_name(path));
	Bytes file;
	if (file_read(path, &model->arena, &file, err)) {
		if (read_file(model, file, path_of(path), err))
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
	if (read_file(model, copy, NULL, err))
		return model;
	failed_in(err, "%s: ", model->name);
	model_free(model);
	return NULL;
}

bool model_to_bytes(const Model *model, const char *path, Arena *arena, Bytes *file,
	Error *err)
{
	const Format *format = format_of_path(path, err);
	if (!format)
		return false;
	return format->write(model, arena, file, err) ||
		failed_in(err, "%s: ", output_name(path));
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

bool model_write_check(const char *path, Error *err)
{
	return format_of_path(path, err) && file_write_check(path, err);
}
