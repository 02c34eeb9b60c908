/* SPDX-License-Identifier: Apache-2.0 */
/* whit: finds the command and runs it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "src/base/version.h"
#include "src/base/words.h"

typedef enum Group { LOOK, CHANGE, DECIDE, SHIP, N_GROUPS } Group;

static const char *const groups[N_GROUPS] = {
	[LOOK] = "Look at a model",
	[CHANGE] = "Change it",
	[DECIDE] = "Decide",
	[SHIP] = "Ship it",
};

typedef struct Command {
	const char *name;
	int (*run)(Call *call);
	Group group;
	const char *summary;
} Command;

static const Command commands[] = {
	{"info", cmd_info, LOOK, "show a model's layers, and where its bytes go"},
	{"eval", cmd_eval, LOOK, "measure accuracy, AUC or error on labelled data"},
	{"run", cmd_run, LOOK, "write a model's outputs for given samples"},
	{"logits", cmd_logits, LOOK, "write a teacher's logits, to train a student on"},
	{"diff", cmd_diff, LOOK, "compare two models: layers, constants, outputs"},
	{"plot", cmd_plot, LOOK, "draw accuracy against bytes for a set of models"},
	{"init", cmd_init, CHANGE,
		"make an untrained student, from a list of layers or a model"},
	{"quantize", cmd_quantize, CHANGE,
		"turn a float32 model into int8, int16x8, int4 weights or float16"},
	{"prune", cmd_prune, CHANGE, "make weights of little importance 0"},
	{"cluster", cmd_cluster, CHANGE, "have weights share few values, the best there are"},
	{"distil", cmd_distil, CHANGE, "train a student to answer as its teacher does"},
	{"tune", cmd_tune, CHANGE, "train on, keeping what compression did"},
	{"huffman", cmd_huffman, CHANGE,
		"pack weights so that they are smaller in flash, losing nothing"},
	{"strip", cmd_strip, CHANGE, "take out what running does not need, losing nothing"},
	{"targets", cmd_targets, DECIDE, "list the microcontrollers known"},
	{"budget", cmd_budget, DECIDE, "say whether a model fits a part; a gate in a pipe"},
	{"export", cmd_export, SHIP, "write what firmware takes, unless it is over budget"},
	{"convert", cmd_convert, SHIP, "write a model in another format"},
};
enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static const Command *find_command(const char *name)
{
	for (int i = 0; i < N_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	const char *nearest = NULL;
	int least = 3;
	for (int i = 0; i < N_COMMANDS; i++) {
		int d = word_distance(name, commands[i].name);
		if (d < least) {
			least = d;
			nearest = commands[i].name;
		}
	}
	fprintf(stderr, "whit: unknown command '%s'", name);
	if (nearest)
		fprintf(stderr, "; did you mean '%s'?\n", nearest);
	else
		fprintf(stderr, "; see whit help\n");
	return TROUBLE;
}

static void print_commands(FILE *to)
{
	fprintf(to,
		"usage: whit COMMAND [options] [FILE]\n"
		"Fit a neural network into a microcontroller.\n");
	for (int group = 0; group < N_GROUPS; group++) {
		const char *title = groups[group];
		for (int i = 0; i < N_COMMANDS; i++) {
			if ((int)commands[i].group != group)
				continue;
			if (title)
				fprintf(to, "\n%s:\n", title);
			title = NULL;
			fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
		}
	}
	fprintf(to, "\n`whit help COMMAND` says what a command does and takes.\n");
}

static int run_command(const char *name, int argc, char **argv)
{
	const Command *command = find_command(name);
	if (!command)
		return unknown_command(name);
	Call call = {.name = command->name,
		.summary = command->summary,
		.argc = argc,
		.argv = argv};
	return command->run(&call);
}

static int run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	if (!word) {
		print_commands(stderr);
		return TROUBLE;
	}
	bool is_help = strcmp(word, "help") == 0;
	if (is_help && argc > 2) {
		char *ask[] = {argv[2], (char[]){"--help"}, NULL};
		return run_command(argv[2], 2, ask);
	}
	if (is_help || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		print_commands(stdout);
		return DONE;
	}
	if (strcmp(word, "--version") == 0) {
		printf("whit %s\n", WHIT_VERSION);
		return DONE;
	}
	return run_command(word, argc - 1, argv + 1);
}

/* Standard streams that the caller closed must not become the files we open. */
static void fill_closed_streams(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* What is on its way to stdout may still fail to get there: a full disk, a closed stream. */
static bool close_stdout(void)
{
	bool ok = fflush(stdout) == 0 && !ferror(stdout);
	return fclose(stdout) == 0 && ok;
}

int main(int argc, char **argv)
{
	fill_closed_streams();
	int status = run(argc, argv);
	if (!close_stdout()) {
		fprintf(stderr, "whit: (stdout): %s\n", strerror(errno));
		return TROUBLE;
	}
	return status;
}
