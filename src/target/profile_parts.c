/* SPDX-License-Identifier: Apache-2.0 */
#include "src/target/profile_parts.h"

#include <string.h>

enum { MOST_ITEMS = 32 };

static const char *const bank_kinds[N_BANK_KINDS] = {
	[BANK_FLASH] = "flash",
	[BANK_EXTERNAL_FLASH] = "external-flash",
	[BANK_SRAM] = "sram",
	[BANK_TCM] = "tcm",
	[BANK_CCM] = "ccm",
	[BANK_EXTERNAL_RAM] = "external-ram",
};
static const char *const fpus[N_FPUS] = {
	[FPU_NONE] = "none",
	[FPU_SINGLE] = "single",
	[FPU_DOUBLE] = "double",
};
static const char *const confidences[] = {
	[UNVERIFIED] = "unverified",
	[DERIVED] = "derived",
	[READ] = "read",
};
static const char *const figure_keys[N_FIGURES] = {
	[FIGURE_CORE] = "core",
	[FIGURE_CORES] = "n_cores",
	[FIGURE_CLOCK] = "clock_hz",
	[FIGURE_FPU] = "fpu",
	[FIGURE_DSP] = "dsp",
	[FIGURE_MVE] = "mve",
	[FIGURE_VECTOR] = "vector",
	[FIGURE_ACCELERATOR] = "accelerator",
	[FIGURE_FLASH] = "flash_bytes",
	[FIGURE_RAM] = "ram_bytes",
	[FIGURE_BANKS] = "banks",
	[FIGURE_SUPPLY] = "supply_mv",
	[FIGURE_ACTIVE] = "active_ua",
	[FIGURE_ACTIVE_AT] = "active_at_hz",
	[FIGURE_ACTIVE_PER_MHZ] = "active_ua_per_mhz",
};

const char *figure_key(Figure figure)
{
	return figure_keys[figure];
}

const char *bank_kind_name(BankKind kind)
{
	return bank_kinds[kind];
}

const char *confidence_name(Confidence confidence)
{
	return confidences[confidence];
}

const char *fpu_name(Fpu fpu)
{
	return fpus[fpu] ? fpus[fpu] : "unknown";
}

bool read_core(const cJSON *item, Arena *arena, void *to, Error *err)
{
	(void)arena;
	Core *core = to;
	const char *names[N_CORES];
	int place = 0;
	for (Core i = 0; i < N_CORES; i++)
		names[i] = core_info(i)->name;
	if (!read_word(item, names, N_CORES, &place, err))
		return false;
	*core = (Core)place;
	return true;
}

bool read_fpu(const cJSON *item, Arena *arena, void *to, Error *err)
{
	(void)arena;
	Fpu *fpu = to;
	int place = 0;
	if (!read_word(item, fpus, N_FPUS, &place, err))
		return false;
	*fpu = (Fpu)place;
	return true;
}

static bool read_bank_kind(const cJSON *item, Arena *arena, void *to, Error *err)
{
	(void)arena;
	BankKind *kind = to;
	int place = 0;
	if (!read_word(item, bank_kinds, N_BANK_KINDS, &place, err))
		return false;
	*kind = (BankKind)place;
	return true;
}

static bool read_confidence(const cJSON *item, Arena *arena, void *to, Error *err)
{
	(void)arena;
	Confidence *confidence = to;
	int place = 0;
	if (!read_word(item, confidences, READ + 1, &place, err))
		return false;
	*confidence = (Confidence)place;
	return true;
}

/* How many items a list has; false, with an error, for what is no such list. */
static bool list_length(const cJSON *item, int *n, Error *err)
{
	*n = cJSON_IsArray(item) ? cJSON_GetArraySize(item) : -1;
	return (*n >= 0 && *n <= MOST_ITEMS) ||
		failed(err, "expected a list of %d objects at most", MOST_ITEMS);
}

bool read_banks(const cJSON *item, Arena *arena, void *to, Error *err)
{
	BankList *banks = to;
	if (!list_length(item, &banks->n, err))
		return false;
	banks->list = arena_array(arena, (size_t)banks->n, sizeof *banks->list);
	for (int i = 0; i < banks->n; i++) {
		Bank bank = {.name = ""};
		const Field fields[] = {
			{"name", read_text, &bank.name, true},
			{"kind", read_bank_kind, &bank.kind, true},
			{"bytes", read_whole, &bank.bytes, true},
		};
		if (!read_fields(cJSON_GetArrayItem(item, i), "bank", fields,
				sizeof fields / sizeof fields[0], arena, err))
			return failed_in(err, "bank %d: ", i + 1);
		banks->list[i] = bank;
	}
	return true;
}

bool read_reserves(const cJSON *item, Arena *arena, void *to, Error *err)
{
	ReserveList *reserves = to;
	if (!list_length(item, &reserves->n, err))
		return false;
	reserves->list = arena_array(arena, (size_t)reserves->n, sizeof *reserves->list);
	for (int i = 0; i < reserves->n; i++) {
		Reserve reserve = {.name = "", .what = "", .source = ""};
		const Field fields[] = {
			{"name", read_name, &reserve.name, true},
			{"flash_bytes", read_whole, &reserve.flash_bytes, false},
			{"ram_bytes", read_whole, &reserve.ram_bytes, false},
			{"for", read_text, &reserve.what, true},
			{"source", read_text, &reserve.source, false},
		};
		if (!read_fields(cJSON_GetArrayItem(item, i), "reserve", fields,
				sizeof fields / sizeof fields[0], arena, err))
			return failed_in(err, "reserve %d: ", i + 1);
		if (strchr(reserve.name, ','))
			return failed(err, "reserve %d: 'name': has a comma", i + 1);
		reserves->list[i] = reserve;
	}
	return true;
}

static bool read_source(const cJSON *item, Arena *arena, void *to, Error *err)
{
	FigureSource *source = to;
	const Field fields[] = {
		{"source", read_text, &source->source, true},
		{"confidence", read_confidence, &source->confidence, true},
	};
	return read_fields(item, "source", fields, sizeof fields / sizeof fields[0], arena,
		err);
}

bool read_sources(const cJSON *item, Arena *arena, void *to, Error *err)
{
	FigureSource *sources = to;
	Field fields[N_FIGURES];
	for (Figure i = 0; i < N_FIGURES; i++)
		fields[i] = (Field){figure_keys[i], read_source, &sources[i], false};
	return read_fields(item, "profile that has a source", fields, N_FIGURES, arena, err);
}
