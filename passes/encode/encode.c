/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/encode/encode.h"

#include <string.h>

#include "passes/encode/encode_apply.h"
#include "passes/encode/encode_choice.h"
#include "src/target/tflm_arena.h"

typedef struct Encoding {
	const Model *model;
	const EncodeSettings *settings;
	Unit *units;
	int n;
	Arena *arena;
} Encoding;

/* --- What the choice as it stands comes to --- */

/* A copy of the model with what is packed now; it shares bytes with the model and units. */
static Model *trial(const Encoding *encoding)
{
	Model *copy = model_copy(encoding->model);
	encode_apply(copy, encoding->units, encoding->n);
	return copy;
}

static bool trial_file_bytes(const Encoding *encoding, int64_t *n_bytes, Error *err)
{
	size_t n;
	Model *copy = trial(encoding);
	bool ok = encoding->settings->file_bytes(encoding->settings->context, copy, &n, err);
	model_free(copy);
	*n_bytes = ok ? (int64_t)n : 0;
	return ok;
}

static bool trial_fits(const Encoding *encoding, bool *fits, Error *err)
{
	Arena scratch = {0};
	ArenaReport report;
	const EncodeSettings *settings = encoding->settings;
	Model *copy = trial(encoding);
	bool ok = tflm_arena(copy, settings->core, settings->kernels, &scratch, &report, err);
	*fits = ok && report.smallest_bytes <= settings->max_arena;
	model_free(copy);
	arena_finish(&scratch);
	return ok;
}

/* --- RAM --- */

/* The unit of the greatest gain that was chosen and is not looked at yet; -1: none is left. */
static int next_best(const Encoding *encoding, const bool *is_wanted)
{
	int best = -1;
	for (int i = 0; i < encoding->n; i++)
		if (is_wanted[i] &&
			(best < 0 || encoding->units[i].gain > encoding->units[best].gain))
			best = i;
	return best;
}

/* Of the units chosen keep those that the arena has room for, the best first. */
static bool keep_what_fits(Encoding *encoding, bool *over_limit, Error *err)
{
	Unit *units = encoding->units;
	bool fits;
	int best;
	bool *is_wanted =
		arena_array(encoding->arena, (size_t)encoding->n, sizeof *is_wanted);
	for (int i = 0; i < encoding->n; i++) {
		is_wanted[i] = units[i].is_packed;
		units[i].is_packed = false;
	}
	if (!trial_fits(encoding, &fits, err))
		return false;
	*over_limit = !fits;
	if (!fits)
		return failed(err, "the arena is over %llu bytes with nothing encoded",
			(unsigned long long)encoding->settings->max_arena);
	while ((best = next_best(encoding, is_wanted)) >= 0) {
		is_wanted[best] = false;
		units[best].is_packed = true;
		if (!trial_fits(encoding, &fits, err))
			return false;
		units[best].is_packed = fits;
		units[best].outcome = fits ? ENCODED : KEPT_FOR_RAM;
	}
	pack_units(units, encoding->n, encoding->arena);
	return true;
}

/* --- What the file gains --- */

/* Bytes that the file would have more without a unit, whose group then has a code of its own. */
static bool measure_gain(Encoding *encoding, Unit *unit, int64_t total, Error *err)
{
	Arena scratch = {0};
	int64_t without;
	size_t n = (size_t)encoding->n;
	const Unit *kept = arena_copy(&scratch, encoding->units, n * sizeof *kept);
	unit->is_packed = false;
	pack_group(encoding->units, encoding->n, unit->group, &scratch);
	bool ok = trial_file_bytes(encoding, &without, err);
	memcpy(encoding->units, kept, n * sizeof *kept);
	unit->gain = without - total;
	arena_finish(&scratch);
	return ok;
}

/* The packed unit that the file gains least by, with the gain of each measured; -1: none. */
static bool find_least(Encoding *encoding, int64_t total, int *least, Error *err)
{
	*least = -1;
	for (int i = 0; i < encoding->n; i++) {
		Unit *unit = &encoding->units[i];
		if (!unit->is_packed)
			continue;
		if (!measure_gain(encoding, unit, total, err))
			return false;
		if (*least < 0 || unit->gain < encoding->units[*least].gain)
			*least = i;
	}
	return true;
}

/* Leave out, one after the other, what the file gains too little by. */
static bool drop_what_does_not_pay(Encoding *encoding, Error *err)
{
	int least;
	int64_t total;
	for (;;) {
		if (!trial_file_bytes(encoding, &total, err) ||
			!find_least(encoding, total, &least, err))
			return false;
		if (least < 0 || encoding->units[least].gain >= encoding->settings->min_gain)
			return true;
		encoding->units[least].is_packed = false;
		encoding->units[least].outcome = KEPT_NO_GAIN;
		pack_group(encoding->units, encoding->n, encoding->units[least].group,
			encoding->arena);
	}
}

/* --- The report --- */

static bool shares_ancillary(const Unit *units, int i)
{
	for (int k = 0; k < i; k++)
		if (units[k].is_packed &&
			units[k].packed.ancillary.data == units[i].packed.ancillary.data)
			return true;
	return false;
}

static void fill_report(const Encoding *encoding, EncodeReport *report)
{
	report->n = encoding->n;
	report->tensors =
		arena_array(encoding->arena, (size_t)encoding->n, sizeof *report->tensors);
	for (int i = 0; i < encoding->n; i++) {
		const Unit *unit = &encoding->units[i];
		EncodedTensor *tensor = &report->tensors[i];
		*tensor = (EncodedTensor){
			.graph = unit->graph,
			.tensor = unit->tensor,
			.op = unit->uses[0].op,
			.outcome = unit->is_packed ? ENCODED : unit->outcome,
			.kind = unit->kind,
			.dense_bytes = unit->buffer->n_bytes,
		};
		if (!unit->is_packed)
			continue;
		tensor->gain = unit->gain;
		tensor->encoded_bytes = unit->packed.encoded.n;
		if (!shares_ancillary(encoding->units, i))
			tensor->ancillary_bytes = unit->packed.ancillary.n;
	}
}

/* --- The result --- */

/* Hold what is packed against what it was made from. */
static bool prove(const Encoding *encoding, Error *err)
{
	Arena scratch = {0};
	bool ok = true;
	for (int i = 0; i < encoding->n && ok; i++) {
		const Unit *unit = &encoding->units[i];
		if (!unit->is_packed)
			continue;
		char label[16];
		size_t n_bytes = unit->buffer->n_bytes;
		void *values = arena_alloc(&scratch, n_bytes);
		ok = unpack(unit_shape(unit, unit->kind), &unit->packed, values, err) &&
			(memcmp(values, unit->buffer->data, n_bytes) == 0 ||
				failed(err, "it unpacks to other values"));
		if (!ok)
			failed_in(err, "'%s', packed as %s, which is a fault of whit: ",
				tensor_label(&encoding->model->graphs[unit->graph], unit->tensor, label),
				pack_kind_name((int)unit->kind));
	}
	arena_finish(&scratch);
	return ok;
}

static Bytes copy_bytes(Arena *arena, Bytes bytes)
{
	return (Bytes){arena_copy(arena, bytes.data, bytes.n), bytes.n};
}

/* Nothing is packed where that makes the file no smaller, as an operator code costs more than
 * one tensor may gain. */
static bool keep_if_smaller(Encoding *encoding, Error *err)
{
	size_t dense;
	int64_t total;
	const EncodeSettings *settings = encoding->settings;
	if (settings->min_gain < 0)
		return true;
	if (!settings->file_bytes(settings->context, encoding->model, &dense, err) ||
		!trial_file_bytes(encoding, &total, err))
		return false;
	for (int i = 0; i < encoding->n && total >= (int64_t)dense; i++) {
		if (encoding->units[i].is_packed)
			encoding->units[i].outcome = KEPT_NO_GAIN;
		encoding->units[i].is_packed = false;
	}
	return true;
}

bool encode(Model *model, const EncodeSettings *settings, Arena *arena,
	EncodeReport *report, bool *over_limit, Error *err)
{
	Encoding encoding = {.model = model, .settings = settings, .arena = arena};
	*over_limit = false;
	encoding.units = encode_units(model, settings->kinds, arena, &encoding.n);
	choose_packing(encoding.units, encoding.n, settings, arena);
	if (settings->max_arena != NO_LIMIT && !keep_what_fits(&encoding, over_limit, err))
		return false;
	if (!drop_what_does_not_pay(&encoding, err) || !keep_if_smaller(&encoding, err) ||
		!prove(&encoding, err))
		return false;
	fill_report(&encoding, report);
	for (int i = 0; i < encoding.n; i++) {
		Packed *packed = &encoding.units[i].packed;
		packed->encoded = copy_bytes(&model->arena, packed->encoded);
		packed->ancillary = copy_bytes(&model->arena, packed->ancillary);
	}
	encode_apply(model, encoding.units, encoding.n);
	return true;
}
