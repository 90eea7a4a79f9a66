/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of the bench's data: Thai, English and emoji, some with quotes, commas and line breaks, escaped once for each format.
 */
#include "core/base/banned.h"

#include "tests/bench/generate.h"

const char *const given_names[GIVEN_NAMES] = {
	"somchai", "malee",  "anong",  "preecha", "wichai", "sunee",  "kanya", "niran",	 "pim",	   "arthit", "dao",
	"chai",	   "lamai",  "nok",    "prasert", "ratana", "somsri", "thana", "ubon",	 "vipa",   "wanna",  "yupa",
	"boon",	   "chuan",  "duang",  "ekachai", "fah",    "jinda",  "kitti", "orathai", "piti",   "suda",
};

static const char *const texts[PHRASES] = {
	"Internet slow since Monday",
	"เน็ตช้ามาก",
	"Router, second one",
	"ขอใบเสร็จ",
	"Cannot log in",
	"Bill for May",
	"ย้ายสาขา",
	"No signal 😡",
	"\"Error 42\" again",
	"VPN",
	"เปลี่ยนแพ็กเกจ",
	"Refund, please",
	"password reset",
	"สายขาด",
	"Printer on floor 3, room 12",
	"Hi,\nphone is dead",
	"ขอบคุณ 🙏",
	"New contract",
	"SIM card lost",
	"แจ้งซ่อม",
	"Wi-Fi drops in the evening",
	"double charge",
	"Late delivery",
	"ยกเลิกบริการ",
	"Question",
	"Mail does not arrive",
	"เสียงไม่ชัด",
	"Set-top box: \"no input\"",
	"change of address",
	"Invoice 2025/118",
	"ติดต่อไม่ได้",
	"Speed test, 3 Mbit/s",
	"order status",
	"App crashes\r\nwhen I pay",
	"โอนเงินแล้ว",
	"help",
	"Who is my technician?",
	"Appointment moved twice, still nobody came",
	"ช่างมาช้า แต่สุภาพ 👍",
	"Great service!",
	"บริการดีมาก",
	"He said \"tomorrow\", three times",
	"OK",
	"ตอบเร็ว",
	"Still waiting…\nIt is the third week.",
	"5 stars ⭐⭐⭐⭐⭐",
	"fine, thanks",
	"ไม่ประทับใจ",
};

struct phrase phrases[PHRASES];

static const char *escape_csv(const char *text, char *out)
{
	char *at = out;

	if (strpbrk(text, "\",\r\n") == NULL)
		return text;
	*at++ = '"';
	for (; *text != 0; text++) {
		if (*text == '"')
			*at++ = '"';
		*at++ = *text;
	}
	*at++ = '"';
	*at = 0;
	return out;
}

/* The character that starts here, and behind it; the texts above are right. */
static uint32_t character(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	unsigned more = *at < 0x80 ? 0 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : 3;
	uint32_t result = more == 0 ? *at : *at & (0x3fU >> more);

	for (unsigned i = 1; i <= more; i++)
		result = result << 6 | (at[i] & 0x3f);
	*text += more + 1;
	return result;
}

static void escape_json(const char *text, char *out, size_t size, int ascii)
{
	size_t used = 0;

	while (*text != 0) {
		const char *from = text;
		uint32_t code = character(&text);

		if (code == '\n' || code == '\r')
			used += (size_t)snprintf(out + used, size - used, "\\%c", code == '\n' ? 'n' : 'r');
		else if (code == '"' || code == '\\')
			used += (size_t)snprintf(out + used, size - used, "\\%c", (int)code);
		else if (code >= 0x10000 && ascii)
			used += (size_t)snprintf(out + used, size - used, "\\u%04x\\u%04x", 0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
		else if (code >= 0x80 && ascii)
			used += (size_t)snprintf(out + used, size - used, "\\u%04x", code);
		else
			used += (size_t)snprintf(out + used, size - used, "%.*s", (int)(text - from), from);
	}
}

static char *keep(const char *text, size_t *ret_size)
{
	char *result = strdup(text);

	if (result == NULL)
		abort();
	*ret_size = strlen(result);
	return result;
}

void phrases_make(void)
{
	char work[1024];

	for (int i = 0; i < PHRASES; i++) {
		phrases[i].csv = keep(escape_csv(texts[i], work), &phrases[i].csv_size);
		escape_json(texts[i], work, sizeof work, 0);
		phrases[i].json = keep(work, &phrases[i].json_size);
		escape_json(texts[i], work, sizeof work, 1);
		phrases[i].ascii = keep(work, &phrases[i].ascii_size);
	}
}
