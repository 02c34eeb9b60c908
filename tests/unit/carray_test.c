/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/carray.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t file[] = {0x1c, 0, 0, 0, 'T', 'F', 'L', '3', 255, 128, 10, 11, 12,
	13};

static const char *text_of(Bytes bytes, Arena *arena)
{
	char *text = arena_alloc(arena, bytes.n + 1);
	memcpy(text, bytes.data, bytes.n);
	return text;
}

/* The values between the braces, as many as there are. */
static size_t values_in(const char *source, uint8_t *values, size_t most)
{
	const char *at = strchr(strstr(source, "[] = {"), '{') + 1;
	size_t n = 0;
	for (char *end; n < most; at = end + 1) {
		long value = strtol(at, &end, 16);
		if (end == at || *end != ',')
			break;
		values[n++] = (uint8_t)value;
	}
	return n;
}

Test(carray, holds_every_byte_in_order)
{
	for (size_t n = 1; n <= sizeof file; n++) {
		Arena arena = {0};
		uint8_t values[2 * sizeof file];
		CArray array = carray_write((Bytes){file, n}, "net", "net.h", &arena);
		const char *source = text_of(array.source, &arena);
		cr_expect_eq(values_in(source, values, sizeof values), n);
		cr_expect_arr_eq(values, file, n);
		const char *length = arena_text(&arena, "const unsigned int net_len = %zuu;", n);
		cr_expect(strstr(source, length), "%s", source);
		cr_expect(strstr(source, "#include \"net.h\"\n"));
		cr_expect(strstr(source, "const unsigned char net[] = {\n"));
		arena_finish(&arena);
	}
}

Test(carray, guards_its_header)
{
	Arena arena = {0};
	CArray array = carray_write((Bytes){file, 4}, "kws_8", "kws_8.h", &arena);
	const char *header = text_of(array.header, &arena);
	cr_expect(strstr(header, "#ifndef KWS_8_H\n#define KWS_8_H\n"));
	cr_expect(strstr(header, "extern const unsigned char kws_8[];\n"));
	cr_expect(strstr(header, "extern const unsigned int kws_8_len;\n"));
	arena_finish(&arena);
}

Test(carray, holds_the_header_where_there_is_none_to_include)
{
	Arena arena = {0};
	CArray array = carray_write((Bytes){file, 4}, "net", NULL, &arena);
	const char *source = text_of(array.source, &arena);
	cr_expect_null(strstr(source, "#include"));
	cr_expect(strstr(source, "extern const unsigned char net[];"));
	arena_finish(&arena);
}

Test(carray, compiles_as_c_and_cplusplus)
{
	static const char *const commands[] = {
		"cc -std=c11 -pedantic-errors -Wall -Werror -x c -fsyntax-only -",
		"cc -std=gnu89 -Wall -Werror -x c -fsyntax-only -",
		"c++ -std=c++11 -pedantic-errors -Wall -Werror -x c++ -fsyntax-only -",
	};
	Arena arena = {0};
	CArray array = carray_write((Bytes){file, sizeof file}, "net", NULL, &arena);
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (commands[i][1] == '+' && system("command -v c++ >/dev/null") != 0)
			continue;
		FILE *compiler = popen(commands[i], "w");
		cr_assert(compiler);
		fwrite(array.source.data, 1, array.source.n, compiler);
		cr_expect_eq(pclose(compiler), 0, "%s", commands[i]);
	}
	arena_finish(&arena);
}

Test(carray, makes_names_of_paths)
{
	static const struct {
		const char *path, *name;
	} rows[] = {
		{"kws.tflite", "kws"},
		{"a.b/c-d/kws-8.tflite", "kws_8"},
		{"net.v2.tflite", "net_v2"},
		{"2fast.tflite", "model_2fast"},
		{"int.tflite", "model_int"},
		{"concept.tflite", "model_concept"},
		{"nullptr.tflite", "model_nullptr"},
		{"gr\xc3\xbc\xc3\x9f.tflite", "gr____"},
		{".tflite", "_tflite"},
		{"folder/", "model_"},
		{"", "model_"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		Arena arena = {0};
		const char *name = c_identifier(rows[i].path, &arena);
		cr_expect_str_eq(name, rows[i].name, "%s gives %s", rows[i].path, name);
		cr_expect(is_c_identifier(name), "%s", name);
		arena_finish(&arena);
	}
}

Test(carray, knows_a_name_when_it_sees_one)
{
	static const char *const good[] = {"a", "_", "_x9", "Model", "while_"};
	static const char *const bad[] = {"", "9", "a b", "a-b", "a;", "while", "class",
		"static_assert", "xor_eq", "thread_local", "co_await", "wchar_t", "_Bool",
		"_Static_assert"};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		cr_expect(is_c_identifier(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_not(is_c_identifier(bad[i]), "%s", bad[i]);
}
