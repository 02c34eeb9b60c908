/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/onnx/message.h"

enum {
	MAX_DEPTH = 48,          /* a graph in an attribute in a node: three a nesting */
	MAX_GROWTH = 64,         /* bytes of memory a byte of file may come to ... */
	GROWTH_ALLOWED = 1 << 20 /* ... beyond these */
};

enum { WIRE_VARINT, WIRE_64, WIRE_BYTES, WIRE_32 = 5 };

typedef struct Walk {
	const uint8_t *data;
	size_t end;
	size_t memory, most_memory;
} Walk;

static bool read_varint(const Walk *walk, size_t *at, size_t end, uint64_t *value)
{
	*value = 0;
	for (int shift = 0; shift < 64 && *at < end; shift += 7) {
		uint8_t byte = walk->data[(*at)++];
		*value |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

/* Step over a field's value; *inside is where that of WIRE_BYTES begins. */
static bool skip(const Walk *walk, uint64_t wire, size_t *at, size_t end, size_t *inside)
{
	uint64_t n = 0;
	switch (wire) {
	case WIRE_VARINT:
		return read_varint(walk, at, end, &n);
	case WIRE_64:
		n = 8;
		break;
	case WIRE_32:
		n = 4;
		break;
	case WIRE_BYTES:
		if (!read_varint(walk, at, end, &n))
			return false;
		break;
	default:
		return false;
	}
	*inside = *at;
	if (n > end - *at)
		return false;
	*at += (size_t)n;
	return true;
}

/* One level of nesting at a time, so that no input can exhaust the stack. */
typedef struct Level {
	const ProtobufCMessageDescriptor *type;
	size_t at, end;
} Level;

/* The message that a field holds; NULL where it holds something else. */
static const ProtobufCMessageDescriptor *part_type(const ProtobufCMessageDescriptor *type,
	uint64_t tag)
{
	if (tag >> 3 > UINT32_MAX || (tag & 7) != WIRE_BYTES)
		return NULL;
	const ProtobufCFieldDescriptor *field =
		protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3));
	return field && field->type == PROTOBUF_C_TYPE_MESSAGE ? field->descriptor : NULL;
}

static bool grow(Walk *walk, const ProtobufCMessageDescriptor *type, size_t at,
	Error *err)
{
	walk->memory += type->sizeof_message + sizeof(void *);
	return walk->memory <= walk->most_memory ||
		failed(err, "byte %zu: too many small parts for a file of this size", at);
}

static bool check(Walk *walk, const ProtobufCMessageDescriptor *type, Error *err)
{
	Level levels[MAX_DEPTH] = {{type, 0, walk->end}};
	int depth = 1;
	while (depth > 0) {
		Level *level = &levels[depth - 1];
		if (level->at == level->end) {
			depth--;
			continue;
		}
		uint64_t tag;
		size_t start = level->at, inside = 0;
		if (!read_varint(walk, &level->at, level->end, &tag) ||
			!skip(walk, tag & 7, &level->at, level->end, &inside))
			return failed(err, "byte %zu: cut off, or no ONNX model", start);
		const ProtobufCMessageDescriptor *part = part_type(level->type, tag);
		if (!part)
			continue;
		if (depth == MAX_DEPTH)
			return failed(err, "byte %zu: nested more than %d deep", start, MAX_DEPTH);
		if (!grow(walk, part, start, err))
			return false;
		levels[depth++] = (Level){part, inside, level->at};
	}
	return true;
}

static void *allocate(void *arena, size_t n)
{
	return arena_alloc(arena, n);
}

static void release(void *arena, void *pointer)
{
	(void)arena;
	(void)pointer;
}

void *message_read(const ProtobufCMessageDescriptor *type, Bytes file, Arena *arena,
	Error *err)
{
	Walk walk = {.data = file.data, .end = file.n};
	walk.most_memory = file.n > (SIZE_MAX - GROWTH_ALLOWED) / MAX_GROWTH
		? SIZE_MAX
		: file.n * MAX_GROWTH + GROWTH_ALLOWED;
	if (!check(&walk, type, err))
		return NULL;
	ProtobufCAllocator allocator = {allocate, release, arena};
	void *message = protobuf_c_message_unpack(type, &allocator, file.n, file.data);
	if (!message)
		failed(err, "a field has a value of the wrong kind, or no ONNX model");
	return message;
}

bool message_sniff(Bytes file)
{
	enum { IR_VERSION = 1 << 3 };
	Walk walk = {.data = file.data, .end = file.n};
	size_t at = 1;
	uint64_t version, tag;
	if (file.n < 4 || file.data[0] != IR_VERSION ||
		!read_varint(&walk, &at, file.n, &version) || version < 1 || version > 255 ||
		!read_varint(&walk, &at, file.n, &tag) || tag >> 3 > UINT16_MAX)
		return false;
	return protobuf_c_message_descriptor_get_field(&onnx__model_proto__descriptor,
			   (unsigned)(tag >> 3)) != NULL;
}
