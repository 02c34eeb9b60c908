/* SPDX-License-Identifier: Apache-2.0 */
/* The variants there are, and what their files need to be written. */
#ifndef KERNELS_X86_VARIANTS_H
#define KERNELS_X86_VARIANTS_H

#include "src/kernels/x86/conv_s8_x86.h"

#if defined(__x86_64__)

extern const ConvS8Host conv_s8_vnni, conv_s8_avx2;
extern const DepthwiseS8Host depthwise_s8_vnni, depthwise_s8_avx2;

/* Inner loops of constant counts become straight code, and their arrays registers. */
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define INLINE static inline __attribute__((always_inline))

#endif

#endif
