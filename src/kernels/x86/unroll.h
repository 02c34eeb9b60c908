/* SPDX-License-Identifier: Apache-2.0 */
/* A request to unroll a loop of at most 12 turns that is constant once inlined. */
#ifndef KERNELS_X86_UNROLL_H
#define KERNELS_X86_UNROLL_H

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 12")
#endif

#endif
