/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/c/c_project.h"

#include <string.h>

#include "formats/c/c_header.h"
#include "formats/c/c_text.h"
#include "src/base/version.h"

static bool is_source(const char *path)
{
	size_t n = strlen(path);
	return n > 2 && strcmp(path + n - 2, ".c") == 0;
}

void c_add_cmake(const Program *program, const CExportSettings *settings,
	const char *folder, CFiles *files)
{
	const char *name = settings->name;
	const char *here = folder[0] ? "/src" : "";
	CText text = {.arena = files->arena};
	c_put(&text,
		"# Made by whit export. add_subdirectory() this folder, then\n"
		"# target_link_libraries(firmware PRIVATE %s), and link with -Wl,--gc-sections.\n"
		"cmake_minimum_required(VERSION 3.13)\n"
		"project(%s C)\n"
		"\n"
		"add_library(%s STATIC\n",
		name, name, name);
	for (int i = 0; i < files->n; i++)
		if (is_source(files->list[i].path))
			c_put(&text, "\t%s\n", files->list[i].path);
	c_put(&text,
		")\n"
		"target_include_directories(%s PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}%s)\n"
		"target_compile_features(%s PUBLIC c_std_99)\n"
		"if(CMAKE_C_COMPILER_ID MATCHES \"GNU|Clang\")\n"
		"\ttarget_compile_options(%s PRIVATE -O2 -ffunction-sections "
		"-fdata-sections%s)\n"
		"endif()\n",
		name, here, name, name, program->has_float ? " -ffp-contract=off" : "");
	c_add_file(files, "", "CMakeLists.txt", c_text_bytes(&text));
}

static Bytes properties(const CExportSettings *settings, Arena *arena)
{
	CText text = {.arena = arena};
	c_put(&text,
		"name=%s\n"
		"version=1.0.0\n"
		"author=whit %s\n"
		"maintainer=whit %s\n"
		"sentence=A neural network as C, made by whit export.\n"
		"paragraph=It runs in one static arena, without malloc and without an "
		"interpreter.\n"
		"category=Data Processing\n"
		"url=\n"
		"architectures=*\n"
		"includes=%s.h\n",
		settings->name, WHIT_VERSION, WHIT_VERSION, settings->name);
	return c_text_bytes(&text);
}

/* Ports as buffers of the sketch: "static int8_t input[KWS_INPUT_COUNT];" */
static void put_buffers(CText *text, const Program *program, const char *name,
	bool inputs)
{
	int n = inputs ? program->n_inputs : program->n_outputs;
	for (int i = 0; i < n; i++) {
		const char *port = c_port_name(inputs, i, n, text->arena);
		const char *upper =
			c_upper_case(arena_text(text->arena, "%s_%s", name, port), text->arena);
		c_put(text, "static %s_TYPE %s[%s_COUNT];\n", upper, port, upper);
	}
}

static void put_call(CText *text, const Program *program, const char *name)
{
	c_put(text, "\t%s_invoke(", name);
	for (int i = 0; i < program->n_inputs; i++)
		c_put(text, "%s%s", i ? ", " : "",
			c_port_name(true, i, program->n_inputs, text->arena));
	for (int i = 0; i < program->n_outputs; i++)
		c_put(text, "%s%s", i || program->n_inputs ? ", " : "",
			c_port_name(false, i, program->n_outputs, text->arena));
	c_put(text, ");\n");
}

static Bytes sketch(const Program *program, const char *name, Arena *arena)
{
	CText text = {.arena = arena};
	c_put(&text,
		"// Runs the model once a second and prints its output. Fill the input with data "
		"of\n"
		"// yours, quantised as %s.h says.\n"
		"#include <%s.h>\n"
		"\n",
		name, name);
	put_buffers(&text, program, name, true);
	put_buffers(&text, program, name, false);
	c_put(&text,
		"\n"
		"void setup()\n"
		"{\n"
		"\tSerial.begin(115200);\n"
		"}\n"
		"\n"
		"void loop()\n"
		"{\n"
		"\tunsigned long start = micros();\n");
	put_call(&text, program, name);
	c_put(&text, "\tunsigned long taken = micros() - start;\n");
	if (program->n_outputs > 0) {
		const char *port = c_port_name(false, 0, program->n_outputs, arena);
		c_put(&text,
			"\tfor (long i = 0; i < %s_COUNT; i++) {\n"
			"\t\tSerial.print(%s[i]);\n"
			"\t\tSerial.print(' ');\n"
			"\t}\n",
			c_upper_case(arena_text(arena, "%s_%s", name, port), arena), port);
	}
	c_put(&text,
		"\tSerial.print(taken);\n"
		"\tSerial.println(\" us\");\n"
		"\tdelay(1000);\n"
		"}\n");
	return c_text_bytes(&text);
}

void c_add_arduino(const Program *program, const CExportSettings *settings, CFiles *files)
{
	Arena *arena = files->arena;
	const char *name = settings->name;
	c_add_file(files, "", "library.properties", properties(settings, arena));
	c_add_file(files, arena_text(arena, "examples/%s/", name),
		arena_text(arena, "%s.ino", name), sketch(program, name, arena));
}
