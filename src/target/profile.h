/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of a microcontroller, or the board it is on. Profiles are JSON:
 *
 *   {"schema": 1, "profiles": [{"name": "mypart", "core": "cortex-m4",
 *     "flash_bytes": 1048576, "ram_bytes": 262144}]}
 *
 * Those four keys are required, null standing for no limit; the rest of Profile's fields are
 * optional keys of the same names. whit-targets(1) tells what each may be.
 */
#ifndef TARGET_PROFILE_H
#define TARGET_PROFILE_H

#include <stdint.h>

#include "src/base/arena.h"
#include "src/base/bytes.h"
#include "src/base/error.h"
#include "src/target/core.h"

#define NO_LIMIT UINT64_MAX

/* What a bank of memory is; flash stands for whatever keeps code and constants. */
typedef enum BankKind {
	BANK_FLASH,
	BANK_EXTERNAL_FLASH, /* a chip beside the part: on the board, in the module */
	BANK_SRAM,           /* the first that is RAM */
	BANK_TCM,            /* at the core's side, read without waiting */
	BANK_CCM,            /* the same in an STM32F4: no DMA there */
	BANK_EXTERNAL_RAM,
	N_BANK_KINDS
} BankKind;

typedef struct Bank {
	const char *name;
	BankKind kind;
	uint64_t bytes;
} Bank;

/* What may be taken before the model comes, where the user says that it is. */
typedef struct Reserve {
	const char *name;
	uint64_t flash_bytes, ram_bytes;
	const char *what, *source;
} Reserve;

/* How a figure was come by. */
typedef enum Confidence {
	UNVERIFIED, /* remembered, or of a source that was not looked at again */
	DERIVED,    /* computed from what others measured */
	READ,       /* it stands in the source so */
} Confidence;

/* The figures of a profile, each of which may have a source of its own. */
typedef enum Figure {
	FIGURE_CORE,
	FIGURE_CORES,
	FIGURE_CLOCK,
	FIGURE_FPU,
	FIGURE_DSP,
	FIGURE_MVE,
	FIGURE_VECTOR,
	FIGURE_ACCELERATOR,
	FIGURE_FLASH,
	FIGURE_RAM,
	FIGURE_BANKS,
	FIGURE_SUPPLY,
	FIGURE_ACTIVE,
	FIGURE_ACTIVE_AT,
	FIGURE_ACTIVE_PER_MHZ,
	N_FIGURES
} Figure;

typedef struct FigureSource {
	const char *source; /* NULL where none is given */
	Confidence confidence;
} FigureSource;

/* The least and the most; of a single figure both are the same. 0 and 0: not known. */
typedef struct Range {
	double low, high;
} Range;

typedef enum Fpu { FPU_UNKNOWN, FPU_NONE, FPU_SINGLE, FPU_DOUBLE, N_FPUS } Fpu;

/* Texts are "" where the file says nothing, numbers 0. */
typedef struct Profile {
	const char *name;
	const char *board, *vendor;
	Core core;
	uint64_t n_cores;
	uint64_t clock_hz;
	Fpu fpu;
	bool dsp, mve; /* as the core usually has it where the file says nothing */
	const char *vector, *accelerator;

	/* What a model can have: of flash all that is addressed, of RAM one piece for an arena.
	 * NO_LIMIT for none. The banks are all there is, as far as that is known. */
	uint64_t flash_bytes, ram_bytes;
	const Bank *banks;
	int n_banks;

	/* Taken before the model comes (bootloader, radio stack, RTOS), and by what. */
	uint64_t reserved_flash_bytes, reserved_ram_bytes;
	const char *reserved_for;
	const Reserve *reserves; /* what profile_reserve() can add, by name */
	int n_reserves;

	/* Supply and current while the core computes, of the whole part. */
	uint64_t supply_mv;
	Range active_ua; /* at active_at_hz */
	uint64_t active_at_hz;
	Range active_ua_per_mhz;

	const char *source; /* where the figures are from that sources says nothing of */
	bool verified;      /* those were read there, not remembered */
	FigureSource sources[N_FIGURES];
	const char *note;
} Profile;

/* Profiles in order of arrival, and the arena they lie in; zeroed is empty. */
typedef struct Profiles {
	Arena arena;
	Profile *list;
	int n;
	size_t capacity;
	const Reserve
		*reserves; /* what may run on any part: those of the last file with any */
	int n_reserves;
} Profiles;

/*
 * Add the profiles of a JSON text, which name stands for in messages. One whose name is
 * there already takes the other's place whole. Fails, with profile and key in the error,
 * for what is malformed, missing, unknown or out of range; profiles are then fit to finish
 * only.
 */
bool profiles_add(Profiles *profiles, Bytes json, const char *name, Error *err);

/* The profiles built in, and those of a file over them; path may be NULL for none. */
bool profiles_load(Profiles *profiles, const char *path, Error *err);

void profiles_finish(Profiles *profiles);

/* NULL where there is no such profile; the error then suggests the nearest names. */
const Profile *profile_find(const Profiles *profiles, const char *name, Error *err);

/*
 * A copy of a profile, in profiles' arena, with more reserved: names, between commas, of its
 * reserves or of those for any part. NULL where there is no such name (the error lists those there
 * are), and where the part has less than that.
 */
const Profile *profile_reserve(Profiles *profiles, const Profile *profile,
	const char *names, Error *err);

/* The current in microamperes at a clock rate, in proportion to that at the known one; 0 and 0
 * where nothing is known. */
Range profile_active_ua(const Profile *profile, uint64_t clock_hz);

/* Where a figure is from: what sources says, or else source and verified. */
FigureSource profile_source(const Profile *profile, Figure figure);

/* Words as files of profiles write them; never NULL. */
const char *figure_key(Figure figure);
const char *bank_kind_name(BankKind kind);
const char *confidence_name(Confidence confidence);
const char *fpu_name(Fpu fpu);

#endif
