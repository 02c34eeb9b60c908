/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/export.h"

bool onnx_export(const Model *model, Arena *arena, Bytes *file, Error *err)
{
	(void)model;
	(void)arena;
	(void)file;
	return failed(err, "models cannot be written in this format");
}
