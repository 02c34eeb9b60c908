/* SPDX-License-Identifier: Apache-2.0 */
/* How float32 convolution on x86-64 goes about a window: runs of taps, and the border. */
#ifndef KERNELS_X86_CONV_F32_PLAN_H
#define KERNELS_X86_CONV_F32_PLAN_H

#include "src/kernels/conv_f32.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Windows slide over the images themselves, or, where they reach out of them, over a copy
 * that has zeros around. A window's taps are n_runs runs of run_taps contiguous floats.
 * Sizes are in floats.
 */
typedef struct ConvPlan {
	int32_t groups, filters;  /* filters in a group */
	int64_t reach_h, reach_w; /* of all windows together */
	bool padded;              /* they reach out of the image */
	bool sane;                /* the copy takes no more than 64 MiB */
	ptrdiff_t row, image;     /* sizes of what they slide over */
	ptrdiff_t n_runs, run_taps, taps;
} ConvPlan;

ConvPlan conv_f32_plan(const ConvF32 *conv);

/* Where each run starts, from the window's first tap on; run holds n_runs. */
void conv_f32_list_runs(const ConvPlan *plan, const Window *window, ptrdiff_t *run);

/* Copy what windows reach of an image, with zeros for what lies outside. */
void conv_f32_pad(const ConvPlan *plan, const Window *window, const float *image,
	float *padded);

#endif
