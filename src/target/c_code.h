/* SPDX-License-Identifier: Apache-2.0 */
/* The flash that exported C takes for its code. */
#ifndef TARGET_C_CODE_H
#define TARGET_C_CODE_H

#include "src/lower/program.h"
#include "src/target/core.h"
#include "src/target/runtime_flash.h"

/*
 * Code of a program's kernels, of what these need of the compiler's and C's libraries, and of the
 * calls; constants are not in it (program_constant_bytes). The note lies in memory.
 *
 * Kernels and libraries are those measured in c_code.json, which tests/mcu/kernel_sizes.sh prints:
 * gcc 12.2, -O2, each function once. Calls are taken for 5 bytes an argument and 80 in all, and so
 * the sum is an estimate: the four MLPerf models came out within 20 bytes of what was measured of
 * their whole code on an M4F, 3 to 8 KB. A core that was not measured takes the figures of a
 * relative: M0+ those of M0; M85, M55. Where there is none (x86-64, Xtensa), or none for one of the
 * kernels, there is no data.
 */
RuntimeFlash c_code(const Program *program, Core core, Arena *memory);

#endif
