/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fuzz target without its fuzzer: replay FOLDER...
 *
 * Gives every file in the folders to the target, each in a process of its own, so that a
 * crash is one failed test and the others still run. Speaks TAP.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static _Noreturn void feed(const char *path)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file = {0};
	/* An empty file is an error to file_read, and a fine input here. */
	file_read(path, &arena, &file, &err);
	/* Its own block, so that reading past the end is seen. */
	uint8_t *data = malloc(file.n ? file.n : 1);
	if (file.n)
		memcpy(data, file.data, file.n);
	LLVMFuzzerTestOneInput(data, file.n);
	free(data);
	arena_finish(&arena);
	exit(EXIT_SUCCESS);
}

static int replay_file(const char *path)
{
	int status = -1;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		feed(path);
	if (child > 0)
		waitpid(child, &status, 0);
	printf("%s - %s\n", status == 0 ? "ok" : "not ok", path);
	return status != 0;
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay_folder(const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_shown, alphasort);
	int n_failed = n < 0;
	if (n < 0)
		printf("not ok - %s cannot be read\n", folder);
	for (int i = 0; i < n; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		n_failed += replay_file(path);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return n_failed;
}

int main(int argc, char **argv)
{
	int n_failed = 0;
	for (int i = 1; i < argc; i++)
		n_failed += replay_folder(argv[i]);
	return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
