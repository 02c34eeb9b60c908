/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long an inference takes: cycles by kind of work, on a core, with a stack of software.
 *
 * The costs are in latency.json, which tests/latency/ fits to the results of MLPerf Tiny
 * (closed division, rounds v0.5 to v1.3, systems without an accelerator) and to instructions
 * counted in an emulator:
 *
 *   {"schema": 1, "stacks": {"x-cube-ai": [{"core": "cortex-m4", "part": "stm32l4r5zi",
 *       "cycles": {"conv": 1.5, "pointwise": 1.7, ...}, "factor": 1.2, "basis": "..."}]}}
 *
 * cycles are those of a unit of each kind of work (work.h). Nine of ten times the truth lies
 * between the estimate divided by factor and multiplied by it: so it came out where measured
 * systems were left out of the fit (`make bench` prints these tables). A part that was measured
 * has costs of its own; other parts have those of their core.
 */
#ifndef TARGET_LATENCY_H
#define TARGET_LATENCY_H

#include "src/target/certainty.h"
#include "src/target/profile.h"
#include "src/target/work.h"

/* What runs the model. */
typedef enum Stack {
	STACK_TFLM,           /* any build, of any year */
	STACK_TFLM_CMSIS_NN,  /* that which runtime_flash.h speaks of */
	STACK_TFLM_REFERENCE, /* the same with TFLM's portable kernels */
	STACK_C,              /* what `whit export -f c` writes */
	STACK_MICROTVM,
	STACK_VENDOR, /* any of those that follow, and others like them */
	STACK_X_CUBE_AI,
	STACK_PLUMERAI,
	STACK_HALE, /* of Bosch */
	STACK_ONNC,
	N_STACKS
} Stack;

/* "tflm", "tflm-cmsis-nn", "c", ...; never NULL. */
const char *stack_name(Stack stack);

/* Whether a stack removes channels that carry nothing (passes/channels/dead.h) by itself. */
bool stack_removes_dead(Stack stack);

typedef struct Latency {
	double ms, low_ms,
		high_ms; /* of an inference; nine of ten times between low and high */
	Certainty
		certainty;    /* ESTIMATE; LOWER_BOUND: some work is not known; NO_DATA: all 0 */
	const char *note; /* where the costs are from, or why there are none; never NULL */
} Latency;

/*
 * The time of an inference on one core of a part at a clock rate, 0 for the profile's. There is no
 * data for a core or a stack that nothing was measured of, where no clock is known, above the part's, and for models that
 * are not int8. The note lies in memory.
 */
Latency latency(const Work *work, const Profile *profile, Stack stack, uint64_t clock_hz,
	Arena *memory);

#endif
