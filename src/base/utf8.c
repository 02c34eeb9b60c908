/* SPDX-License-Identifier: Apache-2.0 */
#include "src/base/utf8.h"

size_t utf8_letter(const char *text, uint32_t *letter)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *c = (const unsigned char *)text;
	if (c[0] < 0x80) {
		*letter = c[0];
		return 1;
	}
	if (c[0] < 0xc2 || c[0] > 0xf4)
		return 0;
	size_t n = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
	uint32_t code = c[0] & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (c[i] & 0x3fu);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*letter = code;
	return n;
}

bool utf8_is_valid(const char *text)
{
	uint32_t letter;
	while (*text) {
		size_t n = utf8_letter(text, &letter);
		if (n == 0)
			return false;
		text += n;
	}
	return true;
}

/* Bytes of the letter at the start of a text; 0 where that is none to be shown. */
static size_t shown_bytes(const char *text)
{
	uint32_t letter;
	size_t n = utf8_letter(text, &letter);
	bool is_control = n && (letter < ' ' || (letter >= 0x7f && letter < 0xa0));
	return is_control ? 0 : n;
}

void utf8_clean(char *text)
{
	while (*text) {
		size_t n = shown_bytes(text);
		if (n == 0)
			*text = '?';
		text += n ? n : 1;
	}
}
