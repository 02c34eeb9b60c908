/* SPDX-License-Identifier: Apache-2.0 */
/* The text of c_code.json, built in: what tests/mcu/kernel_sizes.sh measured. */
#ifndef TARGET_C_CODE_JSON_H
#define TARGET_C_CODE_JSON_H

#include <stddef.h>

extern const char c_code_json[];
extern const size_t c_code_json_bytes; /* without a closing 0 */

#endif
