/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/safetensors/safetensors.h"

#include <string.h>

/* In the order in which the reference numbers them. */
static const struct {
	const char *name;
	DataType type;
} types[] = {
	{"BOOL", TYPE_BOOL},
	{"U8", TYPE_UINT8},
	{"I8", TYPE_INT8},
	{"F8_E5M2", TYPE_FLOAT8_E5M2},
	{"F8_E4M3", TYPE_FLOAT8_E4M3FN},
	{"I16", TYPE_INT16},
	{"U16", TYPE_UINT16},
	{"F16", TYPE_FLOAT16},
	{"BF16", TYPE_BFLOAT16},
	{"I32", TYPE_INT32},
	{"U32", TYPE_UINT32},
	{"F32", TYPE_FLOAT32},
	{"F64", TYPE_FLOAT64},
	{"I64", TYPE_INT64},
	{"U64", TYPE_UINT64},
};
enum { N_NAMED = sizeof types / sizeof types[0] };

int safetensors_type_rank(DataType type)
{
	for (int i = 0; i < N_NAMED; i++)
		if (types[i].type == type)
			return i;
	return -1;
}

const char *safetensors_type_name(DataType type)
{
	int rank = safetensors_type_rank(type);
	return rank < 0 ? NULL : types[rank].name;
}

bool safetensors_type_find(const char *name, DataType *type)
{
	for (int i = 0; i < N_NAMED; i++) {
		if (strcmp(types[i].name, name) == 0) {
			*type = types[i].type;
			return true;
		}
	}
	return false;
}

/* A length that leaves four zero bytes, and the start of the JSON: also of a file cut short. */
static bool sniff(Bytes file)
{
	uint64_t length;
	return bytes_u64(file, 0, &length) && length <= SAFETENSORS_LONGEST_HEADER &&
		bytes_have(file, SAFETENSORS_LENGTH_BYTES, 1) &&
		file.data[SAFETENSORS_LENGTH_BYTES] == '{';
}

const Format safetensors_format = {
	.name = "safetensors",
	.suffix = ".safetensors",
	.is_weights_only = true,
	.sniff = sniff,
	.read = safetensors_read,
	.write = safetensors_write,
};
