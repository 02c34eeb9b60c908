/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/format.h"

#include <string.h>

#include "formats/onnx/onnx.h"
#include "formats/safetensors/safetensors.h"
#include "formats/tflite/tflite.h"
#include "src/base/file.h"
#include "src/base/words.h"
#include "src/graph/decoders.h"

static const Format *const formats[] = {&tflite_format, &onnx_format,
	&safetensors_format};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

/* As an index of formats; -1 for none. */
static int format_of_content(Bytes file)
{
	for (int i = 0; i < N_FORMATS; i++)
		if (formats[i]->sniff(file))
			return i;
	return -1;
}

static bool ends_in_one_of(const char *path, const char *const *suffixes)
{
	while (*suffixes && !ends_in(path, *suffixes))
		suffixes++;
	return *suffixes;
}

/* Where the suffix says nothing, one that holds what the model is; none where it is known to
 * say something else. */
static const Format *format_of_path(const Model *model, const char *path, Error *err)
{
	static const char *const models[] = {".h5", ".keras", ".pb", ".pt", ".pth", NULL};
	static const char *const sources[] = {".c", ".h", ".cc", ".cpp", ".cxx", NULL};
	const Format *usual = model->is_weights_only ? &safetensors_format : &tflite_format;
	if (!path)
		return usual;
	for (int i = 0; i < N_FORMATS; i++)
		if (ends_in(path, formats[i]->suffix))
			return formats[i];
	if (ends_in_one_of(path, models))
		failed(err, "%s: models cannot be written in this format", path);
	else if (ends_in_one_of(path, sources))
		failed(err, "%s: C is what whit export writes", path);
	else
		return usual;
	return NULL;
}

/* The format to write a model in; NULL where there is none that can hold it. */
static const Format *format_to_write(const Model *model, const char *path, Error *err)
{
	const Format *format = format_of_path(model, path, err);
	if (!format)
		return NULL;
	if (format->is_weights_only == model->is_weights_only) {
		if (format->holds_packed || model_is_decoded(model, err))
			return format;
		failed_in(err, "%s: ", path);
		return NULL;
	}
	if (format->is_weights_only)
		failed(err, "%s: %s files hold weights only; the network of %s would be lost",
			path, format->suffix, model->name);
	else
		failed(err, "%s: %s holds weights and no network, which %s files are for", path,
			model->name, format->suffix);
	return NULL;
}

static bool refuse(Error *err)
{
	char names[128] = "";
	for (int i = 0; i < N_FORMATS; i++) {
		strncat(names, i ? ", " : "", sizeof names - strlen(names) - 1);
		strncat(names, formats[i]->name, sizeof names - strlen(names) - 1);
	}
	return failed(err, "not a model in a format that can be read (%s)", names);
}

static bool read_file(Model *model, Bytes file, const char *path, Error *err)
{
	int index = format_of_content(file);
	if (index < 0)
		return refuse(err);
	const Format *format = formats[index];
	model->file_bytes = file.n;
	model->is_weights_only = format->is_weights_only;
	return format->read(model, file, path, err) && model_verify(model, err);
}

/* NULL for standard input, which has no place. */
static const char *path_of(const char *path)
{
	return path && strcmp(path, "-") != 0 ? path : NULL;
}

Model *model_read_any(const char *path, Error *err)
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

Model *model_from_bytes_any(Bytes file, const char *name, Error *err)
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

/* The model, which may be NULL, if it is one that has a network. */
static Model *network_of(Model *model, Error *err)
{
	if (!model || model_has_network(model, err))
		return model;
	model_free(model);
	return NULL;
}

Model *model_read(const char *path, Error *err)
{
	return network_of(model_read_any(path, err), err);
}

Model *model_from_bytes(Bytes file, const char *name, Error *err)
{
	return network_of(model_from_bytes_any(file, name, err), err);
}

bool model_to_bytes(const Model *model, const char *path, Arena *arena, Bytes *file,
	Error *err)
{
	const Format *format = format_to_write(model, path, err);
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

bool model_write_holds_packed(const Model *model, const char *path)
{
	Error ignored = {0};
	const Format *format = format_of_path(model, path, &ignored);
	return !format || format->holds_packed;
}

bool model_write_check(const Model *model, const char *path, Error *err)
{
	return format_to_write(model, path, err) && file_write_check(path, err);
}
