/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/augment_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/words.h"

typedef struct Kind {
	const char *name;
	double usual; /* 0: takes no number */
	double most;
	bool is_whole;
} Kind;

enum { SHIFT, FLIP, NOISE, CUTOUT, MIXUP, N_KINDS };
static const Kind kinds[N_KINDS] = {
	[SHIFT] = {"shift", 2, 1000, true},
	[FLIP] = {"flip", 0, 0, false},
	[NOISE] = {"noise", 0.05, 1e6, false},
	[CUTOUT] = {"cutout", 8, 1000, true},
	[MIXUP] = {"mixup", 0.2, 100, false},
};

enum { WORD_BYTES = 32 };

static int find_kind(const char *word, Error *err)
{
	int nearest = 0, least = WORD_LETTERS;
	for (int i = 0; i < N_KINDS; i++) {
		int distance = word_distance(word, kinds[i].name);
		if (distance == 0 && strcmp(word, kinds[i].name) == 0)
			return i;
		if (distance < least) {
			least = distance;
			nearest = i;
		}
	}
	if (least <= 2)
		failed(err, "unknown '%s'; did you mean '%s'?", word, kinds[nearest].name);
	else
		failed(err, "unknown '%s'; there are shift, flip, noise, cutout, mixup", word);
	return -1;
}

static bool read_number(const Kind *kind, const char *text, double *number, Error *err)
{
	char *end;
	double value = strtod(text, &end);
	if (kind->usual == 0)
		return failed(err, "%s takes no number", kind->name);
	if (end == text || *end || !isfinite(value) || value <= 0 || value > kind->most ||
		(kind->is_whole && value != floor(value)))
		return failed(err, "%s=%s: expected a %snumber above 0, at most %g", kind->name,
			text, kind->is_whole ? "whole " : "", kind->most);
	*number = value;
	return true;
}

static void set(Augment *augment, int kind, double number)
{
	switch (kind) {
	case SHIFT:
		augment->shift = (int)number;
		break;
	case FLIP:
		augment->flip = true;
		break;
	case NOISE:
		augment->noise = number;
		break;
	case CUTOUT:
		augment->cutout = (int)number;
		break;
	default:
		augment->mixup = number;
	}
}

/* One of the list: "shift=1". */
static bool read_word(char *word, bool seen[N_KINDS], Augment *augment, Error *err)
{
	char *number = strchr(word, '=');
	if (number)
		*number++ = '\0';
	int kind = find_kind(word, err);
	if (kind < 0)
		return false;
	if (seen[kind])
		return failed(err, "%s is there twice", word);
	double value = kinds[kind].usual;
	if (number && !read_number(&kinds[kind], number, &value, err))
		return false;
	seen[kind] = true;
	set(augment, kind, value);
	return true;
}

bool augment_read(const char *text, Augment *augment, Error *err)
{
	bool seen[N_KINDS] = {false};
	Augment read = {0};
	for (;;) {
		char word[WORD_BYTES] = {0};
		size_t n = strcspn(text, ",");
		if (n == 0 || n >= sizeof word)
			return failed(err, "'%s': expected a list as shift=1,flip", text);
		memcpy(word, text, n);
		if (!read_word(word, seen, &read, err))
			return false;
		if (!text[n])
			break;
		text += n + 1;
	}
	*augment = read;
	return true;
}
