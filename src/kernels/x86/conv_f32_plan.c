/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/conv_f32_plan.h"

#include <string.h>

#include "src/kernels/taps.h"

enum { MOST_FLOATS = (64 << 20) / sizeof(float) };

ConvPlan conv_f32_plan(const ConvF32 *conv)
{
	const Window *w = &conv->window;
	ConvPlan plan = {.groups = w->in_c / conv->weight_c};
	plan.filters = w->out_c / plan.groups;
	plan.reach_h = windows_reach(w->out_h, w->stride_h, w->kernel_h, w->dilation_h);
	plan.reach_w = windows_reach(w->out_w, w->stride_w, w->kernel_w, w->dilation_w);
	plan.padded = w->pad_top > 0 || w->pad_left > 0 || plan.reach_h > w->in_h ||
		plan.reach_w > w->in_w;
	plan.sane = !plan.padded || plan.reach_h <= MOST_FLOATS / plan.reach_w / w->in_c;

	bool whole_rows = plan.groups == 1 && w->dilation_w == 1;
	plan.n_runs = whole_rows ? w->kernel_h : (ptrdiff_t)w->kernel_h * w->kernel_w;
	plan.run_taps = whole_rows ? (ptrdiff_t)w->kernel_w * w->in_c : conv->weight_c;
	plan.taps = plan.n_runs * plan.run_taps;

	bool copy = plan.padded && plan.sane;
	plan.row = (ptrdiff_t)(copy ? plan.reach_w : w->in_w) * w->in_c;
	plan.image = (ptrdiff_t)(copy ? plan.reach_h : w->in_h) * plan.row;
	return plan;
}

void conv_f32_list_runs(const ConvPlan *plan, const Window *window, ptrdiff_t *run)
{
	ptrdiff_t in_a_row = plan->n_runs / window->kernel_h;
	for (ptrdiff_t i = 0; i < plan->n_runs; i++)
		run[i] = i / in_a_row * window->dilation_h * plan->row +
			i % in_a_row * window->dilation_w * window->in_c;
}

void conv_f32_pad(const ConvPlan *plan, const Window *window, const float *image,
	float *padded)
{
	int64_t columns = plan->reach_w - window->pad_left;
	int64_t rows = plan->reach_h - window->pad_top;
	if (columns > window->in_w)
		columns = window->in_w;
	if (rows > window->in_h)
		rows = window->in_h;

	memset(padded, 0, (size_t)plan->image * sizeof *padded);
	if (rows <= 0 || columns <= 0)
		return;
	padded += window->pad_top * plan->row + (ptrdiff_t)window->pad_left * window->in_c;
	for (int64_t y = 0; y < rows; y++) {
		memcpy(padded, image, (size_t)columns * (size_t)window->in_c * sizeof *image);
		padded += plan->row;
		image += (ptrdiff_t)window->in_w * window->in_c;
	}
}
