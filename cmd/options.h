/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A command's options and operands: one array says how they are called, what they may be,
 * and where they go. From it come parsing, errors, --help and the defaults shown there.
 *
 *	const Option options[] = {
 *		OPT_REAL('s', "sparsity", &how.sparsity, 0, 1, "RATIO", "share of weights to zero"),
 *		OPT_MODEL_OUT(&io.out),
 *		OPERAND_MODEL_IN(&io.in),
 *		OPT_END,
 *	};
 *	if (!parse_options(call, options))
 *		return call->status;
 *
 * What an option points at holds the default. A default outside the option's range (-1
 * where the range begins at 0) means "not given" and is not shown.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <float.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "cmd/amounts.h"
#include "cmd/command.h"
#include "src/base/types.h"

/* Where a command's main input and output are; NULL is stdin, stdout. */
typedef struct Streams {
	const char *in, *out;
} Streams;

/* A word an option takes, and the value it stands for; a list ends with a NULL name. */
typedef struct Choice {
	const char *name;
	int value;
} Choice;

/* Numbers given as 0.5,0.4,0.5 or by repeating the option. */
enum { MAX_REALS = 64 };
typedef struct Reals {
	int n;
	double values[MAX_REALS];
} Reals;

/* Texts given by repeating the option. */
enum { MAX_TEXTS = 256 };
typedef struct Texts {
	int n;
	const char *values[MAX_TEXTS];
} Texts;

typedef enum OptionKind {
	OPTION_END,
	OPTION_FLAG,
	OPTION_INT,
	OPTION_SIZE,
	OPTION_REAL,
	OPTION_PERCENT,
	OPTION_AMOUNT,
	OPTION_REALS,
	OPTION_SHAPE,
	OPTION_TEXT,
	OPTION_TEXTS,
	OPTION_PATH,
	OPTION_CHOICE,
} OptionKind;

typedef struct Option {
	OptionKind kind;
	bool is_operand;
	bool is_needed;       /* an operand that must be there */
	char letter;          /* 0: none */
	const char *name;     /* without dashes */
	const char *argument; /* "RATIO"; of an operand, its name */
	const char *help;     /* what it is, in a few words */
	const char *binary;   /* of a path: "a model", which no terminal shows or gives */
	const bool *unless;   /* of such a path: set where it is not used */
	const char *shown;    /* the default as --help shows it; NULL: made from the value */
	double low, high;     /* both are allowed */
	const Amount *amount;
	const Choice *choices;
	int choice_bytes;
	union {
		bool *flag;
		int *integer;
		int64_t *size;
		double *real;
		Reals *reals;
		Shape *shape;
		const char **text;
		Texts *texts;
		void *choice; /* an int or an enumeration */
	} to;
} Option;

#define OPTION(type, key, word, arg, about, ...) \
	((Option){.kind = type, \
		.letter = key, \
		.name = word, \
		.argument = arg, \
		.help = about, \
		__VA_ARGS__})

#define OPT_END ((Option){.kind = OPTION_END})
#define OPT_FLAG(key, word, where, about) \
	OPTION(OPTION_FLAG, key, word, NULL, about, .to.flag = where)
#define OPT_INT(key, word, where, least, most, arg, about) \
	OPTION(OPTION_INT, key, word, arg, about, .to.integer = where, \
		.low = (double)(least), .high = (double)(most))
#define OPT_REAL(key, word, where, least, most, arg, about) \
	OPTION(OPTION_REAL, key, word, arg, about, .to.real = where, .low = (double)(least), \
		.high = (double)(most))
/* A percentage as 2% or 0.5; 2 is stored for 2%. */
#define OPT_PERCENT(key, word, where, least, most, arg, about) \
	OPTION(OPTION_PERCENT, key, word, arg, about, .to.real = where, \
		.low = (double)(least), .high = (double)(most))
/* A number with a unit, such as 50ms, from least up; stored in the amount's own unit. */
#define OPT_AMOUNT(key, word, where, of, least, arg, about) \
	OPTION(OPTION_AMOUNT, key, word, arg, about, .to.real = where, .amount = &(of), \
		.low = (double)(least), .high = DBL_MAX)
#define OPT_REALS(key, word, where, least, most, arg, about) \
	OPTION(OPTION_REALS, key, word, arg, about, .to.reals = where, \
		.low = (double)(least), .high = (double)(most))
/* Bytes, as 4096, 256K or 1.5M. */
#define OPT_SIZE(key, word, where, least, most, arg, about) \
	OPTION(OPTION_SIZE, key, word, arg, about, .to.size = where, .low = (double)(least), \
		.high = (double)(most))
/* Dimensions as 28x28x1, fewer than MAX_RANK; of rank 0 until it is given. */
#define OPT_SHAPE(key, word, where, arg, about) \
	OPTION(OPTION_SHAPE, key, word, arg, about, .to.shape = where)
#define OPT_TEXT(key, word, where, arg, about) \
	OPTION(OPTION_TEXT, key, word, arg, about, .to.text = where)
#define OPT_TEXTS(key, word, where, arg, about) \
	OPTION(OPTION_TEXTS, key, word, arg, about, .to.texts = where)
/* A file; "-" becomes NULL. */
#define OPT_PATH(key, word, where, arg, about) \
	OPTION(OPTION_PATH, key, word, arg, about, .to.text = where)
/* One of a list of words; where is an int or an enumeration. */
#define OPT_CHOICE(key, word, where, list, arg, about) \
	OPTION(OPTION_CHOICE, key, word, arg, about, .to.choice = where, \
		.choice_bytes = sizeof *(where), .choices = list)
/* A type that may be left open: where is an int, no type to begin with. */
#define OPT_TYPE(word, where, list, otherwise, about) \
	OPTION(OPTION_CHOICE, 0, word, "TYPE", about, .to.choice = where, \
		.choice_bytes = sizeof *(where), .choices = list, .shown = otherwise)

/* What stands without a dash: files, in this order; "-" becomes NULL. */
#define OPERAND(where, arg, about) \
	OPTION(OPTION_PATH, 0, NULL, arg, about, .to.text = where, .is_operand = true)
#define OPERAND_NEEDED(where, arg, about) \
	OPTION(OPTION_PATH, 0, NULL, arg, about, .to.text = where, .is_operand = true, \
		.is_needed = true)

/* All that are left, the last operand; and one of a list of words. */
#define OPERANDS(where, arg, about) \
	OPTION(OPTION_TEXTS, 0, NULL, arg, about, .to.texts = where, .is_operand = true)
#define OPERAND_CHOICE(where, list, arg, about) \
	OPTION(OPTION_CHOICE, 0, NULL, arg, about, .to.choice = where, \
		.choice_bytes = sizeof *(where), .choices = list, .is_operand = true, \
		.is_needed = true)

/*
 * The model a command reads (one of those it compares), and the one it writes. Left out, or "-", they are stdin and
 * stdout; where that is a terminal, parsing fails, before any work is done.
 */
#define OPERAND_MODEL_IN(where) \
	OPTION(OPTION_PATH, 0, NULL, "FILE", "the model to read", .to.text = where, \
		.is_operand = true, .binary = "a model", .shown = "stdin")
#define OPERAND_MODEL_NEEDED(where, arg, about) \
	OPTION(OPTION_PATH, 0, NULL, arg, about, .to.text = where, .is_operand = true, \
		.is_needed = true, .binary = "a model")
#define OPT_MODEL_OUT(where) \
	OPTION(OPTION_PATH, 'o', "output", "PATH", "where the model goes", .to.text = where, \
		.binary = "a model", .shown = "stdout")
/* The same of a command that makes no model where *without is set. */
#define OPT_MODEL_OUT_UNLESS(where, without) \
	OPTION(OPTION_PATH, 'o', "output", "PATH", "where the model goes", .to.text = where, \
		.binary = "a model", .shown = "stdout", .unless = without)
/* The same for other bytes, such as an array. */
#define OPT_BINARY_OUT(where, what, about) \
	OPTION(OPTION_PATH, 'o', "output", "PATH", about, .to.text = where, .binary = what, \
		.shown = "stdout")

/* What several commands have. */
/* 0, the default, is all cores. */
#define OPT_THREADS(where) \
	OPTION(OPTION_INT, 0, "threads", "N", "how many threads work", .to.integer = where, \
		.low = 1, .high = 1024, .shown = "all cores")
#define OPT_SEED(where) \
	OPT_INT(0, "seed", where, 0, INT_MAX, "N", "where random numbers start")
#define OPT_BATCH(where) OPT_INT(0, "batch", where, 1, 65536, "N", "samples at a time")
#define OPT_QUIET(where) OPT_FLAG(0, "quiet", where, "show no progress")
#define OPT_WEIGHTS_PLOT(where) \
	OPT_TEXT(0, "plot", where, "FILE", "histograms of weights before and after, as .png")
#define OPT_JSON(where) OPT_FLAG(0, "json", where, "print the report as JSON")

/*
 * Set what the options in call->argv say. Where nothing is left to do (--help was answered,
 * or something is wrong and was said on stderr) returns false, and call->status is the exit
 * status.
 */
bool parse_options(Call *call, const Option *options);

/* What --help prints. */
void print_help(const Call *call, const Option *options);

#endif
