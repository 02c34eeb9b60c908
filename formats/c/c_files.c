/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c/c_files.h"

void c_add_file(CFiles *files, const char *folder, const char *name, Bytes bytes)
{
	files->list = arena_grow(files->arena, files->list, (size_t)files->n,
		&files->capacity, sizeof *files->list);
	files->list[files->n++] = (CFile){
		arena_text(files->arena, "%s%s", folder, name),
		bytes,
	};
}
