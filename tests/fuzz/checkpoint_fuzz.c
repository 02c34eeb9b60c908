/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a checkpoint, with and without the right hash at their end: what is refused says
 * why, what is read can be written, and is the same bytes again.
 */
#include <stdlib.h>
#include <string.h>

#include "src/base/hash.h"
#include "src/train/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_and_write(Bytes file)
{
	Arena arena = {0};
	Error err = {0};
	Checkpoint checkpoint;
	if (checkpoint_decode(file, &arena, &checkpoint, &err)) {
		Bytes again = checkpoint_encode(&checkpoint, &arena);
		if (again.n != file.n || memcmp(again.data, file.data, file.n) != 0)
			abort();
	} else if (!err.text[0]) {
		abort();
	}
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size + sizeof(uint64_t));
	Hash hash = HASH_START;
	hash_add(&hash, data, size);
	if (size)
		memcpy(copy, data, size);
	memcpy(copy + size, &hash.value, sizeof hash.value);
	read_and_write((Bytes){data, size});
	read_and_write((Bytes){copy, size + sizeof hash.value});
	free(copy);
	return 0;
}
