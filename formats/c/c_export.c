/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c/c_export.h"

#include "formats/c/c_header.h"
#include "formats/c/c_kernels.h"
#include "formats/c/c_project.h"
#include "formats/c/c_source.h"

bool c_export(const Program *program, const CExportSettings *settings, CFiles *files,
	Error *err)
{
	Arena *arena = files->arena;
	const char *folder = settings->arduino ? "src/" : "";
	const char *name = settings->name, *made_from = settings->made_from;
	c_add_file(files, folder, arena_text(arena, "%s.h", name),
		c_header_text(program, name, made_from, arena));
	c_add_file(files, folder, arena_text(arena, "%s.c", name),
		c_source_text(program, name, made_from, arena));
	if (!c_add_kernels(program, arena_text(arena, "%skernels/", folder), files, err))
		return false;
	if (settings->cmake)
		c_add_cmake(program, settings, folder, files);
	if (settings->arduino)
		c_add_arduino(program, settings, files);
	return true;
}
