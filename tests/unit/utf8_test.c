/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/utf8.h"

#include <criterion/criterion.h>

static void expect_letter(const char *text, size_t n, uint32_t expected)
{
	uint32_t letter = 0;
	cr_expect_eq(utf8_letter(text, &letter), n, "U+%04X", expected);
	cr_expect_eq(letter, expected);
}

Test(utf8, letters_are_one_to_four_bytes)
{
	expect_letter("", 1, 0);
	expect_letter("a", 1, 'a');
	expect_letter("\x7f", 1, 0x7f);
	expect_letter("\xc2\x80", 2, 0x80);
	expect_letter("\xdf\xbf", 2, 0x7ff);
	expect_letter("\xe0\xa0\x80", 3, 0x800);
	expect_letter("\xef\xbf\xbf", 3, 0xffff);
	expect_letter("\xf0\x90\x80\x80", 4, 0x10000);
	expect_letter("\xf4\x8f\xbf\xbf", 4, 0x10ffff);
}

Test(utf8, refuses_what_unicode_does)
{
	static const char *const texts[] = {"\x80", "a\xc3", "\xc0\x80", "\xc1\xbf",
		"\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe2\x82", "\xe2\x82x"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cr_expect(!utf8_is_valid(texts[i]), "text %zu", i);
	cr_expect(utf8_is_valid(""));
	cr_expect(utf8_is_valid("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80"));
}
