/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a .tflite file: what can be read can be written and reads as the same tree,
 * which is written as the same bytes.
 */
#include "formats/tflite/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool goes_round(const FlatTable *tree, Arena *arena, Error *err)
{
	Bytes file, again;
	const FlatTable *reread;
	return flat_write(&tflite_schema, tree, arena, &file, err) &&
		(reread = flat_read(&tflite_schema, file, arena, err)) &&
		flat_equal(tree, reread, err) &&
		flat_write(&tflite_schema, reread, arena, &again, err) &&
		((again.n == file.n && memcmp(again.data, file.data, file.n) == 0) ||
			failed(err, "written again, it is another file"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	const FlatTable *tree = flat_read(&tflite_schema, (Bytes){data, size}, &arena, &err);
	if (tree && !goes_round(tree, &arena, &err)) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	arena_finish(&arena);
	return 0;
}
