/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/tflite/parts.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <string.h>

#include "formats/format.h"
#include "src/base/file.h"
#include "tests/unit/shared.h"

static const char *const gesture = "samples/gesture.tflite";

static Bytes read_file(const char *path, Arena *arena)
{
	Error err = {0};
	Bytes file;
	cr_assert(file_read(path, arena, &file, &err), "%s", err.text);
	return file;
}

static TfliteParts parts_of(Bytes file)
{
	Error err = {0};
	TfliteParts parts;
	cr_assert(tflite_parts(file, &parts, &err), "%s", err.text);
	return parts;
}

static size_t sum_of(TfliteParts parts)
{
	return parts.weight_bytes + parts.quantization_bytes + parts.name_bytes +
		parts.table_bytes;
}

static Model *read_gesture(void)
{
	Error err = {0};
	Model *model = model_read(gesture, &err);
	cr_assert(model, "%s", err.text);
	return model;
}

/* The parts of the file that a model makes. */
static TfliteParts parts_written(const Model *model)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	cr_assert(model_to_bytes(model, NULL, &arena, &file, &err), "%s", err.text);
	TfliteParts parts = parts_of(file);
	cr_expect_eq(sum_of(parts), file.n);
	arena_finish(&arena);
	return parts;
}

Test(tflite_parts, weights_are_the_constants)
{
	Model *model = read_gesture();
	size_t n_bytes = 0;
	for (int i = 0; i < model->n_buffers; i++)
		n_bytes += model->buffers[i]->n_bytes;
	cr_expect_eq(parts_written(model).weight_bytes, n_bytes);
	model_free(model);
}

Test(tflite_parts, a_longer_name_is_in_the_names)
{
	Model *model = read_gesture();
	TfliteParts before = parts_written(model);
	Tensor *weights = &model->graphs[0].tensors[1];
	weights->name = arena_text(&model->arena, "%s, renamed", weights->name);
	cr_expect_eq(parts_written(model).name_bytes,
		before.name_bytes + strlen(", renamed"));
	model_free(model);
}

Test(tflite_parts, scales_and_ranges_are_quantization)
{
	Model *model = read_gesture();
	float scale[] = {0.5F}, least[] = {-1}, most[] = {1};
	int64_t zero_point[] = {3};
	Quantization q = {.n_scales = 1,
		.n_zero_points = 1,
		.n_min = 1,
		.n_max = 1,
		.scale = scale,
		.zero_point = zero_point,
		.min = least,
		.max = most};
	cr_expect_eq(parts_written(model).quantization_bytes, 0);
	model->graphs[0].tensors[0].quantization = &q;
	cr_expect_eq(parts_written(model).quantization_bytes, 4 + 8 + 4 + 4);
	model_free(model);
}

Test(tflite_parts, what_is_shared_counts_once)
{
	Model *model = read_gesture();
	TfliteParts before = parts_written(model);
	Graph *graph = &model->graphs[0];
	int twin = 1;
	cr_assert(tensor_is_constant(&graph->tensors[twin]));
	graph_add_tensor(model, graph, graph->tensors[twin]);
	TfliteParts after = parts_written(model);
	cr_expect_eq(after.weight_bytes, before.weight_bytes);
	cr_expect_eq(after.name_bytes, before.name_bytes);
	cr_expect_gt(after.table_bytes, before.table_bytes);
	model_free(model);
}

Test(tflite_parts, constants_that_nothing_uses_are_no_weights)
{
	static const uint8_t bytes[1000] = {1};
	Model *model = read_gesture();
	TfliteParts before = parts_written(model);
	model_add_buffer(model, bytes, sizeof bytes);
	TfliteParts after = parts_written(model);
	cr_expect_eq(after.weight_bytes, before.weight_bytes);
	cr_expect_geq(after.table_bytes, before.table_bytes + sizeof bytes);
	model_free(model);
}

Test(tflite_parts, metadata_counts_with_the_names)
{
	static const uint8_t bytes[16] = "1.5.0";
	Model *model = read_gesture();
	TfliteParts before = parts_written(model);
	Metadata metadata = {.name = "min_runtime_version",
		.buffer = model_add_buffer(model, bytes, sizeof bytes)};
	model->metadata = &metadata;
	model->n_metadata = 1;
	cr_expect_eq(parts_written(model).name_bytes,
		before.name_bytes + strlen(metadata.name) + 1 + sizeof bytes);
	model_free(model);
}

Test(tflite_parts, bytes_that_nothing_refers_to_are_tables)
{
	Arena arena = {0};
	Bytes file = read_file(gesture, &arena);
	uint8_t *longer = arena_alloc(&arena, file.n + 100);
	memcpy(longer, file.data, file.n);
	TfliteParts before = parts_of(file), after = parts_of((Bytes){longer, file.n + 100});
	cr_expect_eq(after.table_bytes, before.table_bytes + 100);
	cr_expect_eq(sum_of(after), file.n + 100);
	arena_finish(&arena);
}

Test(tflite_parts, a_broken_file_has_none)
{
	Arena arena = {0};
	Error err = {0};
	TfliteParts parts = {.weight_bytes = 7};
	Bytes file = read_file(gesture, &arena);
	cr_expect_not(tflite_parts((Bytes){file.data, file.n / 2}, &parts, &err));
	cr_expect_neq(err.text[0], 0);
	cr_expect_eq(parts.weight_bytes, 7, "the result is set only on success");
	arena_finish(&arena);
}

/* --- Recorded models --- */

static const char *models_folder(Arena *arena)
{
	char path[SHARED_PATH_BYTES];
	shared_path("data/models", path);
	return arena_text(arena, "%s", path);
}

Test(tflite_parts, of_real_models_add_up_to_the_file)
{
	Arena arena = {0};
	const char *path = models_folder(&arena);
	DIR *folder = opendir(path);
	if (!folder)
		cr_skip_test("%s is missing", path);
	for (const struct dirent *entry; (entry = readdir(folder));) {
		const char *suffix = strrchr(entry->d_name, '.');
		if (!suffix || strcmp(suffix, ".tflite") != 0)
			continue;
		Bytes file = read_file(arena_text(&arena, "%s/%s", path, entry->d_name), &arena);
		cr_expect_eq(sum_of(parts_of(file)), file.n, "%s", entry->d_name);
	}
	closedir(folder);
	arena_finish(&arena);
}

/* Counted apart from whit, in the JSON that FlatBuffers' flatc makes of the files. */
Test(tflite_parts, of_real_models_are_those_that_flatc_shows)
{
	static const struct {
		const char *name;
		TfliteParts parts;
	} expected[] = {
		{"kws_int8", {24376, 18736, 5551, 5273}},
		{"kws_hybrid", {33592, 60, 5551, 4189}},
		{"vww_int8", {219072, 88216, 14161, 11839}},
		{"ad_float", {1063456, 0, 1416, 2776}},
	};
	Arena arena = {0};
	const char *folder = models_folder(&arena);
	DIR *there = opendir(folder);
	if (!there)
		cr_skip_test("%s is missing", folder);
	closedir(there);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		const char *name = expected[i].name;
		const char *path = arena_text(&arena, "%s/%s.tflite", folder, name);
		TfliteParts parts = parts_of(read_file(path, &arena)), want = expected[i].parts;
		cr_expect_eq(parts.weight_bytes, want.weight_bytes, "%s", name);
		cr_expect_eq(parts.quantization_bytes, want.quantization_bytes, "%s", name);
		cr_expect_eq(parts.name_bytes, want.name_bytes, "%s", name);
		cr_expect_eq(parts.table_bytes, want.table_bytes, "%s", name);
	}
	arena_finish(&arena);
}
