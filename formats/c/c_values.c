/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c/c_values.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 78 };

/* --- Numbers --- */

/* The smallest number of a type cannot be written as itself. */
static void put_int(CText *text, int64_t n)
{
	if (n == INT64_MIN)
		c_put(text, "(-INT64_C(%" PRId64 ") - 1)", INT64_MAX);
	else if (n > INT32_MAX || n < INT32_MIN)
		c_put(text, "INT64_C(%" PRId64 ")", n);
	else if (n == INT32_MIN)
		c_put(text, "(-%" PRId32 " - 1)", INT32_MAX);
	else
		c_put(text, "%" PRId64, n);
}

void c_put_real(CText *text, float x)
{
	char digits[32];
	if (isnan(x)) {
		c_put(text, "NAN");
		return;
	}
	if (isinf(x)) {
		c_put(text, x < 0 ? "-INFINITY" : "INFINITY");
		return;
	}
	snprintf(digits, sizeof digits, "%.9g", (double)x);
	c_put(text, "%s%sf", digits, strpbrk(digits, ".e") ? "" : ".0");
}

static void put_element(CText *text, const Constant *constant, size_t i)
{
	union {
		float f32;
		int8_t s8;
		int16_t s16;
		int32_t s32;
		int64_t s64;
		uint8_t u8;
		uint16_t u16;
		uint32_t u32;
	} n;
	size_t bytes = constant_bytes(constant) / constant->n;
	memcpy(&n, (const uint8_t *)constant->data + i * bytes, bytes);
	switch (constant->element) {
	case TYPE_FLOAT32:
		c_put_real(text, n.f32);
		return;
	case TYPE_INT8:
		put_int(text, n.s8);
		return;
	case TYPE_INT16:
		put_int(text, n.s16);
		return;
	case TYPE_INT32:
		put_int(text, n.s32);
		return;
	case TYPE_INT64:
		put_int(text, n.s64);
		return;
	case TYPE_UINT16:
		c_put(text, "%u", n.u16);
		return;
	case TYPE_UINT32:
		c_put(text, "%" PRIu32 "u", n.u32);
		return;
	default:
		c_put(text, "%u", n.u8);
	}
}

static void put_elements(CText *text, const Constant *constant)
{
	size_t line = text->n;
	for (size_t i = 0; i < constant->n; i++) {
		put_element(text, constant, i);
		bool is_last = i + 1 == constant->n, is_full = text->n - line > COLUMNS;
		c_put(text, "%s%s", is_last ? "" : ",", is_last || is_full ? "\n" : " ");
		line = is_full ? text->n : line;
	}
}

/* --- Values --- */

/* Between items: a new line, indented, where the last one has become long. */
static void put_comma(CText *text, int item, const char *indent)
{
	size_t line = text->n;
	while (line > 0 && text->data[line - 1] != '\n')
		line--;
	if (item > 0 && text->n - line > COLUMNS - 10)
		c_put(text, ",\n%s", indent);
	else if (item > 0)
		c_put(text, ", ");
}

static void put_place(CText *text, const Program *program, const Value *value)
{
	int64_t offset = program->blocks[value->index].offset;
	if (strcmp(value->type, "void") == 0 || strcmp(value->type, "uint8_t") == 0)
		c_put(text, "arena + %" PRId64, offset);
	else if (strcmp(value->type, "int8_t") == 0)
		c_put(text, "(int8_t *)(arena + %" PRId64 ")", offset);
	else
		c_put(text, "(%s *)(void *)(arena + %" PRId64 ")", value->type, offset);
}

static void put_address(CText *text, const Program *program, const Value *value)
{
	const Constant *constant = &program->constants[value->index];
	bool decays = constant->data || constant->is_array;
	c_put(text, "%s%s", decays || value->kind == VALUE_STRUCT ? "" : "&", constant->name);
}

static void put_value(CText *text, const Program *program, const Value *value)
{
	switch (value->kind) {
	case VALUE_INT:
		put_int(text, value->number);
		return;
	case VALUE_REAL:
		c_put_real(text, value->real);
		return;
	case VALUE_SYMBOL:
		c_put(text, "%s", value->symbol);
		return;
	case VALUE_NULL:
		c_put(text, "NULL");
		return;
	case VALUE_CONSTANT:
	case VALUE_STRUCT:
		put_address(text, program, value);
		return;
	case VALUE_PLACE:
		put_place(text, program, value);
		return;
	case VALUE_LIST:
		c_put(text, "{");
		for (int i = 0; i < value->n_items; i++) {
			put_comma(text, i, "\t");
			put_value(text, program, &value->items[i]);
		}
		c_put(text, "}");
	}
}

/* --- Constants --- */

/* One element a line. */
static void put_structs(CText *text, const Program *program, const Value *list)
{
	for (int i = 0; i < list->n_items; i++) {
		c_put(text, "\t");
		put_value(text, program, &list->items[i]);
		c_put(text, i + 1 < list->n_items ? ",\n" : "\n");
	}
}

void c_put_constant(CText *text, const Program *program, const Constant *constant)
{
	if (constant->note[0])
		c_put(text, "/* %s */\n", c_comment(constant->note, text->arena));
	c_put(text, "static const %s %s", constant->type, constant->name);
	if (constant->data) {
		c_put(text, "[%zu] = {\n", constant->n);
		put_elements(text, constant);
		c_put(text, "};\n");
	} else if (constant->is_array) {
		c_put(text, "[%d] = {\n", constant->list.n_items);
		put_structs(text, program, &constant->list);
		c_put(text, "};\n");
	} else {
		c_put(text, " = ");
		put_value(text, program, &constant->list);
		c_put(text, ";\n");
	}
}

/* --- Steps --- */

static bool has_lists(const Step *step)
{
	for (int i = 0; i < step->n_arguments; i++)
		if (step->arguments[i].kind == VALUE_LIST)
			return true;
	return false;
}

/* Arrays of pointers, called after their argument's place. */
static void put_lists(CText *text, const Program *program, const Step *step)
{
	for (int i = 0; i < step->n_arguments; i++) {
		const Value *list = &step->arguments[i];
		if (list->kind != VALUE_LIST)
			continue;
		c_put(text, "\t\t%s *const pointers_%d[] = ", list->type, i);
		put_value(text, program, list);
		c_put(text, ";\n");
	}
}

void c_put_step(CText *text, const Program *program, const Step *step)
{
	const char *indent = "\t";
	if (has_lists(step)) {
		c_put(text, "\t{\n");
		put_lists(text, program, step);
		indent = "\t\t";
	}
	c_put(text, "%s%s(", indent, step->kernel->function);
	for (int i = 0; i < step->n_arguments; i++) {
		put_comma(text, i, "\t\t");
		if (step->arguments[i].kind == VALUE_LIST)
			c_put(text, "pointers_%d", i);
		else
			put_value(text, program, &step->arguments[i]);
	}
	c_put(text, ");\n");
	if (has_lists(step))
		c_put(text, "\t}\n");
}
