/* SPDX-License-Identifier: Apache-2.0 */
/* float32 convolution on x86-64 hosts: conv_f32 with a vector of outputs at a time. */
#ifndef KERNELS_X86_CONV_F32_X86_H
#define KERNELS_X86_CONV_F32_X86_H

#include "src/kernels/conv_f32.h"

#include <stddef.h>

/*
 * A variant of conv_f32 for one vector width. Weights are packed once; the packing does
 * not depend on window.batch, so that one packing serves batches of every size.
 *
 *   pack  fills packed_out, packed_bytes() long, from weight and bias as of conv_f32
 *   run   computes conv_f32; scratch is scratch_bytes() long, not shared between threads
 *
 * packed and scratch are 64-aligned. Scratch holds little more than one padded image; where
 * that would be over 64 MiB, the portable kernel does the work.
 *
 * Results are conv_f32's to the bit as long as the weights are finite: taps outside the
 * image are skipped, or multiplied as zeros, which leaves a sum that started at +0 as it is.
 * A dense layer is the convolution of a 1 x 1 kernel over a batch of 1 x 1 images, one for
 * each row.
 */
typedef struct ConvF32Host {
	const char *name; /* "avx512", "avx2", "sse2" */
	size_t (*packed_bytes)(const ConvF32 *conv);
	void (*pack)(const ConvF32 *conv, const float *weight, const float *bias,
		void *packed_out);
	size_t (*scratch_bytes)(const ConvF32 *conv);
	void (*run)(const ConvF32 *conv, const float *in, const void *packed, float *out,
		void *scratch);
} ConvF32Host;

/* The variants that this CPU can run, best first, then NULL; none where it is no x86-64. */
const ConvF32Host *const *conv_f32_hosts(void);

/* The best of them, or NULL. */
const ConvF32Host *conv_f32_host(void);

#endif
