/* SPDX-License-Identifier: Apache-2.0 */
/* info: what a model is made of. */
#include "cmd/info.h"

#include "cmd/command.h"
#include "cmd/options.h"
#include "formats/format.h"
#include "formats/tflite/tflite.h"
#include "src/base/file.h"

Model *info_read(const char *path, Arena *arena, Info *info, Error *err)
{
	Bytes file;
	if (!file_read(path, arena, &file, err))
		return NULL;
	return info_of(file, input_name(path), arena, info, err);
}

Model *info_of(Bytes file, const char *name, Arena *arena, Info *info, Error *err)
{
	*info = (Info){.name = name};
	Model *model = model_from_bytes_any(file, name, err);
	if (!model)
		return NULL;
	info->model = model;
	info->has_parts = tflite_format.sniff(file);
	if (info->has_parts && !tflite_parts(file, &info->parts, err)) {
		model_free(model);
		return NULL;
	}
	inspect(model, arena, &info->found);
	return model;
}

int cmd_info(Call *call)
{
	const char *path = NULL;
	bool as_json = false;
	const Option options[] = {
		OPT_JSON(&as_json),
		OPERAND_MODEL_IN(&path),
		OPT_END,
	};
	if (!parse_options(call, options))
		return call->status;

	Error err = {0};
	Arena arena = {0};
	Info info;
	Model *model = info_read(path, &arena, &info, &err);
	if (model && as_json)
		info_print_json(&info);
	else if (model)
		info_print_table(&info);
	model_free(model);
	arena_finish(&arena);
	return model ? DONE : trouble(call, &err);
}
