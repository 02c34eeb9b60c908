/* SPDX-License-Identifier: Apache-2.0 */
/* float32 depthwise convolution on x86-64 hosts, a vector of channels at a time. */
#ifndef KERNELS_X86_DEPTHWISE_F32_X86_H
#define KERNELS_X86_DEPTHWISE_F32_X86_H

#include "src/kernels/depthwise_f32.h"

#include <stddef.h>

/*
 * A variant of depthwise_f32 for one vector width; the members are as in ConvF32Host.
 * Results are depthwise_f32's to the bit: taps outside the image are skipped.
 */
typedef struct DepthwiseF32Host {
	const char *name; /* "avx512", "avx2", "sse2" */
	size_t (*packed_bytes)(const DepthwiseF32 *conv);
	void (*pack)(const DepthwiseF32 *conv, const float *weight, const float *bias,
		void *packed);
	size_t (*scratch_bytes)(const DepthwiseF32 *conv);
	void (*run)(const DepthwiseF32 *conv, const float *in, const void *packed, float *out,
		void *scratch);
} DepthwiseF32Host;

/* The variants that this CPU can run, best first, then NULL; none where it is no x86-64. */
const DepthwiseF32Host *const *depthwise_f32_hosts(void);

/* The best of them, or NULL. */
const DepthwiseF32Host *depthwise_f32_host(void);

#endif
