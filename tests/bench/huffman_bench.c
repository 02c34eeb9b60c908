/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast the Huffman codec is on one thread: huffman_bench MODEL FOLDER RUNS
 *
 * Two texts are coded: the int8 constants of the model, each with a code of its own, and 16 MB
 * drawn at random from the values of all of them, with one code. They are left in the folder as
 * "weights" and "drawn", for others to code. Of each a line is printed: its name, its bytes,
 * its bytes coded (tables and all), and the MB/s, the best of the runs, of encoding with the
 * counting and the making of the code, of encoding alone, and of decoding.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/format.h"
#include "src/base/rng.h"
#include "src/codec/huffman.h"
#include "src/graph/model.h"

enum { MAX_PARTS = 1000, DRAWN_BYTES = 16000000 };

/* What is coded, a part with a code of its own. */
typedef struct Text {
	uint8_t *bytes;
	size_t n;
	int n_parts;
	size_t part_bytes[MAX_PARTS];
} Text;

typedef struct Seconds {
	double all, encode, decode;
} Seconds;

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Code a part there and back, and add what it took. */
static bool code_part(const uint8_t *bytes, size_t n, uint8_t *decoded, Seconds *took,
	size_t *coded_bytes, Error *err)
{
	Arena arena = {0};
	const double start = now();
	SymbolCounts counts = symbol_counts_new(TYPE_INT8, &arena);
	symbol_counts_add(&counts, bytes, n);
	const HuffmanCode *code = huffman_code(&counts, &arena);
	const double coded = now();
	const Packed packed = {huffman_encode(code, bytes, n, &arena), code->ancillary};
	const double encoded = now();
	const PackShape shape = {.type = TYPE_INT8, .n = n};
	const bool ok = huffman_decode(&shape, &packed, decoded, err);
	took->all += encoded - start;
	took->encode += encoded - coded;
	took->decode += now() - encoded;
	*coded_bytes += packed.encoded.n + packed.ancillary.n;
	arena_finish(&arena);
	return ok &&
		(memcmp(bytes, decoded, n) == 0 || failed(err, "decoded to something else"));
}

static void keep_least(double *least, double seconds)
{
	if (*least == 0 || seconds < *least)
		*least = seconds;
}

static bool time_text(const char *name, const Text *text, int n_runs, Error *err)
{
	uint8_t *decoded = malloc(text->n);
	if (!decoded)
		return failed(err, "out of memory");
	size_t coded_bytes = 0;
	Seconds least = {0};
	bool ok = true;
	for (int run = 0; ok && run < n_runs; run++) {
		Seconds took = {0};
		coded_bytes = 0;
		const uint8_t *part = text->bytes;
		for (int i = 0; ok && i < text->n_parts; i++) {
			ok = code_part(part, text->part_bytes[i], decoded, &took, &coded_bytes, err);
			part += text->part_bytes[i];
		}
		keep_least(&least.all, took.all);
		keep_least(&least.encode, took.encode);
		keep_least(&least.decode, took.decode);
	}
	free(decoded);
	const double megabytes = (double)text->n / 1e6;
	if (ok)
		printf("%s %zu %zu %.0f %.0f %.0f\n", name, text->n, coded_bytes,
			megabytes / least.all, megabytes / least.encode, megabytes / least.decode);
	return ok;
}

static void take_weights(const Graph *graph, Arena *arena, Text *text)
{
	for (int pass = 0; pass < 2; pass++) {
		text->n_parts = 0;
		text->n = 0;
		for (int t = 0; t < graph->n_tensors && text->n_parts < MAX_PARTS; t++) {
			const Tensor *tensor = &graph->tensors[t];
			if (tensor->type != TYPE_INT8 || !tensor_is_constant(tensor))
				continue;
			const size_t n = tensor->buffer->n_bytes;
			if (pass)
				memcpy(text->bytes + text->n, tensor->buffer->data, n);
			text->part_bytes[text->n_parts++] = n;
			text->n += n;
		}
		if (!pass)
			text->bytes = arena_alloc(arena, text->n);
	}
}

static void draw(const Text *weights, Arena *arena, Text *text)
{
	Rng rng = rng_new(1);
	*text = (Text){arena_alloc(arena, DRAWN_BYTES), DRAWN_BYTES, 1, {DRAWN_BYTES}};
	for (size_t i = 0; i < text->n; i++)
		text->bytes[i] = weights->bytes[rng_below(&rng, weights->n)];
}

static bool save(const char *folder, const char *name, const Text *text, Error *err)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "wb");
	bool ok = file && fwrite(text->bytes, 1, text->n, file) == text->n;
	ok = file && fclose(file) == 0 && ok;
	return ok || failed(err, "cannot write %s", path);
}

static bool bench(char **argv, Arena *arena, Error *err)
{
	static Text weights, drawn;
	const int n_runs = atoi(argv[3]);
	if (n_runs < 1)
		return failed(err, "RUNS is 1 or more");
	Model *model = model_read(argv[1], err);
	if (!model)
		return false;
	take_weights(&model->graphs[0], arena, &weights);
	model_free(model);
	if (!weights.n)
		return failed(err, "%s has no int8 constants", argv[1]);
	draw(&weights, arena, &drawn);
	return save(argv[2], "weights", &weights, err) &&
		save(argv[2], "drawn", &drawn, err) &&
		time_text("weights", &weights, n_runs, err) &&
		time_text("drawn", &drawn, n_runs, err);
}

int main(int argc, char **argv)
{
	Error err = {0};
	Arena arena = {0};
	const bool ok = argc == 4 ? bench(argv, &arena, &err)
							  : failed(&err, "usage: huffman_bench MODEL FOLDER RUNS");
	if (!ok)
		fprintf(stderr, "huffman_bench: %s\n", err.text);
	arena_finish(&arena);
	return ok ? 0 : 2;
}
