/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/file.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/whit-file-XXXXXX";
static Arena arena;
static Error err;

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
	cr_expect_eq(system(arena_text(&arena, "rm -r %s", folder)), 0);
	arena_finish(&arena);
}

TestSuite(file, .init = make_folder, .fini = remove_folder);

static const char *in_folder(const char *name)
{
	return arena_text(&arena, "%s/%s", folder, name);
}

static int count_files(void)
{
	DIR *open = opendir(folder);
	int n = 0;
	for (struct dirent *entry; (entry = readdir(open));)
		n += entry->d_name[0] != '.';
	closedir(open);
	return n;
}

static bool write_text(const char *path, const char *text)
{
	return file_write(path, (Bytes){(const uint8_t *)text, strlen(text)}, &err);
}

static void expect_text(const char *path, const char *text)
{
	Bytes bytes;
	cr_assert(file_read(path, &arena, &bytes, &err), "%s", err.text);
	cr_assert_eq(bytes.n, strlen(text));
	cr_expect_arr_eq(bytes.data, text, bytes.n);
}

Test(file, reads_what_was_written)
{
	cr_assert(write_text(in_folder("a"), "some bytes"), "%s", err.text);
	expect_text(in_folder("a"), "some bytes");
	cr_expect_eq(count_files(), 1, "a temporary was left behind");
}

Test(file, replaces_a_file_and_keeps_its_permissions)
{
	const char *path = in_folder("a");
	struct stat info;
	cr_assert(write_text(path, "a long first version"));
	cr_assert_eq(chmod(path, 0640), 0);
	cr_assert(write_text(path, "second"));
	expect_text(path, "second");
	cr_assert_eq(stat(path, &info), 0);
	cr_expect_eq(info.st_mode & 0777, 0640);
}

Test(file, an_empty_file_is_an_error)
{
	Bytes bytes;
	cr_assert(write_text(in_folder("a"), ""));
	cr_expect_not(file_read(in_folder("a"), &arena, &bytes, &err));
	cr_expect_str_eq(err.text, arena_text(&arena, "%s/a: empty file", folder));
}

Test(file, a_missing_file_is_named)
{
	Bytes bytes;
	cr_expect_not(file_read(in_folder("a"), &arena, &bytes, &err));
	cr_expect_str_eq(err.text,
		arena_text(&arena, "%s/a: No such file or directory", folder));
}

Test(file, a_folder_is_neither_read_nor_replaced)
{
	Bytes bytes;
	cr_expect_not(file_read(folder, &arena, &bytes, &err));
	cr_expect_str_eq(err.text, arena_text(&arena, "%s: Is a directory", folder));
	err = (Error){0};
	cr_expect_not(write_text(folder, "x"));
	cr_expect_str_eq(err.text, arena_text(&arena, "%s: is a folder", folder));
}

Test(file, writing_into_a_missing_folder_names_the_target)
{
	cr_expect_not(write_text(in_folder("no/a"), "x"));
	cr_expect_str_eq(err.text,
		arena_text(&arena, "%s/no/a: No such file or directory", folder));
}

Test(file, a_full_device_is_an_error)
{
	if (access("/dev/full", W_OK) != 0)
		cr_skip_test("/dev/full is missing");
	cr_expect_not(write_text("/dev/full", "x"));
	cr_expect_str_eq(err.text, "/dev/full: No space left on device");
}

Test(file, more_bytes_than_were_guessed_are_read_whole)
{
	/* A pipe has no size to go by. */
	enum { N = 300 * 1000 };
	char command[128];
	snprintf(command, sizeof command, "yes | head -c %d", N);
	FILE *pipe = popen(command, "r");
	Bytes bytes;
	cr_assert(pipe && dup2(fileno(pipe), STDIN_FILENO) == STDIN_FILENO);
	cr_assert(file_read(NULL, &arena, &bytes, &err), "%s", err.text);
	pclose(pipe);
	cr_assert_eq(bytes.n, N);
	for (size_t i = 0; i < N; i++)
		cr_assert_eq(bytes.data[i], i % 2 ? '\n' : 'y');
}

Test(file, a_symbolic_link_stays_one)
{
	const char *link = in_folder("link");
	struct stat info;
	cr_assert(write_text(in_folder("a"), "first"));
	cr_assert_eq(symlink("a", link), 0);
	cr_assert(write_text(link, "second"), "%s", err.text);
	cr_assert_eq(lstat(link, &info), 0);
	cr_expect(S_ISLNK(info.st_mode));
	expect_text(in_folder("a"), "second");
}

Test(file, a_link_that_leads_nowhere_is_refused)
{
	const char *link = in_folder("link");
	struct stat info;
	cr_assert_eq(symlink("missing", link), 0);
	cr_expect_not(write_text(link, "x"));
	cr_expect_str_eq(err.text,
		arena_text(&arena, "%s: cannot follow this link: No such file or directory",
			link));
	cr_assert_eq(lstat(link, &info), 0);
	cr_expect(S_ISLNK(info.st_mode), "the link was replaced");
	cr_expect_eq(count_files(), 1);
}

static bool stage_text(StagedFile *file, const char *path, const char *text)
{
	return file_stage(file, path, (Bytes){(const uint8_t *)text, strlen(text)}, &arena,
		&err);
}

Test(file, nothing_is_replaced_before_the_commit)
{
	StagedFile a = {0}, b = {0};
	cr_assert(write_text(in_folder("a"), "first"));
	cr_assert(stage_text(&a, in_folder("a"), "second"), "%s", err.text);
	cr_assert(stage_text(&b, in_folder("b"), "other"), "%s", err.text);
	expect_text(in_folder("a"), "first");
	cr_expect_neq(access(in_folder("b"), F_OK), 0);
	cr_assert(file_commit(&a, &err) && file_commit(&b, &err), "%s", err.text);
	file_discard(&a);
	file_discard(&b);
	expect_text(in_folder("a"), "second");
	expect_text(in_folder("b"), "other");
	cr_expect_eq(count_files(), 2, "a temporary was left behind");
}

Test(file, what_is_discarded_leaves_no_trace)
{
	StagedFile a = {0}, b = {0}, never = {0};
	cr_assert(write_text(in_folder("a"), "first"));
	cr_assert_eq(mkdir(in_folder("b"), 0777), 0);
	cr_assert(stage_text(&a, in_folder("a"), "second"), "%s", err.text);
	cr_expect_not(stage_text(&b, in_folder("b"), "other"));
	cr_expect_str_eq(err.text, arena_text(&arena, "%s/b: is a folder", folder));
	file_discard(&a);
	file_discard(&b);
	file_discard(&never);
	expect_text(in_folder("a"), "first");
	cr_expect_eq(count_files(), 2, "a temporary was left behind");
}

Test(file, a_device_is_written_by_the_commit)
{
	StagedFile full = {0};
	if (access("/dev/full", W_OK) != 0)
		cr_skip_test("/dev/full is missing");
	cr_expect(stage_text(&full, "/dev/full", "x"), "%s", err.text);
	cr_expect_not(file_commit(&full, &err));
	cr_expect_str_eq(err.text, "/dev/full: No space left on device");
	file_discard(&full);
	cr_expect_eq(access("/dev/full", W_OK), 0);
}

Test(file, asking_whether_a_path_can_be_written_touches_nothing)
{
	const char *path = in_folder("a");
	cr_assert(write_text(path, "as it was"), "%s", err.text);
	cr_expect(file_write_check(path, &err), "%s", err.text);
	expect_text(path, "as it was");
	cr_expect(file_write_check(in_folder("new"), &err), "%s", err.text);
	cr_expect(file_write_check(NULL, &err), "%s", err.text);
	cr_expect_eq(count_files(), 1);
	cr_expect_not(file_write_check(in_folder("missing/a"), &err));
	cr_expect_not_null(strstr(err.text, "missing/a: No such file or directory"));
}
