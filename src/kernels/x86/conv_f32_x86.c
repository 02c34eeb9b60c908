/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/conv_f32_x86.h"

#if defined(__x86_64__)

#include "src/kernels/x86/conv_f32_plan.h"
#include "src/kernels/x86/conv_f32_tile.h"

#include <stdbool.h>
#include <string.h>

static size_t runs_bytes(const ConvPlan *plan)
{
	return ((size_t)plan->n_runs * sizeof(ptrdiff_t) + 63) / 64 * 64;
}

/* The shapes for the next packed block, where `left` channels of the group are to come. */
static const ConvShapes *set_for(const ConvShapes *set, int32_t left)
{
	while (set->narrower && left <= set->narrower->lanes)
		set = set->narrower;
	return set;
}

static int32_t block_width(const ConvShapes *set, int32_t left)
{
	set = set_for(set, left);
	return left > set->lanes ? set->shapes[0].width : set->lanes;
}

static int32_t padded_filters(const ConvShapes *set, const ConvPlan *plan)
{
	int32_t n = 0;
	while (n < plan->filters)
		n += block_width(set, plan->filters - n);
	return n;
}

/* Where padding is out of all reason, weights stay as they are for the portable kernel. */
static size_t packed_bytes(const ConvShapes *set, const ConvF32 *conv)
{
	ConvPlan plan = conv_f32_plan(conv);
	int32_t filters = plan.sane ? padded_filters(set, &plan) : plan.filters;
	return sizeof(float) * (size_t)plan.groups * (size_t)filters *
		(size_t)(1 + plan.taps);
}

static size_t scratch_bytes(const void *conv)
{
	ConvPlan plan = conv_f32_plan(conv);
	if (!plan.sane)
		return 0;
	return runs_bytes(&plan) + (plan.padded ? (size_t)plan.image * sizeof(float) : 0);
}

static void pack_plain(const ConvF32 *conv, ptrdiff_t taps, const float *weight,
	const float *bias, float *packed)
{
	size_t n = (size_t)conv->window.out_c;
	if (bias)
		memcpy(packed, bias, n * sizeof *packed);
	memcpy(packed + n, weight, n * (size_t)taps * sizeof *packed);
}

static void pack_channel(const float *weight, ptrdiff_t taps, float bias, int32_t width,
	float *packed)
{
	*packed = bias;
	for (ptrdiff_t k = 0; k < taps; k++)
		packed[(1 + k) * width] = weight[k];
}

static void pack(const ConvShapes *set, const ConvF32 *conv, const float *weight,
	const float *bias, void *packed)
{
	ConvPlan plan = conv_f32_plan(conv);
	float *block = (float *)packed;
	memset(packed, 0, packed_bytes(set, conv));
	if (!plan.sane) {
		pack_plain(conv, plan.taps, weight, bias, block);
		return;
	}

	for (int32_t g = 0; g < plan.groups; g++)
		for (int32_t c = 0, width; c < plan.filters; c += width) {
			width = block_width(set, plan.filters - c);
			for (int32_t i = 0; i < width && c + i < plan.filters; i++) {
				int32_t channel = g * plan.filters + c + i;
				pack_channel(weight + channel * plan.taps, plan.taps,
					bias ? bias[channel] : 0, width, block + i);
			}
			block += (1 + plan.taps) * width;
		}
}

/* A group's share of the work over images without padding. */
typedef struct Job {
	const ConvF32 *conv;
	const ConvPlan *plan;
	const float *images;   /* at the group's first input channel */
	ptrdiff_t n_positions; /* of all images */
	float *out;            /* at the group's first output channel */
} Job;

/* An output position, and where its window starts. */
typedef struct Cursor {
	int32_t y, x;
	ptrdiff_t at;
} Cursor;

static Cursor cursor_at(const Job *job, ptrdiff_t position)
{
	const Window *w = &job->conv->window;
	ptrdiff_t row = position / w->out_w, image = row / w->out_h;
	Cursor cursor = {(int32_t)(row % w->out_h), (int32_t)(position % w->out_w), 0};
	cursor.at = image * job->plan->image + cursor.y * job->plan->row * w->stride_h +
		(ptrdiff_t)cursor.x * w->stride_w * w->in_c;
	return cursor;
}

static void cursor_advance(const Job *job, Cursor *cursor)
{
	const Window *w = &job->conv->window;
	ptrdiff_t step = (ptrdiff_t)w->stride_w * w->in_c;
	cursor->at += step;
	if (++cursor->x < w->out_w)
		return;
	cursor->x = 0;
	cursor->at += job->plan->row * w->stride_h - step * w->out_w;
	if (++cursor->y < w->out_h)
		return;
	cursor->y = 0;
	cursor->at += job->plan->image - job->plan->row * w->stride_h * w->out_h;
}

static void copy_rows(const float *from, int32_t width, int32_t rows, int32_t used,
	float *to, int32_t to_step)
{
	for (int32_t r = 0; r < rows; r++)
		memcpy(to + (ptrdiff_t)r * to_step, from + r * width, (size_t)used * sizeof *to);
}

/* Whether the next shape does the same channels with fewer rows, and those are enough. */
static bool next_is_enough(const ConvShape *shape, ptrdiff_t rows)
{
	return shape[1].width == shape->width && shape[1].blocks == shape->blocks &&
		shape[1].rows >= rows;
}

/*
 * Compute the channels of one packed block, or some whole ones, at every position. The last
 * tile takes fewer rows where those are enough, and steps back to be full: it computes some
 * outputs again, to the same bits. Channels that do not fill a block are computed aside.
 */
static void run_block(const Job *job, const ConvShape *shape, ConvTile tile,
	int32_t channels, float *out)
{
	int32_t out_c = job->conv->window.out_c;
	bool aside = channels < shape->width;
	float sums[CONV_MAX_ROWS * CONV_MAX_WIDTH];
	const float *x[CONV_MAX_ROWS];
	Cursor cursor = {0, 0, 0};

	tile.x = x;
	tile.out_step = aside ? shape->width : out_c;
	for (ptrdiff_t p = 0; p < job->n_positions; p += shape->rows) {
		ptrdiff_t left = job->n_positions - p;
		if (left < shape->rows) {
			if (next_is_enough(shape, left))
				shape++;
			p = job->n_positions - shape->rows;
			cursor = cursor_at(job, p);
		}
		for (int32_t r = 0; r < shape->rows; r++) {
			x[r] = job->images + cursor.at;
			cursor_advance(job, &cursor);
		}
		tile.out = aside ? sums : out + p * out_c;
		shape->compute(&tile);
		if (aside)
			copy_rows(sums, shape->width, shape->rows, channels, out + p * out_c, out_c);
	}
}

static const ConvShape *choose_shape(const ConvShapes *set, int32_t width,
	int32_t channels, ptrdiff_t n_positions)
{
	const ConvShape *shape = set->shapes;
	while (shape->width != width || shape->rows > n_positions ||
		(shape->blocks > 1 && shape->blocks * width > channels))
		shape++;
	return shape;
}

static void run_group(const ConvShapes *set, const Job *job, const ptrdiff_t *run,
	const float *packed)
{
	const ConvPlan *plan = job->plan;
	ConvTile tile = {.run = run,
		.n_runs = plan->n_runs,
		.run_taps = plan->run_taps,
		.act_min = job->conv->act_min,
		.act_max = job->conv->act_max};

	for (int32_t c = 0, done; c < plan->filters; c += done) {
		int32_t left = plan->filters - c;
		int32_t width = block_width(set, left);
		const ConvShape *shape =
			choose_shape(set_for(set, left), width, left, job->n_positions);
		done = shape->blocks * width;
		tile.block = packed + c * (1 + plan->taps);
		tile.block_step = width * (1 + plan->taps);
		run_block(job, shape, tile, left < done ? left : done, job->out + c);
	}
}

static void run_images(const ConvShapes *set, const ConvF32 *conv, const ConvPlan *plan,
	const float *images, int32_t n_images, const ptrdiff_t *run, const float *packed,
	float *out)
{
	ptrdiff_t n_positions = (ptrdiff_t)n_images * conv->window.out_h * conv->window.out_w;
	Job job = {conv, plan, images, n_positions, out};
	for (int32_t g = 0; g < plan->groups; g++) {
		run_group(set, &job, run, packed);
		packed += padded_filters(set, plan) * (1 + plan->taps);
		job.images += conv->weight_c;
		job.out += plan->filters;
	}
}

static void run(const ConvShapes *set, const ConvF32 *conv, const float *in,
	const float *packed, float *out, void *scratch)
{
	const Window *w = &conv->window;
	ConvPlan plan = conv_f32_plan(conv);
	if (!plan.sane) {
		conv_f32(conv, in, packed + w->out_c, packed, out);
		return;
	}
	ptrdiff_t *runs = (ptrdiff_t *)scratch;
	conv_f32_list_runs(&plan, w, runs);
	if (!plan.padded) {
		run_images(set, conv, &plan, in, w->batch, runs, packed, out);
		return;
	}
	float *image = (float *)scratch + runs_bytes(&plan) / sizeof(float);
	for (int32_t b = 0; b < w->batch; b++) {
		conv_f32_pad(&plan, w, in, image);
		run_images(set, conv, &plan, image, 1, runs, packed, out);
		in += (ptrdiff_t)w->in_h * w->in_w * w->in_c;
		out += (ptrdiff_t)w->out_h * w->out_w * w->out_c;
	}
}

static bool supports(const void *conv)
{
	(void)conv;
	return true;
}

#define HOST(isa) \
	static size_t packed_bytes_##isa(const void *conv) \
	{ \
		return packed_bytes(&conv_f32_shapes_##isa, conv); \
	} \
	static void pack_##isa(const void *conv, const void *weight, const void *bias, \
		void *packed) \
	{ \
		pack(&conv_f32_shapes_##isa, conv, weight, bias, packed); \
	} \
	static void run_##isa(const void *conv, const void *in, const void *packed, \
		void *out, void *scratch) \
	{ \
		run(&conv_f32_shapes_##isa, conv, in, packed, out, scratch); \
	} \
	static const HostKernel host_##isa = {#isa, supports, packed_bytes_##isa, \
		pack_##isa, scratch_bytes, run_##isa}

HOST(avx512);
HOST(avx2);
HOST(sse2);

const HostKernel *const *conv_f32_hosts(void)
{
	static const HostKernel *const hosts[] = {&host_avx512, &host_avx2, &host_sse2, NULL};
	if (__builtin_cpu_supports("avx512f"))
		return hosts;
	return __builtin_cpu_supports("avx2") ? hosts + 1 : hosts + 2;
}

#else

const HostKernel *const *conv_f32_hosts(void)
{
	static const HostKernel *const none[] = {NULL};
	return none;
}

#endif

const HostKernel *conv_f32_host(void)
{
	return *conv_f32_hosts();
}
