/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a model fits a part, and how much of it is taken. */
#ifndef TARGET_BUDGET_H
#define TARGET_BUDGET_H

#include "src/lower/program.h"
#include "src/target/profile.h"
#include "src/target/runtime_flash.h"
#include "src/target/speed.h"
#include "src/target/tflm_arena.h"

/* What a model's bytes are counted with: TFLM, the C that is exported, or nothing. */
typedef enum Runtime { RUNTIME_TFLM, RUNTIME_C, RUNTIME_NONE } Runtime;

typedef struct BudgetSettings {
	Kernels kernels;
	uint64_t max_flash_bytes, max_ram_bytes; /* limits of the user's own */
	TflmBuild build;
	const SpeedSettings *speed; /* NULL: nothing is asked of it */
} BudgetSettings;

#define BUDGET_DEFAULTS \
	((BudgetSettings){KERNELS_BEST, NO_LIMIT, NO_LIMIT, TFLM_RELEASE, NULL})

/* One kind of memory. */
typedef struct BudgetMemory {
	uint64_t model_bytes;    /* what the model brings: file and runtime, or arena */
	uint64_t reserved_bytes; /* what the profile says is taken already */
	uint64_t total_bytes;    /* both: to be held against the part */
	uint64_t part_bytes;     /* NO_LIMIT where the part has none */
	uint64_t max_bytes;      /* the user's limit for what the model brings, or NO_LIMIT */
	Certainty certainty;     /* of the total */
	bool fits_part, fits_max;
} BudgetMemory;

/* Flash: the whole file, as it will lie there, and the runtime's code. RAM: the smallest
 * arena that works, since that is what has to be given. Stack, and the 132 bytes at most that
 * TFLM has outside its arena, are not counted. */
typedef struct Budget {
	const Profile *profile;
	uint64_t file_bytes; /* of exported C: its constants */
	RuntimeFlash runtime;
	ArenaReport arena;
	BudgetMemory flash, ram;
	const char
		*refusal;    /* which operator TFLM has no kernel for; NULL: none is known of */
	Kernels kernels; /* those of TFLM counted with; not of others */
	TflmBuild build; /* likewise */
	Runtime runner;
	Speed speed; /* where has_speed */
	bool has_speed;
	bool fits; /* all of it, as far as is known, and no refusal */
} Budget;

/*
 * Fill in the budget of a model whose file has file_bytes; what it points to lies in memory.
 * A figure that is an estimate or a bound is compared like an exact one: its certainty says
 * what "fits" is worth. A model that tflm_runs_model refuses does not fit, and on its arena there
 * is no data, unless all that TFLM lacks is whit's own decoder. Fails where tflm_arena does otherwise, and for kernels the
 * core has not.
 */
bool budget(const Model *model, uint64_t file_bytes, const Profile *profile,
	const BudgetSettings *settings, Arena *memory, Budget *result, Error *err);

/*
 * The same for a model as exported C. Flash: its constants, to the byte, and c_code's code. RAM: its
 * arena, to the byte; nothing else of it is static. TFLM is not asked, and settings' kernels do not
 * count.
 */
void budget_c(const Program *program, const Profile *profile,
	const BudgetSettings *settings, Arena *memory, Budget *result);

/*
 * The same for a model alone, whatever is to run it. Flash: its file, to the byte, and no code. RAM:
 * the least that its tensors take, a lower bound: see tensor_ram, which says what else fails. TFLM is
 * not asked, and settings' kernels do not count.
 */
bool budget_none(const Model *model, uint64_t file_bytes, const Profile *profile,
	const BudgetSettings *settings, Arena *memory, Budget *result, Error *err);

/* Hold a budget against another part with the same core, which costs the same there. */
void budget_move(Budget *budget, const Profile *profile, const BudgetSettings *settings);

#endif
