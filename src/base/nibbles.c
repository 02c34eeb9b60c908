/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/nibbles.h"

void nibbles_pack(const int8_t *values, size_t n, uint8_t *packed)
{
	for (size_t i = 0; i < n; i += 2) {
		unsigned low = values[i] & 15u;
		unsigned high = i + 1 < n ? values[i + 1] & 15u : 0;
		packed[i / 2] = (uint8_t)(high << 4 | low);
	}
}

void nibbles_unpack(const uint8_t *packed, size_t n, int8_t *values)
{
	for (size_t i = 0; i < n; i++) {
		int nibble = packed[i / 2] >> (i % 2 ? 4 : 0) & 15;
		values[i] = (int8_t)((nibble ^ 8) - 8);
	}
}
