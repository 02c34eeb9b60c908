/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a list of images: what names an image starts as a list does, and every name
 * lies in the text. */
#include "src/data/image_list.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arena arena = {0};
	Error err = {0};
	ImageList list;
	Bytes text = {data, size};
	bool is_list = image_list_sniff(text);
	if (image_list_text(text, "sets/list.txt", &arena, &list, &err)) {
		expect(is_list && list.n >= 1 && list.n <= size);
		for (size_t i = 0; i < list.n; i++) {
			const char *path = image_list_path(&list, i, &arena);
			expect(bytes_have(text, list.starts[i], list.lengths[i]));
			expect(image_list_is_png(path, strlen(path)));
			expect(!list.classes || list.classes[i] >= 0);
		}
	} else {
		expect(err.text[0] != '\0');
	}
	arena_finish(&arena);
	return 0;
}
