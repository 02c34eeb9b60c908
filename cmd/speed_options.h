/* SPDX-License-Identifier: Apache-2.0 */
/* The options that ask for the time of an inference, its energy, and a battery's life. */
#ifndef CMD_SPEED_OPTIONS_H
#define CMD_SPEED_OPTIONS_H

#include "cmd/options.h"
#include "src/target/budget.h"

enum { STACK_OF_RUNTIME = -1 };

typedef struct SpeedOptions {
	int stack;                /* a Stack, or STACK_OF_RUNTIME */
	double clock_hz;          /* 0: the part's */
	double max_s, max_joules; /* below 0: no limit */
	const char *battery;      /* "220mAh@3V"; NULL: none */
	double every_s;           /* 0: not given */
	double sleep_amperes;     /* below 0: not given */
} SpeedOptions;

#define SPEED_OPTIONS_DEFAULTS \
	{ \
		.stack = STACK_OF_RUNTIME, .max_s = -1, .max_joules = -1, .sleep_amperes = -1 \
	}

extern const Choice stack_choices[];

#define OPTS_SPEED(speed) \
	OPTION(OPTION_CHOICE, 0, "stack", "STACK", "whose kernels the time is counted with", \
		.to.choice = &(speed)->stack, .choice_bytes = sizeof(speed)->stack, \
		.choices = stack_choices, .shown = "the runtime's"), \
		OPTION(OPTION_AMOUNT, 0, "clock", "CLOCK", "how fast the part runs", \
			.to.real = &(speed)->clock_hz, .amount = &amount_hertz, .low = 1, \
			.high = DBL_MAX, .shown = "the part's"), \
		OPT_AMOUNT(0, "max-latency", &(speed)->max_s, amount_seconds, 0, "TIME", \
			"limit for the time of an inference"), \
		OPT_AMOUNT(0, "max-energy", &(speed)->max_joules, amount_joules, 0, "ENERGY", \
			"limit for the energy of an inference"), \
		OPT_TEXT(0, "battery", &(speed)->battery, "CHARGE@VOLTAGE", \
			"a battery to tell the life of, as 220mAh@3V"), \
		OPT_AMOUNT(0, "every", &(speed)->every_s, amount_seconds, 1e-9, "TIME", \
			"how often there is an inference"), \
		OPT_AMOUNT(0, "sleep", &(speed)->sleep_amperes, amount_amperes, 0, "CURRENT", \
			"what is drawn in between")

/* Whether any of them was given. */
bool speed_is_asked(const SpeedOptions *options);

/* What is asked of every target: made once. */
typedef struct SpeedQuestion {
	SpeedSettings settings;
	Work work;
	Duty duty;
	bool of_runtime; /* the stack is still to be chosen, by runtime and kernels */
} SpeedQuestion;

/* From the options to the question about a model. Fails for options that say too little, or are
 * malformed. */
bool speed_question(const SpeedOptions *options, const Model *model,
	SpeedQuestion *question, Error *err);

#endif
