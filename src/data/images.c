/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/images.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/base/file.h"
#include "src/base/threads.h"
#include "src/data/image_reader.h"

static bool is_folder(const char *path)
{
	struct stat info;
	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool images_sniff(const char *path)
{
	struct stat info;
	uint8_t start[1 << 14];
	if (strcmp(path, "-") == 0 || stat(path, &info) != 0)
		return false;
	if (!S_ISREG(info.st_mode))
		return S_ISDIR(info.st_mode);
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : pread(fd, start, sizeof start, 0);
	if (fd >= 0)
		close(fd);
	return n > 0 && image_list_sniff((Bytes){start, (size_t)n});
}

static bool check_settings(const ImageSettings *how, Error *err)
{
	int width = how->width, height = how->height;
	if (width == 0 && height == 0)
		return true;
	return (width >= 1 && height >= 1 && width <= IMAGE_MAX_SIDE &&
			   height <= IMAGE_MAX_SIDE && (int64_t)width * height <= IMAGE_MAX_PIXELS) ||
		failed(err, "images of %dx%d pixels; %d a side and %d in all are the most", width,
			height, IMAGE_MAX_SIDE, IMAGE_MAX_PIXELS);
}

static bool read_list(const char *path, Arena *arena, ImageList *list, Error *err)
{
	Bytes text;
	if (is_folder(path))
		return image_list_folder(path, arena, list, err);
	return file_read(path, arena, &text, err) &&
		image_list_text(text, path, arena, list, err);
}

static bool load(const ImageList *list, size_t i, Arena *arena, Image *image, Error *err)
{
	return image_load(image_list_path(list, i, arena), arena, image, err);
}

/* The size and channels of the first image, or with skip_bad the first that can be read. */
static bool find_size(const ImageList *list, bool may_skip, Image *image, Error *err)
{
	Error first = {0};
	for (size_t i = 0; i < (may_skip ? list->n : 1); i++) {
		Arena scratch = {0};
		Error reason = {0};
		bool ok = load(list, i, &scratch, image, &reason);
		arena_finish(&scratch);
		image->pixels = NULL;
		if (ok)
			return true;
		failed(&first, "%s", reason.text);
	}
	if (may_skip)
		failed_in(&first, "none of %zu images can be read: ", list->n);
	return failed(err, "%s", first.text);
}

/* The form that the first image and the settings give the set. */
static bool find_form(const ImageList *list, const ImageSettings *how, ImageForm *form,
	Error *err)
{
	Image image = {0};
	if (!find_size(list, how->skip_bad, &image, err))
		return false;
	*form = (ImageForm){
		.width = how->width ? how->width : image.width,
		.height = how->height ? how->height : image.height,
		.channels = how->gray ? 1 : image.channels,
		.any_size = how->width > 0,
		.any_gray = how->gray,
	};
	return true;
}

/* --- Leaving out what cannot be read --- */

typedef enum Verdict { FITS, UNREADABLE, UNFIT } Verdict;

typedef struct Trial {
	const ImageList *list;
	const ImageForm *form;
	uint8_t *verdicts; /* Verdict, an image each */
} Trial;

static Verdict try_image(const Trial *trial, size_t i, Error *err)
{
	Arena scratch = {0};
	Image image;
	Verdict verdict = FITS;
	const char *path = image_list_path(trial->list, i, &scratch);
	if (!image_load(path, &scratch, &image, err))
		verdict = UNREADABLE;
	else if (!image_fit(trial->form, path, &image, &scratch, err))
		verdict = UNFIT;
	arena_finish(&scratch);
	return verdict;
}

static void try_one(void *context, int worker, int item)
{
	const Trial *trial = context;
	Error reason = {0};
	(void)worker;
	trial->verdicts[item] = (uint8_t)try_image(trial, (size_t)item, &reason);
}

static void keep_readable(ImageList *list, const uint8_t *verdicts)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++) {
		if (verdicts[i] == UNREADABLE)
			continue;
		list->starts[n] = list->starts[i];
		list->lengths[n] = list->lengths[i];
		if (list->classes)
			list->classes[n] = list->classes[i];
		n++;
	}
	list->n = n;
}

/* Of several images that do not fit, the first is named, whichever thread saw one first. */
static bool skip_bad(ImageList *list, const ImageForm *form, int n_threads, Error *err)
{
	Arena scratch = {0};
	Trial trial = {list, form, arena_alloc(&scratch, list->n)};
	parallel_for(n_threads, (int)list->n, try_one, &trial);
	const uint8_t *unfit = memchr(trial.verdicts, UNFIT, list->n);
	if (unfit)
		try_image(&trial, (size_t)(unfit - trial.verdicts), err);
	else
		keep_readable(list, trial.verdicts);
	arena_finish(&scratch);
	if (unfit || list->n == 0)
		return failed(err, "images changed while they were looked at");
	return true;
}

bool images_open(const char *path, const ImageSettings *how, Arena *arena, Array *pixels,
	Array *classes, int64_t *n_skipped, Error *err)
{
	ImageList list;
	ImageForm form;
	if (!check_settings(how, err) || !read_list(path, arena, &list, err) ||
		!find_form(&list, how, &form, err))
		return false;
	size_t n_listed = list.n;
	if (how->skip_bad && !skip_bad(&list, &form, how->n_threads, err))
		return false;
	const char *name = arena_text(arena, "%s", path);
	*n_skipped = (int64_t)(n_listed - list.n);
	*pixels = (Array){
		.name = name,
		.type = TYPE_UINT8,
		.shape = {4, {(int)list.n, form.height, form.width, form.channels}},
		.reader = image_reader_new(&list, &form, arena),
	};
	*classes = (Array){0};
	if (list.classes)
		*classes = (Array){
			.name = name,
			.type = TYPE_INT32,
			.shape = {1, {(int)list.n}},
			.data = list.classes,
		};
	return true;
}
