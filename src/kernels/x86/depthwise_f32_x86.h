/* SPDX-License-Identifier: Apache-2.0 */
/* float32 depthwise convolution on x86-64 hosts, a vector of channels at a time. */
#ifndef KERNELS_X86_DEPTHWISE_F32_X86_H
#define KERNELS_X86_DEPTHWISE_F32_X86_H

#include "src/kernels/depthwise_f32.h"
#include "src/kernels/x86/host_kernel.h"

/*
 * Variants of depthwise_f32, one a vector width. Results are depthwise_f32's to the bit: taps
 * outside the image are skipped.
 */

/* The variants that this CPU can run, best first, then NULL; none where it is no x86-64. */
const HostKernel *const *depthwise_f32_hosts(void);

/* The best of them, or NULL. */
const HostKernel *depthwise_f32_host(void);

#endif
