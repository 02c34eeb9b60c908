/* SPDX-License-Identifier: Apache-2.0 */
/* info: what a model is made of. */
#include "cmd/info.h"

#include "cmd/command.h"
#include "cmd/options.h"
#include "formats/format.h"
#include "formats/tflite/tflite.h"
#include "src/base/file.h"

static bool look(Bytes file, const Model *model, Arena *arena, Info *info, Error *err)
{
	info->model = model;
	info->has_parts = tflite_format.sniff(file);
	if (info->has_parts && !tflite_parts(file, &info->parts, err))
		return false;
	inspect(model, arena, &info->found);
	return true;
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
	Bytes file;
	Model *model = NULL;
	Info info = {.name = input_name(path)};
	bool ok = file_read(path, &arena, &file, &err) &&
		(model = model_from_bytes(file, info.name, &err)) &&
		look(file, model, &arena, &info, &err);
	if (ok && as_json)
		info_print_json(&info);
	else if (ok)
		info_print_table(&info);
	model_free(model);
	arena_finish(&arena);
	return ok ? DONE : trouble(call, &err);
}
