/* SPDX-License-Identifier: Apache-2.0 */
#include "src/data/npy_header.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const uint8_t magic[6] = {0x93, 'N', 'U', 'M', 'P', 'Y'};

typedef struct Dtype {
	char code[4];
	DataType type;
} Dtype;

static const Dtype dtypes[] = {
	{"b1", TYPE_BOOL},
	{"i1", TYPE_INT8},
	{"i2", TYPE_INT16},
	{"i4", TYPE_INT32},
	{"i8", TYPE_INT64},
	{"u1", TYPE_UINT8},
	{"u2", TYPE_UINT16},
	{"u4", TYPE_UINT32},
	{"u8", TYPE_UINT64},
	{"f2", TYPE_FLOAT16},
	{"f4", TYPE_FLOAT32},
	{"f8", TYPE_FLOAT64},
	{"c8", TYPE_COMPLEX64},
	{"c16", TYPE_COMPLEX128},
};

enum { N_DTYPES = sizeof dtypes / sizeof dtypes[0] };

/* What is left of the dictionary's text. */
typedef struct Cursor {
	const char *at, *end;
} Cursor;

static void skip_space(Cursor *text)
{
	while (text->at < text->end && strchr(" \t\r\n", *text->at) && *text->at)
		text->at++;
}

/* Step over a word, and the space before it, if that is what comes next. */
static bool take(Cursor *text, const char *word)
{
	skip_space(text);
	size_t length = strlen(word);
	if ((size_t)(text->end - text->at) < length || memcmp(text->at, word, length) != 0)
		return false;
	text->at += length;
	return true;
}

/* A quoted string, cut to fit into value; escapes are left as they stand. */
static bool take_string(Cursor *text, char value[32])
{
	skip_space(text);
	const char *quote = text->at;
	if (quote == text->end || (*quote != '\'' && *quote != '"'))
		return false;
	const char *close = memchr(quote + 1, *quote, (size_t)(text->end - quote - 1));
	if (!close)
		return false;
	snprintf(value, 32, "%.*s", (int)(close - quote - 1), quote + 1);
	text->at = close + 1;
	return true;
}

static bool read_dtype(Cursor *text, DataType *type, Error *err)
{
	char name[32];
	if (take(text, "["))
		return failed(err, "structured dtypes are not read");
	if (!take_string(text, name))
		return failed(err, "'descr' is not a string");
	for (int i = 0; i < N_DTYPES; i++) {
		if (name[0] == '\0' || strcmp(name + 1, dtypes[i].code) != 0)
			continue;
		*type = dtypes[i].type;
		if (name[0] == '<' || name[0] == '|')
			return true;
		if (name[0] == '>')
			return failed(err, "dtype '%s' is big-endian; save it as '<%s'", name,
				dtypes[i].code);
	}
	return failed(err, "dtype '%s' is not read", name);
}

static bool read_order(Cursor *text, bool *is_fortran, Error *err)
{
	*is_fortran = take(text, "True");
	return *is_fortran || take(text, "False") ||
		failed(err, "'fortran_order' is neither True nor False");
}

static bool read_dimension(Cursor *text, int *dimension, Error *err)
{
	skip_space(text);
	const char *start = text->at;
	int64_t value = 0;
	for (; text->at < text->end && *text->at >= '0' && *text->at <= '9'; text->at++) {
		value = 10 * value + (*text->at - '0');
		if (value > INT_MAX)
			return failed(err, "a dimension is above %d", INT_MAX);
	}
	if (text->at == start)
		return failed(err, "'shape' is not a tuple of numbers");
	if (value == 0)
		return failed(err, "a dimension is 0: the array is empty");
	take(text, "L"); /* Python 2 wrote long numbers so */
	*dimension = (int)value;
	return true;
}

static bool read_shape(Cursor *text, Shape *shape, Error *err)
{
	*shape = (Shape){0};
	if (!take(text, "("))
		return failed(err, "'shape' is not a tuple");
	while (!take(text, ")")) {
		if (shape->rank == MAX_RANK)
			return failed(err, "more than %d dimensions", MAX_RANK);
		if (!read_dimension(text, &shape->dims[shape->rank++], err))
			return false;
		if (take(text, ","))
			continue;
		/* (5) is a number in Python, (5,) a tuple. */
		return (shape->rank > 1 && take(text, ")")) ||
			failed(err, "'shape' is not a tuple");
	}
	return true;
}

/* The dictionary's entries, in any order; each once. */
static bool read_dictionary(Cursor *text, NpyHeader *header, bool *is_fortran, Error *err)
{
	bool has_type = false, has_order = false, has_shape = false;
	if (!take(text, "{"))
		return failed(err, "not a dictionary");
	while (!take(text, "}")) {
		char key[32];
		bool *has = NULL;
		if (!take_string(text, key) || !take(text, ":"))
			return failed(err, "not a dictionary");
		if (strcmp(key, "descr") == 0)
			has = &has_type;
		else if (strcmp(key, "fortran_order") == 0)
			has = &has_order;
		else if (strcmp(key, "shape") == 0)
			has = &has_shape;
		if (!has || *has)
			return failed(err, "%s key '%s'", has ? "second" : "unknown", key);
		*has = true;
		if ((has == &has_type && !read_dtype(text, &header->type, err)) ||
			(has == &has_order && !read_order(text, is_fortran, err)) ||
			(has == &has_shape && !read_shape(text, &header->shape, err)))
			return false;
		if (!take(text, ",") && (text->at == text->end || *text->at != '}'))
			return failed(err, "not a dictionary");
	}
	if (!has_type || !has_order || !has_shape)
		return failed(err, "no '%s'",
			!has_type        ? "descr"
				: !has_order ? "fortran_order"
							 : "shape");
	return true;
}

static bool count_bytes(NpyHeader *header, Error *err)
{
	size_t bytes = (size_t)type_bits(header->type) / 8;
	size_t most = SIZE_MAX / 2;
	for (int i = 0; i < header->shape.rank; i++) {
		size_t dimension = (size_t)header->shape.dims[i];
		if (bytes > most / dimension) {
			char shape[SHAPE_TEXT_BYTES];
			return failed(err, "shape %s does not fit in memory",
				shape_text(header->shape, shape));
		}
		bytes *= dimension;
	}
	header->data_bytes = bytes;
	return true;
}

static bool read_text(const char *text, size_t length, NpyHeader *header, Error *err)
{
	bool is_fortran = false;
	Cursor cursor = {text, text + length};
	if (!read_dictionary(&cursor, header, &is_fortran, err))
		return false;
	skip_space(&cursor);
	if (cursor.at != cursor.end)
		return failed(err, "more than a dictionary");
	if (is_fortran && header->shape.rank > 1)
		return failed(err, "values in Fortran order; save numpy.ascontiguousarray(x)");
	return count_bytes(header, err);
}

bool npy_sniff(Bytes start)
{
	return start.n >= sizeof magic && memcmp(start.data, magic, sizeof magic) == 0;
}

bool npy_header_read(Bytes start, NpyHeader *header, Error *err)
{
	uint16_t version = 0, short_length = 0;
	uint32_t length = 0;
	if (!npy_sniff(start))
		return failed(err, "not a .npy file");
	if (!bytes_u16(start, 6, &version))
		return failed(err, "header: the file ends in it");
	if (version < 1 || version > 3) /* the minor version, in the high byte, is 0 */
		return failed(err, "header: version %d.%d; 1.0, 2.0 and 3.0 are read",
			version & 0xff, version >> 8);

	bool is_short = version == 1;
	bool has_length =
		is_short ? bytes_u16(start, 8, &short_length) : bytes_u32(start, 8, &length);
	if (is_short)
		length = short_length;
	if (length > NPY_MAX_HEADER)
		return failed(err, "header: %u bytes; %d is the most", length, NPY_MAX_HEADER);
	size_t at = is_short ? 10 : 12;
	if (!has_length || !bytes_have(start, at, length))
		return failed(err, "header: the file ends in it");
	header->header_bytes = at + length;
	return read_text((const char *)start.data + at, length, header, err) ||
		failed_in(err, "header: ");
}

static const char *dtype_code(DataType type)
{
	for (int i = 0; i < N_DTYPES; i++) {
		if (dtypes[i].type == type)
			return dtypes[i].code;
	}
	return NULL;
}

bool npy_header_write(DataType type, Shape shape, char text[NPY_HEADER_ROOM],
	size_t *n_bytes, Error *err)
{
	const char *code = dtype_code(type);
	if (!code)
		return failed(err, ".npy has no type for %s", type_name(type));

	char dims[SHAPE_TEXT_BYTES] = "";
	size_t used = 0;
	for (int i = 0; i < shape.rank; i++)
		used += (size_t)snprintf(dims + used, sizeof dims - used, "%s%d", i ? ", " : "",
			shape.dims[i]);

	enum { PREAMBLE = 10, MULTIPLE = 64 };
	char order = type_bits(type) == 8 ? '|' : '<';
	int length = snprintf(text + PREAMBLE, NPY_HEADER_ROOM - PREAMBLE,
		"{'descr': '%c%s', 'fortran_order': False, 'shape': (%s%s), }", order, code, dims,
		shape.rank == 1 ? "," : "");
	size_t end = PREAMBLE + (size_t)length + 1;
	size_t padded = (end + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
	memset(text + end - 1, ' ', padded - end);
	text[padded - 1] = '\n';

	memcpy(text, magic, sizeof magic);
	text[6] = 1;
	text[7] = 0;
	text[8] = (char)((padded - PREAMBLE) & 0xff);
	text[9] = (char)((padded - PREAMBLE) >> 8);
	*n_bytes = padded;
	return true;
}
