/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates for people, in both languages.  Thai years are those of the Buddhist era, 543 ahead.
 * Nothing of that is read back: documents, --json and options hold ISO forms.
 */
#include "dates.h"

#include "../app/value_words.h"
#include "../base/time.h"

void sanya_cli_date(enum sanya_language language, int32_t date, struct sanya_buffer *out)
{
	sanya_date_words(language, date, out);
}

void sanya_cli_moment(enum sanya_language language, const struct sanya_zone *zone, int64_t instant,
		      struct sanya_buffer *out)
{
	int64_t local = instant + sanya_zone_offset(zone, instant);
	int32_t date = sanya_date_of_seconds(local);
	int clock = (int)(local - date * SANYA_DAY);

	sanya_cli_date(language, date, out);
	sanya_buffer_printf(out, " %02d:%02d:%02d", clock / 3600, clock / 60 % 60, clock % 60);
}

void sanya_cli_length(enum sanya_language language, int64_t seconds, struct sanya_buffer *out)
{
	static const char *const english[] = { "h", "min", "s" };
	static const char *const thai[] = { "ชม.", "นาที", "วินาที" };
	const int64_t parts[] = { seconds / 3600, seconds / 60 % 60, seconds % 60 };
	bool any = false;

	for (size_t i = 0; i < SANYA_COUNT(parts); i++) {
		if (parts[i] == 0 && (any || i < SANYA_COUNT(parts) - 1))
			continue;
		sanya_buffer_printf(out, "%s%lld %s", any ? " " : "", (long long)parts[i],
				    (language == SANYA_THAI ? thai : english)[i]);
		any = true;
	}
}

int sanya_cli_date_option(const struct sanya_cli *cli, const char *option, int32_t *ret, struct sanya_error *err)
{
	const char *text = sanya_cli_value(cli, option);

	if (text == NULL)
		return 0;
	if (sanya_date_parse(text, strlen(text), ret, err) == 0)
		return 0;
	sanya_error_at(err, option, 0, 0);
	return sanya_error_next(err, "a date is written YYYY-MM-DD");
}
