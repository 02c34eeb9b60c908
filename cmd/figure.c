/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/figure.h"

#include "src/base/file.h"
#include "src/base/words.h"

bool figure_check(const char *option, const char *path, Error *err)
{
	if (!path)
		return true;
	if (!ends_in(path, ".png"))
		return failed(err, "%s %s: a picture is written as .png", option, path);
	return file_write_check(path, err);
}

bool figure_write_bytes(Bytes file, const char *path, Error *err)
{
	return !path || file_write(path, file, err);
}

bool figure_write(const Canvas *canvas, const char *path, Error *err)
{
	Arena scratch = {0};
	Bytes file;
	bool ok = canvas_png(canvas, &scratch, &file, err) && file_write(path, file, err);
	arena_finish(&scratch);
	return ok;
}
