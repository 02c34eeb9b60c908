/* SPDX-License-Identifier: Apache-2.0 */
/* The variants of int8 convolution there are, and what their files need. */
#ifndef KERNELS_X86_VARIANTS_S8_H
#define KERNELS_X86_VARIANTS_S8_H

#include "src/kernels/x86/conv_s8_x86.h"
#include "src/kernels/x86/unroll.h"

#if defined(__x86_64__)

extern const HostKernel conv_s8_vnni, conv_s8_avx2;
extern const HostKernel depthwise_s8_vnni, depthwise_s8_avx2;

/* What is constant for a caller is constant in here: loops unroll, arrays are registers. */
#define INLINE static inline __attribute__((always_inline))

#endif

#endif
