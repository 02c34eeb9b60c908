/* SPDX-License-Identifier: Apache-2.0 */
/* From an option's argument to its value, and back to text for people. */
#ifndef CMD_VALUES_H
#define CMD_VALUES_H

#include "cmd/options.h"

/*
 * Set an option from its argument (NULL for a flag's). A list of reals is replaced when
 * is_first, and grows otherwise. On failure nothing is set, and the error says what was
 * expected.
 */
bool option_set(const Option *option, const char *text, bool is_first, Error *err);

/* What an option may be ("0 to 1", "int8, uint8"), or "" where that is anything. */
enum { VALUE_TEXT_BYTES = 160 };
const char *option_range(const Option *option, char text[VALUE_TEXT_BYTES]);

/* Its value now, which is the default until it is set; "" where there is none to show. */
const char *option_value(const Option *option, char text[VALUE_TEXT_BYTES]);

#endif
