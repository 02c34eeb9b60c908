/* SPDX-License-Identifier: Apache-2.0 */
/* A program's constants and arguments, as C. */
#ifndef FORMATS_C_C_VALUES_H
#define FORMATS_C_C_VALUES_H

#include "formats/c/c_text.h"
#include "src/lower/program.h"

/* "static const int8_t NAME[3] = {...};", with the tensor's name in front. */
void c_put_constant(CText *text, const Program *program, const Constant *constant);

/* A statement, or a block where it needs arrays of pointers: the call of a step. The arena is
 * `uint8_t *arena`. */
void c_put_step(CText *text, const Program *program, const Step *step);

/* A float32 as C spells it exactly. */
void c_put_real(CText *text, float x);

#endif
