/* SPDX-License-Identifier: Apache-2.0 */
/* NAME.h of an export: what firmware sees of a model. */
#ifndef FORMATS_C_C_HEADER_H
#define FORMATS_C_C_HEADER_H

#include "formats/c/c_text.h"
#include "src/lower/program.h"

/* What firmware calls an input or output: "input", or "input_0" where there are several. */
const char *c_port_name(bool is_input, int i, int n, Arena *arena);

/* A function's parameters for all inputs and outputs: "const int8_t *in, int8_t *out". */
const char *c_port_parameters(const Program *program, Arena *arena);

/* KWS of kws. */
const char *c_upper_case(const char *name, Arena *arena);

/* The whole text; made_from is the model's name, for the comment. */
Bytes c_header_text(const Program *program, const char *name, const char *made_from,
	Arena *arena);

#endif
