/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/words.h"

#include <criterion/criterion.h>
#include <string.h>

Test(words, distance_counts_letters_added_dropped_and_changed)
{
	cr_expect_eq(word_distance("", ""), 0);
	cr_expect_eq(word_distance("budget", ""), 6);
	cr_expect_eq(word_distance("budgit", "budget"), 1);
	cr_expect_eq(word_distance("kitten", "sitting"), 3);
	cr_expect_eq(word_distance("sitting", "kitten"), 3);
	cr_expect_eq(word_distance("NRF52840", "nrf52840"), 0);
}

Test(words, very_long_words_are_far_apart)
{
	char word[1000];
	memset(word, 'a', sizeof word);
	word[sizeof word - 1] = '\0';
	cr_expect_eq(word_distance(word, word), WORD_LETTERS);
	cr_expect_eq(word_distance("a", word), WORD_LETTERS);
}
