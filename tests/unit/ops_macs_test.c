/* SPDX-License-Identifier: Apache-2.0 */
/* What models cost, against arithmetic done anew. */
#include <criterion/criterion.h>

#include "src/ops/op.h"
#include "tests/unit/shared.h"

static int64_t macs_of(const char *name)
{
	Model *model = shared_model(name);
	int64_t sum = 0;
	for (int i = 0; i < model->graphs[0].n_ops; i++)
		sum += op_macs(&model->graphs[0], &model->graphs[0].ops[i]);
	model_free(model);
	return sum;
}

static int64_t conv_macs(int out_size, int in_c, int out_c, int kernel)
{
	return (int64_t)out_size * out_size * out_c * kernel * kernel * in_c;
}

/* Keyword spotting: 10x4 kernels over 49x10, then 4 times depthwise 3x3 and 1x1 at 25x5. */
Test(ops, count_the_work_of_keyword_spotting)
{
	int64_t wanted = 25 * 5 * 64 * (10 * 4 + 4 * (3 * 3 + 64)) + 64 * 12;
	cr_expect_eq(wanted, 2656768);
	cr_expect_eq(macs_of("kws_int8"), wanted);
	cr_expect_eq(macs_of("kws_float"), wanted);
	cr_expect_eq(macs_of("kws_hybrid"), wanted);
}

/* ResNet-8: three stacks of two convolutions, the last two with one on the way around. */
Test(ops, count_the_work_of_image_classification)
{
	int64_t wanted = conv_macs(32, 3, 16, 3) + 2 * conv_macs(32, 16, 16, 3) + 64 * 10;
	for (int size = 16, c = 16; size >= 8; size /= 2, c *= 2)
		wanted += conv_macs(size, c, 2 * c, 3) + conv_macs(size, 2 * c, 2 * c, 3) +
			conv_macs(size, c, 2 * c, 1);
	cr_expect_eq(wanted, 12501632);
	cr_expect_eq(macs_of("ic_int8"), wanted);
	cr_expect_eq(macs_of("ic_float"), wanted);
}

/* MobileNet at a quarter of its width: depthwise 3x3 and 1x1, thirteen times. */
Test(ops, count_the_work_of_person_detection)
{
	static const struct {
		int stride, channels;
	} blocks[] = {{1, 16}, {2, 32}, {1, 32}, {2, 64}, {1, 64}, {2, 128}, {1, 128},
		{1, 128}, {1, 128}, {1, 128}, {1, 128}, {2, 256}, {1, 256}};
	int size = 48, c = 8;
	int64_t wanted = conv_macs(size, 3, c, 3) + 256 * 2;
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		size /= blocks[i].stride;
		wanted += conv_macs(size, 1, c, 3) + conv_macs(size, c, blocks[i].channels, 1);
		c = blocks[i].channels;
	}
	cr_expect_eq(macs_of("vww_int8"), wanted);
	cr_expect_eq(macs_of("vww_float"), wanted);
}

Test(ops, count_the_work_of_anomaly_detection)
{
	int64_t wanted = 2 * (640 * 128 + 3 * 128 * 128 + 128 * 8);
	cr_expect_eq(macs_of("ad_int8"), wanted);
	cr_expect_eq(macs_of("ad_float"), wanted);
}
