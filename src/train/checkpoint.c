/* SPDX-License-Identifier: Apache-2.0 */
#include "src/train/checkpoint.h"

#include <limits.h>
#include <string.h>

#include "src/base/hash.h"

static const char magic[8] = "whittrn1";

enum { HASH_BYTES = 8, HEAD_NUMBERS = 18, EPOCH_NUMBERS = 9 };

/* --- Writing --- */

typedef struct Writer {
	uint8_t *data;
	size_t n;
} Writer;

static void put(Writer *writer, const void *data, size_t n_bytes)
{
	if (n_bytes)
		memcpy(writer->data + writer->n, data, n_bytes);
	writer->n += n_bytes;
}

static void put_number(Writer *writer, int64_t number)
{
	put(writer, &number, sizeof number);
}

static void put_real(Writer *writer, double number)
{
	put(writer, &number, sizeof number);
}

static void put_head(Writer *writer, const Checkpoint *from)
{
	const TrainState *state = &from->state;
	put(writer, magic, sizeof magic);
	put_number(writer, sizeof(Real));
	put(writer, &from->training, sizeof from->training);
	put_number(writer, (int64_t)from->n_values);
	put_number(writer, from->squares != NULL);
	put_number(writer, from->n_epochs);
	put_number(writer, from->n_states);
	put_number(writer, from->optimizer_steps);
	put_number(writer, state->epoch);
	put_number(writer, state->steps);
	put_real(writer, state->seen.loss);
	put_number(writer, state->seen.n);
	put_number(writer, state->seen.n_right);
	put_real(writer, state->rate);
	put_real(writer, state->seconds);
	put_number(writer, state->kept);
	put_number(writer, state->is_best);
	put_number(writer, state->n_worse);
}

static void put_epoch(Writer *writer, const TrainEpoch *epoch)
{
	put_number(writer, epoch->epoch);
	put_number(writer, epoch->steps);
	put_real(writer, epoch->rate);
	put_real(writer, epoch->loss);
	put_real(writer, epoch->accuracy);
	put_real(writer, epoch->validation_loss);
	put_real(writer, epoch->validation_accuracy);
	put_real(writer, epoch->seconds);
	put_number(writer, epoch->is_best);
}

static uint64_t hash_of(const uint8_t *data, size_t n_bytes)
{
	Hash hash = HASH_START;
	hash_add(&hash, data, n_bytes);
	return hash.value;
}

Bytes checkpoint_encode(const Checkpoint *checkpoint, Arena *arena)
{
	size_t n_arrays = checkpoint->squares ? 4 : 3;
	size_t array_bytes = checkpoint->n_values * sizeof(Real);
	size_t n_bytes = HEAD_NUMBERS * sizeof(int64_t) + n_arrays * array_bytes +
		(size_t)checkpoint->n_epochs * EPOCH_NUMBERS * sizeof(int64_t) + HASH_BYTES;
	for (int i = 0; i < checkpoint->n_states; i++)
		n_bytes += sizeof(int64_t) + checkpoint->states[i].n;
	Writer writer = {.data = arena_alloc(arena, n_bytes)};
	put_head(&writer, checkpoint);
	put(&writer, checkpoint->values, array_bytes);
	put(&writer, checkpoint->kept, array_bytes);
	put(&writer, checkpoint->moments, array_bytes);
	if (checkpoint->squares)
		put(&writer, checkpoint->squares, array_bytes);
	for (int i = 0; i < checkpoint->n_epochs; i++)
		put_epoch(&writer, &checkpoint->epochs[i]);
	for (int i = 0; i < checkpoint->n_states; i++) {
		put_number(&writer, (int64_t)checkpoint->states[i].n);
		put(&writer, checkpoint->states[i].data, checkpoint->states[i].n);
	}
	uint64_t hash = hash_of(writer.data, writer.n);
	put(&writer, &hash, sizeof hash);
	return (Bytes){writer.data, writer.n};
}

/* --- Reading --- */

/* Once something is missing, all that follows is. */
typedef struct Reader {
	Bytes file;
	size_t at;
	bool is_short;
} Reader;

static const uint8_t *take(Reader *reader, size_t n_bytes)
{
	if (reader->is_short || !bytes_have(reader->file, reader->at, n_bytes)) {
		reader->is_short = true;
		return NULL;
	}
	reader->at += n_bytes;
	return reader->file.data + reader->at - n_bytes;
}

static uint64_t take_word(Reader *reader)
{
	uint64_t word = 0;
	if (bytes_u64(reader->file, reader->at, &word) && !reader->is_short)
		reader->at += sizeof word;
	else
		reader->is_short = true;
	return word;
}

/* A number of 0 to most; one beyond that makes the file as good as cut short. */
static int64_t take_number(Reader *reader, int64_t most)
{
	uint64_t word = take_word(reader);
	if (word > (uint64_t)most) {
		reader->is_short = true;
		return 0;
	}
	return (int64_t)word;
}

static double take_real(Reader *reader)
{
	uint64_t word = take_word(reader);
	double number;
	memcpy(&number, &word, sizeof number);
	return number;
}

static Real *take_reals(Reader *reader, size_t n, bool must_be_finite, Arena *arena)
{
	if (n > SIZE_MAX / sizeof(Real))
		reader->is_short = true;
	const uint8_t *from = take(reader, reader->is_short ? 0 : n * sizeof(Real));
	if (!from)
		return NULL;
	Real *values = arena_copy(arena, from, n * sizeof *values);
	for (size_t i = 0; must_be_finite && i < n; i++)
		if (!isfinite(values[i]))
			reader->is_short = true;
	return values;
}

static void take_state(Reader *reader, TrainState *state)
{
	state->epoch = (int)take_number(reader, INT_MAX);
	state->steps = take_number(reader, INT64_MAX);
	state->seen.loss = take_real(reader);
	state->seen.n = take_number(reader, INT64_MAX);
	state->seen.n_right = take_number(reader, INT64_MAX);
	state->rate = take_real(reader);
	state->seconds = take_real(reader);
	uint64_t kept = take_word(reader); /* -1 is all ones */
	state->kept = kept <= INT_MAX ? (int)kept : -1;
	reader->is_short |= kept > INT_MAX && kept != UINT64_MAX;
	state->is_best = take_number(reader, 1);
	state->n_worse = (int)take_number(reader, INT_MAX);
}

static TrainEpoch take_epoch(Reader *reader)
{
	TrainEpoch epoch = {0};
	epoch.epoch = (int)take_number(reader, INT_MAX);
	epoch.steps = take_number(reader, INT64_MAX);
	epoch.rate = take_real(reader);
	epoch.loss = take_real(reader);
	epoch.accuracy = take_real(reader);
	epoch.validation_loss = take_real(reader);
	epoch.validation_accuracy = take_real(reader);
	epoch.seconds = take_real(reader);
	epoch.is_best = take_number(reader, 1);
	return epoch;
}

/* Every item takes bytes of the file, which bounds what is allocated. */
static void take_lists(Reader *reader, Arena *arena, Checkpoint *to)
{
	size_t left = reader->file.n - reader->at;
	if (reader->is_short ||
		(size_t)to->n_epochs > left / (EPOCH_NUMBERS * sizeof(int64_t)) ||
		(size_t)to->n_states > left / sizeof(int64_t)) {
		reader->is_short = true;
		return;
	}
	TrainEpoch *epochs = arena_array(arena, (size_t)to->n_epochs, sizeof *epochs);
	Bytes *states = arena_array(arena, (size_t)to->n_states, sizeof *states);
	for (int i = 0; i < to->n_epochs; i++)
		epochs[i] = take_epoch(reader);
	for (int i = 0; i < to->n_states && !reader->is_short; i++) {
		size_t n = (size_t)take_number(reader, INT64_MAX);
		const uint8_t *from = take(reader, n);
		if (from)
			states[i] = (Bytes){arena_copy(arena, from, n), n};
	}
	to->epochs = epochs;
	to->states = states;
}

static void take_all(Reader *reader, Arena *arena, Checkpoint *to)
{
	to->training = take_word(reader);
	to->n_values = (size_t)take_number(reader, INT64_MAX);
	bool has_squares = take_number(reader, 1);
	to->n_epochs = (int)take_number(reader, INT_MAX);
	to->n_states = (int)take_number(reader, INT_MAX);
	to->optimizer_steps = take_number(reader, INT64_MAX);
	take_state(reader, &to->state);
	to->values = take_reals(reader, to->n_values, true, arena);
	to->kept = take_reals(reader, to->n_values, true, arena);
	to->moments = take_reals(reader, to->n_values, false, arena);
	to->squares = has_squares ? take_reals(reader, to->n_values, false, arena) : NULL;
	take_lists(reader, arena, to);
}

bool checkpoint_decode(Bytes file, Arena *arena, Checkpoint *checkpoint, Error *err)
{
	uint64_t hash;
	if (!bytes_have(file, 0, sizeof magic) || memcmp(file.data, magic, sizeof magic) != 0)
		return failed(err, "no checkpoint of this version");
	if (file.n < sizeof magic + HASH_BYTES ||
		!bytes_u64(file, file.n - HASH_BYTES, &hash) ||
		hash != hash_of(file.data, file.n - HASH_BYTES))
		return failed(err, "the checkpoint is cut short or damaged");
	Reader reader = {.file = {file.data, file.n - HASH_BYTES}, .at = sizeof magic};
	Checkpoint made = {0};
	if (take_number(&reader, INT64_MAX) != sizeof(Real))
		return failed(err, "no checkpoint of this version");
	take_all(&reader, arena, &made);
	if (reader.is_short || reader.at != reader.file.n)
		return failed(err, "the checkpoint is damaged");
	*checkpoint = made;
	return true;
}
