/* SPDX-License-Identifier: Apache-2.0 */
#include "src/kernels/unpack_nibbles.h"

static void start(Unpack *unpack)
{
	(void)unpack;
}

static void next(Unpack *unpack, void *out, int32_t n)
{
	const uint8_t *encoded = unpack->tensor->encoded;
	int8_t *to = (int8_t *)out;
	int32_t at = unpack->given, end = at + n;

	for (; at < end; at++) {
		uint32_t nibble = (uint32_t)encoded[at >> 1] >> (at & 1 ? 4 : 0) & 15u;
		*to++ = (int8_t)((int32_t)(nibble ^ 8u) - 8);
	}
	unpack->given = end;
}

const UnpackKind unpack_nibbles = {start, next};
