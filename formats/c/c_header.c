/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c/c_header.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "formats/c/c_values.h"
const char *c_port_name(bool is_input, int i, int n, Arena *arena)
{
	const char *what = is_input ? "input" : "output";
	return n == 1 ? what : arena_text(arena, "%s_%d", what, i);
}

const char *c_port_parameters(const Program *program, Arena *arena)
{
	CText text = {.arena = arena};
	for (int i = 0; i < program->n_inputs; i++)
		c_put(&text, "%sconst %s *%s", i ? ", " : "",
			c_type(program->inputs[i].tensor->type),
			c_port_name(true, i, program->n_inputs, arena));
	for (int i = 0; i < program->n_outputs; i++)
		c_put(&text, "%s%s *%s", text.n ? ", " : "",
			c_type(program->outputs[i].tensor->type),
			c_port_name(false, i, program->n_outputs, arena));
	if (text.n == 0)
		c_put(&text, "void");
	return text.data;
}

const char *c_upper_case(const char *name, Arena *arena)
{
	char *upper = arena_text(arena, "%s", name);
	for (char *c = upper; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return upper;
}

/* --- An input or output --- */

static void put_shape(CText *text, Shape shape, const char *open, const char *close)
{
	c_put(text, "%s", open);
	for (int i = 0; i < shape.rank; i++)
		c_put(text, "%s%d", i ? ", " : "", shape.dims[i]);
	c_put(text, "%s", close);
}

static void put_meaning(CText *text, const Port *port, const char *what)
{
	const Tensor *tensor = port->tensor;
	const Quantization *q = tensor->quantization;
	c_put(text, "\n/* %s", what);
	if (tensor->name[0])
		c_put(text, " '%s'", c_comment(tensor->name, text->arena));
	c_put(text, ": %s ", type_name(tensor->type));
	put_shape(text, port->shape, "[", "]");
	if (q && q->n_scales == 1 && q->n_zero_points == 1) {
		c_put(text, "; a value v stands for ");
		c_put_real(text, q->scale[0]);
		c_put(text, " * (v - (%" PRId64 "))", q->zero_point[0]);
	}
	c_put(text, " */\n");
}

static void put_port(CText *text, const Program *program, const Port *port,
	const char *name, const char *what)
{
	const Quantization *q = port->tensor->quantization;
	const char *prefix =
		c_upper_case(arena_text(text->arena, "%s_%s", name, what), text->arena);
	put_meaning(text, port, what);
	c_put(text, "#define %s_TYPE %s\n", prefix, c_type(port->tensor->type));
	c_put(text, "#define %s_COUNT %zu\n", prefix,
		port->bytes / c_type_bytes(port->tensor->type));
	c_put(text, "#define %s_BYTES %zu\n", prefix, port->bytes);
	c_put(text, "#define %s_RANK %d\n", prefix, port->shape.rank);
	if (port->shape.rank > 0) {
		c_put(text, "#define %s_SHAPE ", prefix);
		put_shape(text, port->shape, "{", "}\n");
	}
	if (q && q->n_scales == 1 && q->n_zero_points == 1) {
		c_put(text, "#define %s_SCALE ", prefix);
		c_put_real(text, q->scale[0]);
		c_put(text, "\n#define %s_ZERO_POINT (%" PRId64 ")\n", prefix, q->zero_point[0]);
	}
	c_put(text, "#define %s_OFFSET %" PRId64 "\n", prefix,
		program->blocks[port->block].offset);
}

static void put_ports(CText *text, const Program *program, const char *name)
{
	for (int i = 0; i < program->n_inputs; i++)
		put_port(text, program, &program->inputs[i], name,
			c_port_name(true, i, program->n_inputs, text->arena));
	for (int i = 0; i < program->n_outputs; i++)
		put_port(text, program, &program->outputs[i], name,
			c_port_name(false, i, program->n_outputs, text->arena));
}

/* --- Functions --- */

static void put_pointer(CText *text, const Port *port, const char *name, const char *what)
{
	const char *type = c_type(port->tensor->type);
	c_put(text,
		"static inline %s *%s_%s(void *arena)\n"
		"{\n"
		"\treturn (%s *)(void *)((uint8_t *)arena + %s_OFFSET);\n"
		"}\n",
		type, name, what, type,
		c_upper_case(arena_text(text->arena, "%s_%s", name, what), text->arena));
}

static void put_functions(CText *text, const Program *program, const char *name)
{
	const char *upper = c_upper_case(name, text->arena);
	const char *ports = c_port_parameters(program, text->arena);
	const char *comma = strcmp(ports, "void") == 0 ? "" : ", ";
	c_put(text,
		"\n/*\n"
		" * Run the model once: inputs and outputs hold as many values as _COUNT says. "
		"Returns 0.\n"
		" * Not for two threads at a time, as it computes in the one static arena: "
		"define\n"
		" * %s_NO_STATIC_ARENA to have none, and neither this function.\n"
		" */\n"
		"int %s_invoke(%s);\n",
		upper, name, ports);
	c_put(text,
		"\n/*\n"
		" * The same in memory of yours: %s_ARENA_BYTES, at a multiple of\n"
		" * %s_ARENA_ALIGNMENT. Nothing in it lasts from one call to the next.\n"
		" * Returns -1, and does nothing, where arena is NULL or not aligned.\n"
		" */\n"
		"int %s_invoke_in(void *arena%s%s);\n",
		upper, upper, name, comma, *comma ? ports : "");
	c_put(text,
		"\n/*\n"
		" * The same without copies: write the inputs to where they lie in the arena, "
		"run, read the\n"
		" * outputs there. Running overwrites the inputs. %s_arena() is the static "
		"arena.\n"
		" */\n"
		"int %s_run(void *arena);\n"
		"void *%s_arena(void);\n\n",
		name, name, name);
	for (int i = 0; i < program->n_inputs; i++)
		put_pointer(text, &program->inputs[i], name,
			c_port_name(true, i, program->n_inputs, text->arena));
	for (int i = 0; i < program->n_outputs; i++)
		put_pointer(text, &program->outputs[i], name,
			c_port_name(false, i, program->n_outputs, text->arena));
}

Bytes c_header_text(const Program *program, const char *name, const char *made_from,
	Arena *arena)
{
	CText text = {.arena = arena};
	const char *upper = c_upper_case(name, arena);
	c_put(&text,
		"/* Made by whit export -f c from %s. */\n"
		"#ifndef WHIT_%s_H\n"
		"#define WHIT_%s_H\n"
		"\n"
		"#include <stdint.h>\n"
		"\n"
		"#ifdef __cplusplus\n"
		"extern \"C\" {\n"
		"#endif\n",
		c_comment(made_from, arena), upper, upper);
	put_ports(&text, program, name);
	c_put(&text,
		"\n/* RAM to compute in; the inputs and outputs are a part of it, at their "
		"_OFFSET. */\n"
		"#define %s_ARENA_BYTES %" PRId64 "\n"
		"#define %s_ARENA_ALIGNMENT %d\n",
		upper, program->placement.bytes, upper, ARENA_BLOCK_ALIGNMENT);
	put_functions(&text, program, name);
	c_put(&text,
		"\n"
		"#ifdef __cplusplus\n"
		"}\n"
		"#endif\n"
		"\n"
		"#endif\n");
	return c_text_bytes(&text);
}
