/* SPDX-License-Identifier: Apache-2.0 */
/* What `quantize` is asked for. */
#ifndef CMD_QUANTIZE_OPTIONS_H
#define CMD_QUANTIZE_OPTIONS_H

#include "cmd/command.h"
#include "cmd/data_options.h"
#include "passes/quantize/rescue.h"

typedef enum QuantizeForm { TO_INT8, TO_INT16X8, TO_DYNAMIC, TO_FLOAT16 } QuantizeForm;

enum { NOT_GIVEN = -1 };

typedef struct QuantizeOptions {
	Streams io;
	DataOptions data;
	QuantizeForm to;
	int weights;                 /* a DataType, or NOT_GIVEN */
	int input_type, output_type; /* likewise */
	QuantizeSettings how;
	RescueSettings rescue;
	double percentile; /* -1: not given */
	Texts keep;
	const char *plan, *plot; /* files; NULL: none */
	bool sensitivity;
	double min_snr;
	bool has_min_snr; /* it was given */
	bool json, quiet;
} QuantizeOptions;

#define QUANTIZE_OPTIONS_DEFAULTS \
	((QuantizeOptions){.data = DATA_OPTIONS_DEFAULTS, \
		.weights = NOT_GIVEN, \
		.input_type = NOT_GIVEN, \
		.output_type = NOT_GIVEN, \
		.how = QUANTIZE_DEFAULTS, \
		.rescue = RESCUE_DEFAULTS, \
		.percentile = -1})

/*
 * Set what the command line says; to win accuracy back, nothing but what it asks for. Where
 * false, call->status is the exit status.
 */
bool quantize_options_read(Call *call, QuantizeOptions *options);

/* Whether the options go together; the error says which to leave out. */
bool quantize_options_check(const QuantizeOptions *options, Error *err);

/* Whether layers compute in float32, so that data are only there to compare with. */
bool is_weight_only(const QuantizeOptions *options);

/* Whether anything is asked for that wins accuracy back. */
bool wants_rescue(const QuantizeOptions *options);

#endif
