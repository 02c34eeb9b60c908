/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/png_files.h"

#include <criterion/criterion.h>
#include <png.h>
#include <string.h>
#include <zlib.h>

#include "src/base/file.h"

const uint8_t png_colours[4][3] = {{255, 0, 0}, {0, 128, 0}, {10, 20, 30}, {7, 7, 7}};

typedef struct Output {
	Arena *arena;
	uint8_t *data;
	size_t n, room;
} Output;

static void put(png_structp png, png_bytep data, size_t n)
{
	Output *output = png_get_io_ptr(png);
	while (output->room - output->n < n)
		output->data =
			arena_grow(output->arena, output->data, output->room, &output->room, 1);
	memcpy(output->data + output->n, data, n);
	output->n += n;
}

static void flush(png_structp png)
{
	(void)png;
}

static void set_extras(png_structp png, png_infop info, PngKind kind)
{
	const png_byte alpha[4] = {0, 255, 100, 9};
	png_color colours[4];
	png_color_16 clear = {.gray = 1, .red = 1, .green = 2, .blue = 3};
	for (int i = 0; i < 4; i++)
		colours[i] = (png_color){png_colours[i][0], png_colours[i][1], png_colours[i][2]};
	bool has_palette = kind.colour_type == PNG_COLOR_TYPE_PALETTE;
	if (has_palette)
		png_set_PLTE(png, info, colours, kind.depth == 1 ? 2 : 4);
	if (kind.has_transparency)
		png_set_tRNS(png, info, has_palette ? alpha : NULL,
			has_palette ? (kind.depth == 1 ? 2 : 4) : 0, has_palette ? NULL : &clear);
}

Bytes png_file(PngKind kind, int width, int height, const uint8_t *rows, Arena *arena)
{
	Output output = {.arena = arena};
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	cr_assert(png && info);
	png_set_write_fn(png, &output, put, flush);
	png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, kind.depth,
		kind.colour_type, kind.is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
		PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	set_extras(png, info, kind);
	png_write_info(png, info);
	int n_passes = png_set_interlace_handling(png);
	size_t row_bytes = png_get_rowbytes(png, info);
	for (int pass = 0; pass < n_passes; pass++) {
		for (int y = 0; y < height; y++)
			png_write_row(png, rows + (size_t)y * row_bytes);
	}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	return (Bytes){output.data, output.n};
}

void png_write_file(const char *path, PngKind kind, int width, int height,
	const uint8_t *rows)
{
	Arena scratch = {0};
	Error err = {0};
	cr_assert(file_write(path, png_file(kind, width, height, rows, &scratch), &err), "%s",
		err.text);
	arena_finish(&scratch);
}

void png_seal_chunk(uint8_t *file, size_t at)
{
	png_uint_32 n = png_get_uint_32(file + at);
	png_save_uint_32(file + at + 8 + n, (png_uint_32)crc32(0, file + at + 4, n + 4));
}
