/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/words.h"

#include <ctype.h>
#include <string.h>

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

int word_distance(const char *a, const char *b)
{
	size_t n_a = strlen(a), n_b = strlen(b);
	if (n_a > WORD_LETTERS || n_b > WORD_LETTERS)
		return WORD_LETTERS;
	int row[WORD_LETTERS + 1]; /* from the letters of a so far to each beginning of b */
	for (size_t j = 0; j <= n_b; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= n_a; i++) {
		int diagonal = row[0];
		row[0] = (int)i;
		for (size_t j = 1; j <= n_b; j++) {
			bool same =
				tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
			int changed = diagonal + !same;
			diagonal = row[j];
			row[j] = smaller(changed, smaller(row[j], row[j - 1]) + 1);
		}
	}
	return row[n_b];
}

bool ends_in(const char *path, const char *suffix)
{
	size_t length = strlen(path), n = strlen(suffix);
	return length >= n && strcmp(path + length - n, suffix) == 0;
}
