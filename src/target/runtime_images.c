/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/runtime_images.h"

#include <stddef.h>

const ImageSet image_sets[N_IMAGE_SETS] = {
	{{"AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "RESHAPE",
		 "SOFTMAX"},
		6},
	{{"ADD", "AVERAGE_POOL_2D", "CONV_2D", "FULLY_CONNECTED", "RESHAPE", "SOFTMAX"}, 6},
	{{"FULLY_CONNECTED"}, 1},
};

const ImageRow image_rows[N_IMAGE_ROWS] = {
	{CORE_M0, KERNELS_REFERENCE, TFLM_RELEASE, {53092, 57856, 28972}},
	{CORE_M0, KERNELS_CMSIS_NN, TFLM_RELEASE, {86196, 80652, 35616}},
	{CORE_M3, KERNELS_REFERENCE, TFLM_RELEASE, {42508, 46856, 22004}},
	{CORE_M3, KERNELS_CMSIS_NN, TFLM_RELEASE, {71060, 66128, 27288}},
	{CORE_M4, KERNELS_REFERENCE, TFLM_RELEASE, {41292, 45704, 20932}},
	{CORE_M4, KERNELS_CMSIS_NN, TFLM_RELEASE, {84180, 79008, 32484}},
	{CORE_M4, KERNELS_CMSIS_NN, TFLM_INT8, {53364, 51168, 28740}},
	{CORE_M4, KERNELS_CMSIS_NN, TFLM_DEFAULT, {112412, 106692, 52984}},
	{CORE_M55, KERNELS_REFERENCE, TFLM_RELEASE, {39180, 43972, 18312}},
	{CORE_M55, KERNELS_CMSIS_NN, TFLM_RELEASE, {72548, 66508, 25096}},
};

const ImageRow *find_images(Core core, Kernels kernels, TflmBuild build)
{
	for (int i = 0; i < N_IMAGE_ROWS; i++)
		if (image_rows[i].core == core && image_rows[i].kernels == kernels &&
			image_rows[i].build == build)
			return &image_rows[i];
	return NULL;
}
