/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tflite/tflite.h"

#include <string.h>

#include "formats/tflite/schema.h"

static bool sniff(Bytes file)
{
	return bytes_have(file, 4, 4) && memcmp(file.data + 4, "TFL3", 4) == 0;
}

static bool read(Model *model, Bytes file, const char *path, Error *err)
{
	(void)path; /* all is in the file itself */
	const FlatTable *root = flat_read(&tflite_schema, file, &model->arena, err);
	return root && tflite_import(model, root, err);
}

static bool write(const Model *model, Arena *arena, Bytes *file, Error *err)
{
	return flat_write(&tflite_schema, tflite_export(model, arena), arena, file, err);
}

const Format tflite_format = {
	.name = "TFLite",
	.suffix = ".tflite",
	.holds_packed = true,
	.sniff = sniff,
	.read = read,
	.write = write,
};
