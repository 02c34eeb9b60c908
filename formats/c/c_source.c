/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c/c_source.h"

#include <stdlib.h>
#include <string.h>

#include "formats/c/c_header.h"
#include "formats/c/c_values.h"

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The headers of steps and constants, in order, each once. */
static void put_kernel_includes(CText *text, const Program *program)
{
	size_t n = 0, most = (size_t)program->n_steps + (size_t)program->n_constants;
	const char **headers = arena_array(text->arena, most, sizeof *headers);
	for (int i = 0; i < program->n_steps; i++)
		headers[n++] = program->steps[i].kernel->header;
	for (int i = 0; i < program->n_constants; i++)
		if (program->constants[i].header)
			headers[n++] = program->constants[i].header;
	qsort(headers, n, sizeof *headers, compare_names);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(headers[i], headers[i - 1]) != 0)
			c_put(text, "#include \"kernels/%s\"\n", headers[i]);
}

static void put_includes(CText *text, const Program *program, const char *name)
{
	c_put(text, "#include \"%s.h\"\n\n", name);
	if (program->has_float)
		c_put(text, "#include <math.h>\n");
	c_put(text,
		"#include <stddef.h>\n"
		"#include <string.h>\n"
		"\n");
	put_kernel_includes(text, program);
}

static void put_steps(CText *text, const Program *program)
{
	c_put(text,
		"\nstatic void run_steps(uint8_t *arena)\n"
		"{\n");
	if (program->n_steps == 0)
		c_put(text, "\t(void)arena;\n");
	for (int i = 0; i < program->n_steps; i++) {
		const Step *step = &program->steps[i];
		if (i == 0 || step->op != step[-1].op)
			c_put(text, "\t/* operator %d: %s */\n", step->op,
				c_comment(program->graph->ops[step->op].code->name, text->arena));
		c_put_step(text, program, step);
	}
	c_put(text, "}\n");
}

/* --- What the header declares --- */

static void put_copies(CText *text, const Program *program, const char *name, bool inputs)
{
	int n = inputs ? program->n_inputs : program->n_outputs;
	for (int i = 0; i < n; i++) {
		const char *port = c_port_name(inputs, i, n, text->arena);
		const char *place = arena_text(text->arena, "%s_%s(arena)", name, port);
		c_put(text, "\tmemcpy(%s, %s, %s_BYTES);\n", inputs ? place : port,
			inputs ? port : place,
			c_upper_case(arena_text(text->arena, "%s_%s", name, port), text->arena));
	}
}

static void put_run(CText *text, const Program *program, const char *name)
{
	const char *upper = c_upper_case(name, text->arena);
	const char *ports = c_port_parameters(program, text->arena);
	bool has_ports = strcmp(ports, "void") != 0;
	c_put(text,
		"\nint %s_run(void *arena)\n"
		"{\n"
		"\tif (!arena || (uintptr_t)arena %% %s_ARENA_ALIGNMENT != 0)\n"
		"\t\treturn -1;\n"
		"\trun_steps((uint8_t *)arena);\n"
		"\treturn 0;\n"
		"}\n",
		name, upper);
	c_put(text,
		"\nint %s_invoke_in(void *arena%s%s)\n"
		"{\n"
		"\tif (!arena || (uintptr_t)arena %% %s_ARENA_ALIGNMENT != 0)\n"
		"\t\treturn -1;\n",
		name, has_ports ? ", " : "", has_ports ? ports : "", upper);
	put_copies(text, program, name, true);
	c_put(text, "\trun_steps((uint8_t *)arena);\n");
	put_copies(text, program, name, false);
	c_put(text, "\treturn 0;\n}\n");
}

/* Its words make the arena aligned in every C and C++. */
static void put_static(CText *text, const Program *program, const char *name)
{
	const char *upper = c_upper_case(name, text->arena);
	const char *word = "uint64_t";
	c_put(text,
		"\n#ifndef %s_NO_STATIC_ARENA\n"
		"static %s static_arena[(%s_ARENA_BYTES + sizeof(%s) - 1) / sizeof(%s)];\n"
		"\n"
		"void *%s_arena(void)\n"
		"{\n"
		"\treturn static_arena;\n"
		"}\n"
		"\n"
		"int %s_invoke(%s)\n"
		"{\n"
		"\treturn %s_invoke_in(static_arena",
		upper, word, upper, word, word, name, name,
		c_port_parameters(program, text->arena), name);
	for (int i = 0; i < program->n_inputs; i++)
		c_put(text, ", %s", c_port_name(true, i, program->n_inputs, text->arena));
	for (int i = 0; i < program->n_outputs; i++)
		c_put(text, ", %s", c_port_name(false, i, program->n_outputs, text->arena));
	c_put(text, ");\n}\n#endif\n");
}

Bytes c_source_text(const Program *program, const char *name, const char *made_from,
	Arena *arena)
{
	CText text = {.arena = arena};
	c_put(&text,
		"/*\n"
		" * Made by whit export -f c from %s.\n"
		" *\n"
		" * Build: compile this file and those in kernels/ as C99 or later, or as C++, "
		"with -O2\n"
		" * -ffunction-sections -fdata-sections, and link with -Wl,--gc-sections. There "
		"is no malloc,\n"
		" * and of libc only memcpy and memset; what computes is chosen by the "
		"compiler's own -mcpu.\n"
		"%s"
		" */\n",
		c_comment(made_from, arena),
		program->has_float
			? " * -ffp-contract=off keeps float32 results those of whit run.\n"
			: "");
	put_includes(&text, program, name);
	for (int i = 0; i < program->n_constants; i++) {
		c_put(&text, "\n");
		c_put_constant(&text, program, &program->constants[i]);
	}
	put_steps(&text, program);
	put_run(&text, program, name);
	put_static(&text, program, name);
	return c_text_bytes(&text);
}
