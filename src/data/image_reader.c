/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/image_reader.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#include "src/base/file.h"
#include "src/base/threads.h"
#include "src/data/png.h"

enum { MAX_FILE_BYTES = 1 << 30 };

bool image_load(const char *path, Arena *arena, Image *image, Error *err)
{
	struct stat info;
	Bytes file;
	if (stat(path, &info) != 0)
		return failed(err, "%s: %s", path, strerror(errno));
	if (!S_ISREG(info.st_mode))
		return failed(err, "%s: not a regular file", path);
	if (info.st_size > MAX_FILE_BYTES)
		return failed(err, "%s: %lld bytes; %d are the most for an image", path,
			(long long)info.st_size, MAX_FILE_BYTES);
	if (!file_read(path, arena, &file, err))
		return false;
	return image_read_png(file, arena, image, err) || failed_in(err, "%s: ", path);
}

bool image_fit(const ImageForm *form, const char *path, Image *image, Arena *arena,
	Error *err)
{
	if (form->channels < image->channels && !form->any_gray)
		return failed(err,
			"%s: in colour, the first image is gray: --gray makes all gray", path);
	if ((form->width != image->width || form->height != image->height) && !form->any_size)
		return failed(err,
			"%s: %dx%d pixels, the first image has %dx%d: --resize WxH makes them equal",
			path, image->width, image->height, form->width, form->height);
	Image converted = image_convert(*image, form->channels, arena);
	*image = image_resize(converted, form->width, form->height, arena);
	return true;
}

/* --- Images that are kept between the reads of their parts --- */

typedef struct Slot {
	struct Slot *next;
	size_t image;     /* SIZE_MAX: none */
	bool is_busy;     /* a thread has it; all else here is that thread's then */
	bool is_finished; /* read to its end: nobody is likely to ask again */
	uint64_t used;    /* when last, in reads */
	uint8_t *pixels;
} Slot;

typedef struct Cache {
	pthread_mutex_t lock;
	Arena memory; /* of the slots */
	Slot *slots;
	int n_slots, n_cores;
	uint64_t n_reads;
	size_t image_bytes;
} Cache;

typedef struct ImageReader {
	ArrayReader reader; /* first: a pointer to it is one to the whole */
	ImageList list;
	ImageForm form;
	Cache *cache;
} ImageReader;

static Slot *new_slot(Cache *cache)
{
	Slot *slot = arena_alloc(&cache->memory, sizeof *slot);
	slot->next = cache->slots;
	slot->image = SIZE_MAX;
	slot->pixels = arena_alloc(&cache->memory, cache->image_bytes);
	cache->slots = slot;
	cache->n_slots++;
	return slot;
}

/* The slot that has the image; else one that can be spared, or a new one. */
static Slot *choose_slot(Cache *cache, size_t image)
{
	Slot *finished = NULL, *oldest = NULL;
	for (Slot *slot = cache->slots; slot; slot = slot->next) {
		if (slot->is_busy)
			continue;
		if (slot->image == image)
			return slot;
		if (slot->is_finished)
			finished = slot;
		if (!oldest || slot->used < oldest->used)
			oldest = slot;
	}
	if (finished)
		return finished;
	return oldest && cache->n_slots >= cache->n_cores ? oldest : new_slot(cache);
}

static Slot *take_slot(Cache *cache, size_t image)
{
	pthread_mutex_lock(&cache->lock);
	Slot *slot = choose_slot(cache, image);
	slot->is_busy = true;
	slot->used = ++cache->n_reads;
	pthread_mutex_unlock(&cache->lock);
	return slot;
}

static void give_back(Cache *cache, Slot *slot, bool is_finished)
{
	pthread_mutex_lock(&cache->lock);
	slot->is_busy = false;
	slot->is_finished = is_finished;
	pthread_mutex_unlock(&cache->lock);
}

/* --- The reader --- */

static bool decode(const ImageReader *reader, size_t i, uint8_t *pixels, Error *err)
{
	Arena scratch = {0};
	Image image;
	const char *path = image_list_path(&reader->list, i, &scratch);
	bool ok = image_load(path, &scratch, &image, err) &&
		image_fit(&reader->form, path, &image, &scratch, err);
	if (ok)
		memcpy(pixels, image.pixels, reader->cache->image_bytes);
	arena_finish(&scratch);
	return ok;
}

/* Bytes first to first + count - 1 of image i, which must be in it. */
static bool read_part(const ImageReader *reader, size_t i, size_t first, size_t count,
	uint8_t *to, Error *err)
{
	Cache *cache = reader->cache;
	Slot *slot = take_slot(cache, i);
	bool ok = slot->image == i;
	if (!ok) {
		ok = decode(reader, i, slot->pixels, err);
		slot->image = ok ? i : SIZE_MAX;
	}
	if (ok)
		memcpy(to, slot->pixels + first, count);
	give_back(cache, slot, !ok || first + count == cache->image_bytes);
	return ok;
}

static bool read_images(const ArrayReader *array_reader, size_t first, size_t count,
	void *to, Error *err)
{
	const ImageReader *reader = (const ImageReader *)array_reader;
	size_t image_bytes = reader->cache->image_bytes;
	uint8_t *at = to;
	while (count > 0) {
		size_t i = first / image_bytes, within = first % image_bytes;
		size_t n = image_bytes - within < count ? image_bytes - within : count;
		if (!read_part(reader, i, within, n, at, err))
			return false;
		at += n;
		first += n;
		count -= n;
	}
	return true;
}

static void close_images(ArrayReader *array_reader)
{
	Cache *cache = ((ImageReader *)array_reader)->cache;
	pthread_mutex_destroy(&cache->lock);
	arena_finish(&cache->memory);
}

ArrayReader *image_reader_new(const ImageList *list, const ImageForm *form, Arena *arena)
{
	Cache *cache = arena_alloc(arena, sizeof *cache);
	cache->n_cores = cpu_count();
	cache->image_bytes =
		(size_t)form->width * (size_t)form->height * (size_t)form->channels;
	pthread_mutex_init(&cache->lock, NULL);
	ImageReader *reader = arena_alloc(arena, sizeof *reader);
	*reader = (ImageReader){
		.reader = {read_images, close_images},
		.list = *list,
		.form = *form,
		.cache = cache,
	};
	return &reader->reader;
}
