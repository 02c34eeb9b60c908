/* SPDX-License-Identifier: Apache-2.0 */
/* float32 convolution on x86-64 hosts: conv_f32 with a vector of outputs at a time. */
#ifndef KERNELS_X86_CONV_F32_X86_H
#define KERNELS_X86_CONV_F32_X86_H

#include "src/kernels/conv_f32.h"
#include "src/kernels/x86/host_kernel.h"

/*
 * Variants of conv_f32, one a vector width. Scratch holds little more than one padded image;
 * where that would be over 64 MiB, the portable kernel does the work.
 *
 * Results are conv_f32's to the bit as long as the weights are finite: taps outside the
 * image are skipped, or multiplied as zeros, which leaves a sum that started at +0 as it is.
 * A dense layer is the convolution of a 1 x 1 kernel over a batch of 1 x 1 images, one for
 * each row.
 */

/* The variants that this CPU can run, best first, then NULL; none where it is no x86-64. */
const HostKernel *const *conv_f32_hosts(void);

/* The best of them, or NULL. */
const HostKernel *conv_f32_host(void);

#endif
