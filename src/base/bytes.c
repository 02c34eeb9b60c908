/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/bytes.h"

#include <string.h>

static bool read_number(Bytes bytes, size_t at, void *value, size_t n)
{
	if (!bytes_have(bytes, at, n))
		return false;
	memcpy(value, bytes.data + at, n);
	return true;
}

bool bytes_u16(Bytes bytes, size_t at, uint16_t *value)
{
	return read_number(bytes, at, value, sizeof *value);
}

bool bytes_u32(Bytes bytes, size_t at, uint32_t *value)
{
	return read_number(bytes, at, value, sizeof *value);
}

bool bytes_u64(Bytes bytes, size_t at, uint64_t *value)
{
	return read_number(bytes, at, value, sizeof *value);
}
