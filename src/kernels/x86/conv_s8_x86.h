/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fast variants of the int8 convolutions for the machine that whit runs on.
 *
 * Results equal conv_s8() and depthwise_s8() to the byte. A fully connected layer is a
 * 1x1 convolution with batch = rows, in_h = in_w = 1. They take no groups, and no window so
 * wide that padding would ask for unreasonable memory. On other machines than x86-64 the
 * interface is there and offers nothing.
 */
#ifndef KERNELS_X86_CONV_S8_X86_H
#define KERNELS_X86_CONV_S8_X86_H

#include "src/kernels/conv_s8.h"
#include "src/kernels/depthwise_s8.h"
#include "src/kernels/x86/host_kernel.h"

/* The best variant that this CPU has and that takes these parameters, or NULL. */
const HostKernel *conv_s8_host(const ConvS8 *conv);
const HostKernel *depthwise_s8_host(const DepthwiseS8 *conv);

/* The i-th variant that this CPU has, best first; NULL after the last. */
const HostKernel *conv_s8_variant(int i);
const HostKernel *depthwise_s8_variant(int i);

#endif
