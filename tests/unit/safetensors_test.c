/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/safetensors/safetensors.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/build.h"

/* A file of a header, as it is, and a buffer that counts up from 0. */
static Bytes file_of(const char *header, size_t buffer_bytes, Arena *arena)
{
	uint64_t length = strlen(header);
	size_t start = sizeof length + (size_t)length;
	uint8_t *file = arena_alloc(arena, start + buffer_bytes);
	memcpy(file, &length, sizeof length);
	memcpy(file + sizeof length, header, (size_t)length);
	for (size_t i = 0; i < buffer_bytes; i++)
		file[start + i] = (uint8_t)i;
	return (Bytes){file, start + buffer_bytes};
}

/* A header filled up to a multiple of 8. */
static const char *padded(const char *header, Arena *arena)
{
	int n = (int)(strlen(header) % 8);
	return arena_text(arena, "%s%*s", header, n ? 8 - n : 0, "");
}

static Model *model_of(Bytes file)
{
	Error err = {0};
	Model *model = model_from_bytes_any(file, "w.safetensors", &err);
	cr_assert(model, "%s", err.text);
	return model;
}

/* What is written of what is read from a file. */
static Bytes rewritten(Bytes file, Arena *arena)
{
	Error err = {0};
	Bytes written;
	Model *model = model_of(file);
	cr_assert(model_to_bytes(model, NULL, arena, &written, &err), "%s", err.text);
	model_free(model);
	return written;
}

static void expect_bytes(Bytes file, Bytes expected)
{
	cr_assert_eq(file.n, expected.n, "%zu bytes, not %zu", file.n, expected.n);
	cr_expect(memcmp(file.data, expected.data, file.n) == 0);
}

static void expect_tensor(const Model *model, int i, const char *name, DataType type,
	int rank, const int *dims, int first_value)
{
	const Tensor *tensor = &model->graphs[0].tensors[i];
	cr_expect_str_eq(tensor->name, name);
	cr_expect_eq(tensor->type, type, "%s", name);
	cr_assert_eq(tensor->rank, rank, "%s", name);
	if (rank)
		cr_expect_arr_eq(tensor->dims, dims, (size_t)rank * sizeof *dims);
	cr_expect_eq((uintptr_t)tensor->buffer->data % ARENA_SMALL_ALIGNMENT, 0, "%s", name);
	if (first_value >= 0)
		cr_expect_eq(tensor->buffer->data[0], first_value, "%s", name);
	else
		cr_expect_eq(tensor->buffer->n_bytes, 0, "%s", name);
}

Test(safetensors, tensors_are_read_in_the_order_of_their_values)
{
	Arena arena = {0};
	Model *model = model_of(file_of(
		"{\"b\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[3,11]},"
		"\"__metadata__\":{\"format\":\"pt\",\"a \\\"b\\\"\":\"\"},"
		"\"none\" : {\"shape\":[4, 0],\"data_offsets\":[11,11],\"dtype\":\"F16\"},"
		"\"one\\u00e9\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[2,3]},"
		"\"deep\":{\"dtype\":\"I8\",\"shape\":[1,1,1,2,1,1,1,1],\"data_offsets\":[0,2]}} "
		"\n",
		11, &arena));
	cr_expect(model->is_weights_only);
	cr_assert_eq(model->graphs[0].n_tensors, 4);
	expect_tensor(model, 0, "deep", TYPE_INT8, DIMS(1, 1, 1, 2, 1, 1, 1, 1), 0);
	expect_tensor(model, 1, "one\xc3\xa9", TYPE_UINT8, 0, NULL, 2);
	expect_tensor(model, 2, "b", TYPE_FLOAT32, DIMS(2, 1), 3);
	expect_tensor(model, 3, "none", TYPE_FLOAT16, DIMS(4, 0), -1);
	cr_assert_eq(model->n_metadata, 2);
	cr_expect_str_eq(model->metadata[0].name, "format");
	cr_expect_eq(model->metadata[0].buffer->n_bytes, 2);
	cr_expect_str_eq(model->metadata[1].name, "a \"b\"");
	model_free(model);
	arena_finish(&arena);
}

/* As the reference writes it: all its types, metadata first, filled up to a multiple of 8. */
Test(safetensors, what_the_reference_writes_is_written_again)
{
	Arena arena = {0};
	static const char header[] =
		"{\"__metadata__\":{\"z\":\"1\",\"a\":\"\xc3\xa9\\n\\u001f\\\\/\"},"
		"\"u8b\":{\"dtype\":\"U64\",\"shape\":[],\"data_offsets\":[0,8]},"
		"\"i8b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]},"
		"\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[16,24]},"
		"\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]},"
		"\"f0\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[28,28]},"
		"\"f1\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[28,32]},"
		"\"w\":{\"dtype\":\"U32\",\"shape\":[1],\"data_offsets\":[32,36]},"
		"\"i\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[36,40]},"
		"\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[40,42]},"
		"\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[42,44]},"
		"\"v\":{\"dtype\":\"U16\",\"shape\":[1],\"data_offsets\":[44,46]},"
		"\"s\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[46,48]},"
		"\"e4\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[48,49]},"
		"\"e5\":{\"dtype\":\"F8_E5M2\",\"shape\":[1],\"data_offsets\":[49,50]},"
		"\"c\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[50,51]},"
		"\"u\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[51,52]},"
		"\"m\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[52,53]}}";
	const char *padded =
		arena_text(&arena, "%s%*s", header, (int)((8 - strlen(header) % 8) % 8), "");
	Bytes file = file_of(padded, 53, &arena);
	expect_bytes(rewritten(file, &arena), file);
	file = file_of("{}      ", 0, &arena);
	expect_bytes(rewritten(file, &arena), file);
	arena_finish(&arena);
}

Test(safetensors, what_another_wrote_is_put_in_the_usual_order)
{
	Arena arena = {0};
	Bytes written = rewritten(
		file_of("{\"m\":{\"dtype\":\"I8\",\"data_offsets\":[0,1],\"shape\":[1]},"
				" \"b\":{\"dtype\":\"I16\",\"data_offsets\":[3,5],\"shape\":[1]},"
				" \"a\":{\"dtype\":\"I16\",\"data_offsets\":[1,3],\"shape\":[1]}}",
			5, &arena),
		&arena);
	const char *header =
		padded("{\"a\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[0,2]},"
			   "\"b\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[2,4]},"
			   "\"m\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[4,5]}}",
			&arena);
	Bytes expected = file_of(header, 5, &arena);
	static const uint8_t values[] = {1, 2, 3, 4, 0};
	cr_assert_eq(written.n, expected.n);
	cr_expect(memcmp(written.data, expected.data, expected.n - 5) == 0);
	cr_expect(memcmp(written.data + written.n - 5, values, 5) == 0);
	expect_bytes(rewritten(written, &arena), written);
	arena_finish(&arena);
}

/* --- Refusals --- */

static void expect_refused(const char *header, size_t buffer_bytes, const char *expected)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file = file_of(header, buffer_bytes, &arena);
	cr_expect_null(model_from_bytes_any(file, "w", &err), "%s", header);
	cr_expect_str_eq(err.text, expected);
	arena_finish(&arena);
}

Test(safetensors, refuses_what_is_no_header)
{
	static const char no_object[] = "w: header: not JSON, or not an object of it";
	static const char zero[] = "w: header: a text has a zero in it";
	expect_refused("{", 0, no_object);
	expect_refused("{} x", 0, no_object);
	expect_refused("{\"a\":1,}", 0, no_object);
	expect_refused("{\"a\":[1}", 0, no_object);
	expect_refused("{\"a", 0, no_object);
	expect_refused("{\"a\\u0000b\":{}}", 0, zero);
	expect_refused("{\"a\\\\\\u0000b\":{}}", 0, zero);
	expect_refused("{\"a\\\\u0000b\":1}", 0, "w: tensor 'a\\u0000b': expected an object");
	expect_refused("{\"a\\", 0, no_object);
	expect_refused("{\"a\xff\":1}", 0, "w: 'a\xff' is not UTF-8");
	expect_refused("{\"a\":{},\"b\":{},\"a\":{}}", 0, "w: 'a' comes twice");
}

Test(safetensors, refuses_metadata_that_are_no_texts)
{
	expect_refused("{\"__metadata__\":[]}", 0, "w: __metadata__: expected an object");
	expect_refused("{\"__metadata__\":{\"a\":1}}", 0,
		"w: __metadata__: 'a': expected a text in UTF-8");
	expect_refused("{\"__metadata__\":{\"a\":\"\xc0\x80\"}}", 0,
		"w: __metadata__: 'a': expected a text in UTF-8");
	expect_refused("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0,
		"w: __metadata__: 'a' comes twice");
}

/* A tensor called x of these keys, in a file of 4 bytes of values. */
static void expect_tensor_refused(const char *keys, const char *expected)
{
	Arena arena = {0};
	expect_refused(arena_text(&arena, "{\"x\":{%s}}", keys), 4,
		arena_text(&arena, "w: tensor 'x': %s", expected));
	arena_finish(&arena);
}

Test(safetensors, refuses_tensors_that_are_not_told_of_rightly)
{
#define TYPE "\"dtype\":\"F32\","
#define SHAPE "\"shape\":[1],"
#define PLACE "\"data_offsets\":[0,4]"
	static const char whole[] = "expected whole numbers, 0 or more";
	Arena arena = {0};
	expect_tensor_refused(SHAPE PLACE, "no \"dtype\"");
	expect_tensor_refused(TYPE PLACE, "no \"shape\"");
	expect_tensor_refused(TYPE "\"shape\":[1]", "no \"data_offsets\"");
	expect_tensor_refused(TYPE SHAPE SHAPE PLACE, "\"shape\" comes twice");
	expect_tensor_refused("\"Shape\":1," TYPE SHAPE PLACE,
		"'Shape' is no key of a tensor");
	expect_tensor_refused("\"dtype\":1," SHAPE PLACE,
		"\"dtype\": expected a text such as \"F32\"");
	expect_tensor_refused("\"dtype\":\"f32\"," SHAPE PLACE,
		"\"dtype\": 'f32' is not a type that can be read");
	expect_tensor_refused(TYPE "\"shape\":1," PLACE, "\"shape\": expected a list");
	static const char *const numbers[] = {"-1", "1.5", "\"1\"", "null", "1e400",
		"9007199254740993"};
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		expect_tensor_refused(arena_text(&arena, TYPE "\"shape\":[%s]," PLACE,
								  numbers[i]),
			arena_text(&arena, "\"shape\": %s", whole));
		expect_tensor_refused(arena_text(&arena, TYPE SHAPE "\"data_offsets\":[0,%s]",
								  numbers[i]),
			arena_text(&arena, "\"data_offsets\": %s", whole));
	}
	expect_tensor_refused(TYPE "\"shape\":[0,2147483648]," PLACE,
		"\"shape\": dimension 1 is over 2147483647");
	expect_tensor_refused(TYPE SHAPE "\"data_offsets\":[0]",
		"\"data_offsets\": expected a list of two");
	expect_tensor_refused(TYPE SHAPE "\"data_offsets\":[4,0]",
		"\"data_offsets\": the end is before the beginning");
	expect_tensor_refused(TYPE SHAPE "\"data_offsets\":[1,5]",
		"\"data_offsets\": goes past the end of the file");
	arena_finish(&arena);
}

Test(safetensors, refuses_sizes_that_do_not_fit)
{
	expect_tensor_refused(TYPE "\"shape\":[2]," PLACE,
		"4 bytes of data, but its shape needs 2 F32 values");
	expect_tensor_refused(TYPE "\"shape\":[0]," PLACE,
		"4 bytes of data, but its shape needs 0 F32 values");
	expect_tensor_refused(TYPE "\"shape\":[],\"data_offsets\":[4,4]",
		"0 bytes of data, but its shape needs 1 F32 values");
	expect_tensor_refused(TYPE "\"shape\":[2147483647,2147483647,2147483647]," PLACE,
		"\"shape\": too many elements");
	expect_tensor_refused(TYPE "\"shape\":[2147483647,2147483647]," PLACE,
		"4 bytes of data, but its shape needs 4611686014132420609 F32 values");
}

Test(safetensors, refuses_tensors_that_are_not_side_by_side)
{
	static const char two[] =
		"{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[%d,%d]},"
		"\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[%d,%d]}}";
	Arena arena = {0};
	expect_refused(arena_text(&arena, two, 2, 4, 0, 2), 5,
		"w: 1 bytes after the last tensor");
	expect_refused(arena_text(&arena, two, 0, 2, 3, 5), 5,
		"w: tensor 'b': begins at byte 3, after a hole");
	expect_refused(arena_text(&arena, two, 1, 3, 0, 2), 3,
		"w: tensor 'a': begins at byte 1, where another one is");
	expect_refused(arena_text(&arena, two, 0, 2, 0, 2), 2,
		"w: tensor 'b': begins at byte 0, where another one is");
	expect_refused("{}", 1, "w: 1 bytes after the last tensor");
	arena_finish(&arena);
}

Test(safetensors, refuses_a_header_that_goes_past_the_end)
{
	Arena arena = {0};
	Error err = {0};
	uint8_t *file = arena_copy(&arena, file_of("{} ", 0, &arena).data, 11);
	file[0] = 4;
	cr_expect_null(model_from_bytes_any((Bytes){file, 11}, "w", &err));
	cr_expect_str_eq(err.text, "w: header: 4 bytes go past the end of the file");
	file[3] = 6; /* over 100 MB is no such file */
	err = (Error){0};
	cr_expect_null(model_from_bytes_any((Bytes){file, 11}, "w", &err));
	cr_expect(strncmp(err.text, "w: not a model", 14) == 0, "%s", err.text);
	arena_finish(&arena);
}

/* --- Weights are no network --- */

Test(safetensors, a_network_is_not_read_from_weights)
{
	Arena arena = {0};
	Error err = {0};
	cr_expect_null(model_from_bytes(file_of("{}", 0, &arena), "w", &err));
	cr_expect_str_eq(err.text, "w: holds weights only, and no network");
	arena_finish(&arena);
}

Test(safetensors, neither_can_be_written_as_the_other)
{
	Arena arena = {0};
	Error err = {0};
	Bytes file;
	Model *weights = model_of(file_of("{}", 0, &arena)), *network = test_model_new(1);
	network->name = "n.tflite";
	cr_expect(!model_to_bytes(network, "a.safetensors", &arena, &file, &err));
	cr_expect_str_eq(err.text,
		"a.safetensors: .safetensors files hold weights only; the network of n.tflite "
		"would "
		"be lost");
	err = (Error){0};
	cr_expect(!model_to_bytes(weights, "a.tflite", &arena, &file, &err));
	cr_expect_str_eq(err.text,
		"a.tflite: w.safetensors holds weights and no network, which .tflite files are "
		"for");
	model_free(network);
	model_free(weights);
	arena_finish(&arena);
}

Test(safetensors, what_the_format_cannot_hold_is_not_written)
{
	Arena arena = {0};
	Bytes file;
	for (int i = 0; i < 2; i++) {
		Error err = {0};
		Model *model = test_model_new(1);
		model->is_weights_only = true;
		int tensor = test_constant(model, i ? TYPE_INT4 : TYPE_INT8, DIMS(2));
		if (i == 0)
			test_quantized(model, tensor, 0.5f, 0);
		cr_expect(!model_to_bytes(model, "a.safetensors", &arena, &file, &err));
		cr_expect_str_eq(err.text,
			i ? "a.safetensors: tensor '#0': the format has no type for int4"
			  : "a.safetensors: tensor '#0': the format has no place for its scales");
		model_free(model);
	}
	arena_finish(&arena);
}

/* Every byte of a file wrong in some ways, and every end missing: read, or refused. */
Test(safetensors, survives_wrong_bytes_and_missing_ends)
{
	static const uint8_t flips[] = {0x01, 0x02, 0x20, 0x80, 0xff};
	Arena arena = {0};
	Bytes file = file_of("{\"__metadata__\":{\"a\":\"\\u00e9\"},\"x\":{\"dtype\":\"F16\","
						 "\"shape\":[2,1],\"data_offsets\":[0,4]}}",
		4, &arena);
	uint8_t *bytes = arena_copy(&arena, file.data, file.n);
	for (size_t at = 0; at < file.n; at++) {
		Error err = {0};
		cr_expect_null(model_from_bytes_any((Bytes){bytes, at}, "w", &err), "%zu", at);
		for (size_t i = 0; i < sizeof flips; i++) {
			err = (Error){0};
			bytes[at] ^= flips[i];
			Model *model = model_from_bytes_any((Bytes){bytes, file.n}, "w", &err);
			cr_expect(model || (err.text[0] && !strchr(err.text, '\n')), "byte %zu", at);
			model_free(model);
			bytes[at] ^= flips[i];
		}
	}
	arena_finish(&arena);
}
