/* SPDX-License-Identifier: Apache-2.0 */
/* That memory does not grow with the data: the program itself, on more than fits. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "src/data/npy_header.h"
#include "tests/unit/shared.h"

enum { IMAGES = 10000, IMAGE_BYTES = 96 * 96 * 3 };

/* Repeated blocks of images, each image different. */
static void write_images(const char *path)
{
	enum { BLOCK = 16 };
	static uint8_t images[BLOCK * IMAGE_BYTES];
	char header[NPY_HEADER_ROOM];
	size_t n;
	Error err = {0};
	uint32_t state = 1;
	FILE *file = fopen(path, "wb");
	cr_assert(file &&
		npy_header_write(TYPE_UINT8, (Shape){4, {IMAGES, 96, 96, 3}}, header, &n, &err));
	fwrite(header, 1, n, file);
	for (size_t i = 0; i < sizeof images; i++) {
		state = state * 1664525 + 1013904223;
		images[i] = (uint8_t)(state >> 24);
	}
	for (int i = 0; i < IMAGES; i += BLOCK)
		fwrite(images, 1, sizeof images, file);
	cr_assert(fclose(file) == 0, "%s: no room for %d images", path, IMAGES);
}

/* Run the program and wait for it; its exit status. */
static int run(const char *const *arguments)
{
	int status = 0;
	pid_t child = fork();
	cr_assert_neq(child, -1);
	if (child == 0) {
		execv(arguments[0], (char *const *)arguments);
		_exit(127);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(memory, does_not_grow_with_the_data_that_calibrates)
{
	char model[SHARED_PATH_BYTES], folder[] = "/tmp/whit-memory-XXXXXX", data[64],
								   out[64];
	const char *whit = getenv("WHIT");
	shared_path("data/models/vww_float.tflite", model);
	if (!whit)
		cr_skip_test("WHIT does not say where the program is");
#ifdef UNDER_ASAN
	cr_skip_test("the address sanitizer takes memory of its own");
#endif
	cr_assert(mkdtemp(folder));
	snprintf(data, sizeof data, "%s/x.npy", folder);
	snprintf(out, sizeof out, "%s/out.tflite", folder);
	write_images(data);
	const char *const arguments[] = {whit, "quantize", model, "--data", data, "--scale",
		"0.00392156862745098", "-o", out, "--quiet", NULL};
	int status = run(arguments);
	unlink(data);
	unlink(out);
	rmdir(folder);
	cr_assert_eq(status, 0);

	struct rusage used;
	getrusage(RUSAGE_CHILDREN, &used);
	measured("calibrating on %d images, %.0f MB: %.0f MB at peak", IMAGES,
		(double)IMAGES * IMAGE_BYTES / 1e6, (double)used.ru_maxrss * 1024 / 1e6);
	cr_expect_lt(used.ru_maxrss, 300 * 1000 * 1000 / 1024);
}

/* --- Data that are packed, or text: samples/gesture.tflite takes 64 of 3 values --- */

enum { SAMPLE_VALUES = 192, BLOCK_SAMPLES = 1000 };

static uint8_t value_at(size_t i)
{
	return (uint8_t)(i * 2654435761u >> 13);
}

/* 1,000,000 samples of uint8. */
static void write_gzip(const char *path)
{
	enum { BLOCKS = 1000 };
	static uint8_t block[BLOCK_SAMPLES * SAMPLE_VALUES];
	const uint8_t header[] = {0, 0, 8, 2, 0, 0x0f, 0x42, 0x40, 0, 0, 0, SAMPLE_VALUES};
	gzFile file = gzopen(path, "wb1");
	cr_assert(file && gzwrite(file, header, sizeof header) == sizeof header);
	for (size_t i = 0; i < sizeof block; i++)
		block[i] = value_at(i / 16);
	for (int i = 0; i < BLOCKS; i++)
		cr_assert_eq(gzwrite(file, block, sizeof block), (int)sizeof block);
	cr_assert_eq(gzclose(file), Z_OK);
}

/* 200,000 samples. */
static void write_table(const char *path)
{
	enum { BLOCKS = 200 };
	static char block[BLOCK_SAMPLES * SAMPLE_VALUES * 4 + 1];
	size_t n = 0;
	FILE *file = fopen(path, "w");
	cr_assert(file);
	for (size_t i = 0; i < (size_t)BLOCK_SAMPLES * SAMPLE_VALUES; i++)
		n += (size_t)snprintf(block + n, sizeof block - n, "%d%c", value_at(i),
			i % SAMPLE_VALUES == SAMPLE_VALUES - 1 ? '\n' : ',');
	for (int i = 0; i < BLOCKS; i++)
		cr_assert_eq(fwrite(block, 1, n, file), n);
	cr_assert(fclose(file) == 0);
}

/* The program on a thousand rows, drawn from all, which it must have read for that. */
static void expect_small_memory(const char *what, double megabytes,
	void (*write_data)(const char *path))
{
	enum { MOST_MEGABYTES = 48 };
	char folder[] = "/tmp/whit-memory-XXXXXX", data[64], out[64];
	const char *whit = getenv("WHIT");
	if (!whit)
		cr_skip_test("WHIT does not say where the program is");
#ifdef UNDER_ASAN
	cr_skip_test("the address sanitizer takes memory of its own");
#endif
	cr_assert(mkdtemp(folder));
	snprintf(data, sizeof data, "%s/x", folder);
	snprintf(out, sizeof out, "%s/y.npy", folder);
	write_data(data);
	const char *const arguments[] = {whit, "run", "samples/gesture.tflite", "--data",
		data, "--shuffle", "--limit", "1000", "-o", out, "--quiet", NULL};
	int status = run(arguments);
	unlink(data);
	unlink(out);
	rmdir(folder);
	cr_assert_eq(status, 0);

	struct rusage used;
	getrusage(RUSAGE_CHILDREN, &used);
	measured("a thousand rows of %s, %.0f MB: %.0f MB at peak", what, megabytes,
		(double)used.ru_maxrss * 1024 / 1e6);
	cr_expect_lt(used.ru_maxrss, MOST_MEGABYTES * 1000 * 1000 / 1024);
}

Test(memory, does_not_grow_with_what_is_unpacked)
{
	expect_small_memory("gzip'd IDX", 192, write_gzip);
}

Test(memory, does_not_grow_with_a_table)
{
	expect_small_memory("CSV as float32", 153.6, write_table);
}
