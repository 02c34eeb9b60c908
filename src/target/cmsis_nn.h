/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scratch memory that CMSIS-NN's convolutions ask for, in bytes: its
 * ..._get_buffer_size functions at 4ab83cc3, as gcc builds them (armclang's differ in two
 * cases). Sizes too large for any arena come out as ARENA_LIMIT or more.
 */
#ifndef TARGET_CMSIS_NN_H
#define TARGET_CMSIS_NN_H

#include "src/target/tflm_tally.h"

/* A convolution as CMSIS-NN sees it; all lengths, strides and dilations at least 1. */
typedef struct ConvWindow {
	uint64_t batch, in_h, in_w, in_c;
	uint64_t out_h, out_w, out_c;
	uint64_t kernel_h, kernel_w, kernel_c; /* kernel_c below in_c: grouped */
	uint64_t pad_h, pad_w;                 /* before the first row and column */
	uint64_t stride_h, stride_w;
	uint64_t dilation_h, dilation_w;
} ConvWindow;

/* int8 values, weights of eight or four bits. */
uint64_t conv_s8_scratch(const CoreInfo *core, const ConvWindow *window);
uint64_t depthwise_s8_scratch(const CoreInfo *core, const ConvWindow *window,
	DataType weights);

uint64_t conv_s16_scratch(const CoreInfo *core, const ConvWindow *window);

/*
 * Two requests of an int8 transposed convolution: its sums or columns, and its weights
 * reversed (0 where they are not). False where that depends on the stride: the window's is
 * then taken as the largest it may be, and the answer is the largest it gives.
 */
bool transpose_conv_s8_scratch(const CoreInfo *core, const ConvWindow *window,
	uint64_t *sums, uint64_t *reversed);

#endif
