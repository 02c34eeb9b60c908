/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/x86/variants_s8.h"

#if defined(__x86_64__)

static bool has_vnni(void)
{
	return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
		__builtin_cpu_supports("avx512vl");
}

static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2");
}

const HostKernel *conv_s8_variant(int i)
{
	if (has_vnni() && i-- == 0)
		return &conv_s8_vnni;
	if (has_avx2() && i-- == 0)
		return &conv_s8_avx2;
	return NULL;
}

const HostKernel *depthwise_s8_variant(int i)
{
	if (has_vnni() && i-- == 0)
		return &depthwise_s8_vnni;
	if (has_avx2() && i-- == 0)
		return &depthwise_s8_avx2;
	return NULL;
}

#else

const HostKernel *conv_s8_variant(int i)
{
	(void)i;
	return NULL;
}

const HostKernel *depthwise_s8_variant(int i)
{
	(void)i;
	return NULL;
}

#endif

const HostKernel *conv_s8_host(const ConvS8 *conv)
{
	const HostKernel *host;

	for (int i = 0; (host = conv_s8_variant(i)) != NULL; i++)
		if (host->supports(conv))
			return host;
	return NULL;
}

const HostKernel *depthwise_s8_host(const DepthwiseS8 *conv)
{
	const HostKernel *host;

	for (int i = 0; (host = depthwise_s8_variant(i)) != NULL; i++)
		if (host->supports(conv))
			return host;
	return NULL;
}
