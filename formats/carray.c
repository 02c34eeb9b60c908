/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/carray.h"

#include <ctype.h>
#include <string.h>

enum { A_LINE = 12, ALIGNMENT = 16 };

static Bytes text_bytes(const char *text)
{
	return (Bytes){(const uint8_t *)text, strlen(text)};
}

static const char *upper_case(const char *name, Arena *arena)
{
	char *upper = arena_text(arena, "%s", name);
	for (char *c = upper; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return upper;
}

static const char *header_text(const char *name, Arena *arena)
{
	const char *guard = upper_case(name, arena);
	return arena_text(arena,
		"/* Made by whit export. */\n"
		"#ifndef %s_H\n"
		"#define %s_H\n"
		"\n"
		"#ifdef __cplusplus\n"
		"extern \"C\" {\n"
		"#endif\n"
		"\n"
		"extern const unsigned char %s[];\n"
		"extern const unsigned int %s_len;\n"
		"\n"
		"#ifdef __cplusplus\n"
		"}\n"
		"#endif\n"
		"\n"
		"#endif\n",
		guard, guard, name, name);
}

/* The file's bytes as "0x1c, 0x00, ..." in lines; returns the end. */
static char *put_bytes(char *to, Bytes file)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < file.n; i++) {
		*to++ = i % A_LINE ? ' ' : '\t';
		*to++ = '0';
		*to++ = 'x';
		*to++ = digits[file.data[i] >> 4];
		*to++ = digits[file.data[i] & 15];
		*to++ = ',';
		if (i % A_LINE == A_LINE - 1 || i == file.n - 1)
			*to++ = '\n';
	}
	return to;
}

static Bytes source_text(Bytes file, const char *name, const char *start, Arena *arena)
{
	enum { BYTES_EACH = 7 }; /* of text, with its share of the line's end */
	const char *head = arena_text(arena,
		"%s\n"
		"#if defined(__cplusplus) && __cplusplus >= 201103L\n"
		"alignas(%d)\n"
		"#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L\n"
		"_Alignas(%d)\n"
		"#elif defined(__GNUC__)\n"
		"__attribute__((aligned(%d)))\n"
		"#else\n"
		"#error \"C11, C++11 or GNU C is needed to align the model\"\n"
		"#endif\n"
		"const unsigned char %s[] = {\n",
		start, ALIGNMENT, ALIGNMENT, ALIGNMENT, name);
	const char *tail =
		arena_text(arena, "};\n\nconst unsigned int %s_len = %zuu;\n", name, file.n);
	size_t head_bytes = strlen(head), tail_bytes = strlen(tail);
	char *text = arena_alloc(arena, head_bytes + BYTES_EACH * file.n + tail_bytes);
	memcpy(text, head, head_bytes);
	char *end = put_bytes(text + head_bytes, file);
	memcpy(end, tail, tail_bytes);
	return (Bytes){(const uint8_t *)text, (size_t)(end - text) + tail_bytes};
}

CArray carray_write(Bytes file, const char *name, const char *header_name, Arena *arena)
{
	const char *header = header_text(name, arena);
	const char *start = header_name
		? arena_text(arena, "/* Made by whit export. */\n#include \"%s\"\n", header_name)
		: header;
	return (CArray){source_text(file, name, start, arena), text_bytes(header)};
}

bool is_c_identifier(const char *name)
{
	static const char *const words[] = {"_Alignas", "_Alignof", "_Atomic", "_BitInt",
		"_Bool", "_Complex", "_Decimal128", "_Decimal32", "_Decimal64", "_Generic",
		"_Imaginary", "_Noreturn", "_Static_assert", "_Thread_local", "alignas",
		"alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
		"case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await",
		"co_return", "co_yield", "compl", "concept", "const", "const_cast", "consteval",
		"constexpr", "constinit", "continue", "decltype", "default", "delete", "do",
		"double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false",
		"float", "for", "friend", "goto", "if", "inline", "int", "long", "main",
		"mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator",
		"or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
		"requires", "restrict", "return", "short", "signed", "sizeof", "static",
		"static_assert", "static_cast", "struct", "switch", "template", "this",
		"thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "typeof",
		"typeof_unqual", "union", "unsigned", "using", "virtual", "void", "volatile",
		"wchar_t", "while", "xor", "xor_eq"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(name, words[i]) == 0)
			return false;
	if (!isalpha((unsigned char)name[0]) && name[0] != '_')
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

const char *c_identifier(const char *path, Arena *arena)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	int length = dot && dot > base ? (int)(dot - base) : (int)strlen(base);
	char *name = arena_text(arena, "%.*s", length, base);
	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	return is_c_identifier(name) ? name : arena_text(arena, "model_%s", name);
}
