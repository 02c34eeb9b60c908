/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c/c_kernels.h"

#include <string.h>

#include "formats/c/c_text.h"
#include "formats/c/kernel_files.h"

static const char includes[] = "#include \"src/kernels/";

static int find_file(const char *name, size_t length)
{
	for (int i = 0; kernel_files[i].name; i++)
		if (strlen(kernel_files[i].name) == length &&
			memcmp(kernel_files[i].name, name, length) == 0)
			return i;
	return -1;
}

/* Those that are wanted, and of them how many have been looked through. */
typedef struct Wanted {
	int *files;
	bool *is_there;
	int n;
} Wanted;

static bool want(Wanted *wanted, const char *name, size_t length, Error *err)
{
	int file = find_file(name, length);
	if (file < 0)
		return failed(err, "there is no kernel file '%.*s'", (int)length, name);
	if (!wanted->is_there[file])
		wanted->files[wanted->n++] = file;
	wanted->is_there[file] = true;
	return true;
}

/* A header, and the source beside it. */
static bool want_header(Wanted *wanted, const char *name, size_t length, Error *err)
{
	char source[64];
	if (length >= sizeof source || !want(wanted, name, length, err))
		return false;
	memcpy(source, name, length);
	source[length - 1] = 'c';
	return find_file(source, length) < 0 || want(wanted, source, length, err);
}

static bool want_included(Wanted *wanted, const char *text, Error *err)
{
	for (const char *at = strstr(text, includes); at; at = strstr(at, includes)) {
		at += strlen(includes);
		if (!want_header(wanted, at, strcspn(at, "\""), err))
			return false;
	}
	return true;
}

static bool want_steps(const Program *program, Wanted *wanted, Error *err)
{
	for (int i = 0; i < program->n_steps; i++) {
		const Kernel *kernel = program->steps[i].kernel;
		if (!want(wanted, kernel->source, strlen(kernel->source), err) ||
			!want_header(wanted, kernel->header, strlen(kernel->header), err) ||
			(kernel->tables &&
				!want(wanted, kernel->tables, strlen(kernel->tables), err)))
			return false;
	}
	for (int i = 0; i < program->n_constants; i++) {
		const char *header = program->constants[i].header;
		if (header && !want_header(wanted, header, strlen(header), err))
			return false;
	}
	return true;
}

/* A file whose includes are beside it. */
static Bytes moved_text(const KernelFile *file, Arena *arena)
{
	CText text = {.arena = arena};
	const char *from = file->text, *at;
	while ((at = strstr(from, includes))) {
		c_put_chars(&text, from, (size_t)(at - from));
		c_put(&text, "#include \"");
		from = at + strlen(includes);
	}
	c_put(&text, "%s", from);
	return c_text_bytes(&text);
}

bool c_add_kernels(const Program *program, const char *folder, CFiles *files, Error *err)
{
	int n_files = 0;
	while (kernel_files[n_files].name)
		n_files++;
	Wanted wanted = {
		arena_array(files->arena, (size_t)n_files, sizeof *wanted.files),
		arena_array(files->arena, (size_t)n_files, sizeof *wanted.is_there),
		0,
	};
	if (!want_steps(program, &wanted, err))
		return false;
	for (int i = 0; i < wanted.n; i++)
		if (!want_included(&wanted, kernel_files[wanted.files[i]].text, err))
			return false;
	for (int i = 0; i < n_files; i++)
		if (wanted.is_there[i])
			c_add_file(files, folder, kernel_files[i].name,
				moved_text(&kernel_files[i], files->arena));
	return true;
}
