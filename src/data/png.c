/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/png.h"

#include <assert.h>
#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "src/data/unpack.h"

/* A chunk beside the pixels is skipped, never kept; longer than this it is no picture's. */
enum { MAX_CHUNK_BYTES = 1 << 26 };

typedef struct Decoder {
	Bytes file;
	size_t at; /* what is read next */
	png_structp png;
	png_infop info;
	Arena *arena;
	Image image;
	Error *err;
} Decoder;

bool image_is_png(Bytes start)
{
	return start.n >= 8 && memcmp(start.data, "\x89PNG\r\n\x1a\n", 8) == 0;
}

/* --- What libpng calls --- */

static void on_read(png_structp png, png_bytep to, size_t n)
{
	Decoder *decoder = png_get_io_ptr(png);
	if (!bytes_have(decoder->file, decoder->at, n))
		png_error(png, "the file is cut off");
	memcpy(to, decoder->file.data + decoder->at, n);
	decoder->at += n;
}

static _Noreturn void on_error(png_structp png, png_const_charp text)
{
	Decoder *decoder = png_get_error_ptr(png);
	failed(decoder->err, "%s", text);
	png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

/* --- Reading --- */

/* The size from where every PNG has it, as libpng does not say which limit it meant. */
static bool check_size(Bytes file, Error *err)
{
	if (!image_is_png(file))
		return failed(err, "not a PNG file");
	if (!bytes_have(file, 0, 24))
		return failed(err, "the file is cut off");
	png_uint_32 width = png_get_uint_32(file.data + 16);
	png_uint_32 height = png_get_uint_32(file.data + 20);
	if (width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE ||
		(uint64_t)width * height > IMAGE_MAX_PIXELS)
		return failed(err, "%lux%lu pixels; %d a side and %d in all are the most",
			(unsigned long)width, (unsigned long)height, IMAGE_MAX_SIDE,
			IMAGE_MAX_PIXELS);
	return true;
}

/* Read what stands before the pixels, and have them made gray or RGB of 8 bits. */
static bool read_header(Decoder *decoder)
{
	png_structp png = decoder->png;
	png_infop info = decoder->info;
	png_read_info(png, info);
	Image *image = &decoder->image;
	image->width = (int)png_get_image_width(png, info);
	image->height = (int)png_get_image_height(png, info);
	size_t n_bytes = png_get_rowbytes(png, info) * (size_t)image->height;
	if (n_bytes / UNPACK_BEST_RATIO > decoder->file.n)
		return failed(decoder->err, "%dx%d pixels cannot come of %zu bytes", image->width,
			image->height, decoder->file.n);

	int colour_type = png_get_color_type(png, info);
	if (colour_type == PNG_COLOR_TYPE_PALETTE)
		png_set_palette_to_rgb(png);
	if (colour_type == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, info) < 8)
		png_set_expand_gray_1_2_4_to_8(png);
	png_set_strip_16(png);
	png_set_strip_alpha(png);
	return true;
}

static bool read_picture(Decoder *decoder)
{
	if (!read_header(decoder))
		return false;
	png_structp png = decoder->png;
	int n_passes = png_set_interlace_handling(png);
	png_read_update_info(png, decoder->info);
	Image *image = &decoder->image;
	image->channels = png_get_channels(png, decoder->info);
	size_t row_bytes = (size_t)image->width * (size_t)image->channels;
	assert(png_get_rowbytes(png, decoder->info) == row_bytes);

	image->pixels = arena_alloc(decoder->arena, row_bytes * (size_t)image->height);
	for (int pass = 0; pass < n_passes; pass++) {
		for (int y = 0; y < image->height; y++)
			png_read_row(png, image->pixels + (size_t)y * row_bytes, NULL);
	}
	png_read_end(png, NULL);
	return true;
}

/* Where on_error comes back to. Nothing here changes in between but through the pointer. */
static bool read_guarded(Decoder *decoder)
{
	png_structp png = decoder->png;
	if (setjmp(png_jmpbuf(png)))
		return false;
	png_set_read_fn(png, decoder, on_read);
	png_set_user_limits(png, IMAGE_MAX_SIDE, IMAGE_MAX_SIDE);
	png_set_chunk_malloc_max(png, MAX_CHUNK_BYTES);
	/* All chunks that are not needed for the pixels. */
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	return read_picture(decoder);
}

bool image_read_png(Bytes file, Arena *arena, Image *image, Error *err)
{
	if (!check_size(file, err))
		return false;
	Decoder decoder = {.file = file, .arena = arena, .err = err};
	decoder.png =
		png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, on_error, on_warning);
	if (decoder.png)
		decoder.info = png_create_info_struct(decoder.png);
	bool ok = decoder.info ? read_guarded(&decoder) : failed(err, "libpng cannot start");
	png_destroy_read_struct(&decoder.png, &decoder.info, NULL);
	if (ok)
		*image = decoder.image;
	return ok;
}
