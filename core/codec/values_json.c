/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates, instants and texts in two languages as JSON: one form of each for every document and answer.
 * Absent ones are null; a document that leaves them out instead asks first.
 */
#include "json.h"

#include "../base/time.h"

struct sanya_json *sanya_json_of_date(int32_t date)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 64);
	if (date == SANYA_NO_DATE)
		return sanya_json_null();
	sanya_date_format(date, &text);
	return text.failed != 0 ? NULL : sanya_json_of_text(text.data);
}

struct sanya_json *sanya_json_of_instant(int64_t instant)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 64);
	if (instant == SANYA_NO_INSTANT)
		return sanya_json_null();
	sanya_instant_format(instant, &text);
	return text.failed != 0 ? NULL : sanya_json_of_text(text.data);
}

struct sanya_json *sanya_json_of_words(const struct sanya_words *words)
{
	struct sanya_json *json = sanya_json_object();
	int failed = 0;

	if (words->th != NULL)
		failed |= sanya_json_set_text(json, "th", words->th);
	if (words->en != NULL)
		failed |= sanya_json_set_text(json, "en", words->en);
	if (failed != 0)
		sanya_json_freep(&json);
	return json;
}
