/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a PNG, as they are and with their checksums made right, which no fuzzer would
 * guess: what is read is the same when it is read again, and can be made gray, coloured and
 * resized.
 */
#include "src/data/png.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool ok)
{
	if (!ok)
		abort();
}

static size_t count(Image image)
{
	return (size_t)image.width * (size_t)image.height * (size_t)image.channels;
}

static void expect_size(Image image, int width, int height, int channels)
{
	expect(image.width == width && image.height == height && image.channels == channels);
}

static void check(Image image, Image again, Arena *arena)
{
	expect(image.width >= 1 && image.width <= IMAGE_MAX_SIDE);
	expect(image.height >= 1 && image.height <= IMAGE_MAX_SIDE);
	expect(image.channels == 1 || image.channels == 3);
	expect_size(again, image.width, image.height, image.channels);
	expect(memcmp(image.pixels, again.pixels, count(image)) == 0);

	Image gray = image_convert(image, 1, arena);
	expect_size(gray, image.width, image.height, 1);
	expect_size(image_convert(gray, 3, arena), image.width, image.height, 3);
	expect_size(image_resize(image, 5, 3, arena), 5, 3, image.channels);
}

static void try(Bytes file)
{
	Arena arena = {0};
	Error err = {0}, again_err = {0};
	Image image, again;
	bool ok = image_read_png(file, &arena, &image, &err);
	expect(ok == image_read_png(file, &arena, &again, &again_err));
	expect(strcmp(err.text, again_err.text) == 0 && ok == (err.text[0] == '\0'));
	if (ok)
		check(image, again, &arena);
	arena_finish(&arena);
}

/* Give every chunk, from the first on, the checksum that it should have. */
static void seal(uint8_t *data, size_t size)
{
	for (size_t at = 8; bytes_have((Bytes){data, size}, at, 12);) {
		const uint8_t *head = data + at;
		size_t n = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 |
			head[3];
		if (!bytes_have((Bytes){data, size}, at, n + 12))
			return;
		uint32_t crc = (uint32_t)crc32(0, head + 4, (uInt)(n + 4));
		for (size_t i = 0; i < 4; i++)
			data[at + 8 + n + i] = (uint8_t)(crc >> (24 - 8 * i));
		at += n + 12;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try((Bytes){data, size});
	uint8_t *sealed = malloc(size + 1);
	expect(sealed);
	if (size)
		memcpy(sealed, data, size);
	seal(sealed, size);
	try((Bytes){sealed, size});
	free(sealed);
	return 0;
}
