/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts that a statement and a register have in common.
 * Judges their form alone: whether an amount is the right one is for the replay of the evaluation to say.
 */
#include "recorded.h"

#include "../base/time.h"

#include <string.h>

const struct sanya_key sanya_recorded_period_keys[] = { { "from", true }, { "to", true }, { NULL, false } };

int sanya_recorded_present(const struct sanya_place *object, const char *key, struct sanya_error *err)
{
	if (sanya_json_get(object->json, key) != NULL)
		return 0;
	return sanya_read_refuse(object, err, "\"%s\" is missing", key);
}

int sanya_recorded_money(struct sanya_place place, struct sanya_error *err)
{
	const char *text = NULL, *whole;
	size_t size = 0, digits;

	if (sanya_read_raw(place, &text, &size, err) != 0)
		return -1;
	if (text == NULL)
		return 0;
	whole = text[0] == '-' ? text + 1 : text;
	digits = strspn(whole, "0123456789");
	if (strlen(text) == size && digits > 0 && (digits == 1 || whole[0] != '0') && whole[digits] == '.' &&
	    strspn(whole + digits + 1, "0123456789") == 2 && whole[digits + 3] == '\0')
		return 0;
	return sanya_read_refuse(&place, err, "\"%.60s\" is no amount with two places", text);
}

int sanya_recorded_currency(struct sanya_place place, struct sanya_error *err)
{
	const char *text = NULL;
	size_t size = 0;

	if (sanya_read_raw(place, &text, &size, err) != 0)
		return -1;
	if (text == NULL || (size == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3))
		return 0;
	return sanya_read_refuse(&place, err, "\"%.60s\" is no currency code", text);
}

int sanya_recorded_period(struct sanya_place place, struct sanya_error *err)
{
	int32_t from = 0, to = 0;

	if (place.json == NULL)
		return 0;
	if (sanya_read_keys(&place, sanya_recorded_period_keys, err) != 0 ||
	    sanya_read_date(sanya_read_member(&place, "from"), &from, err) != 0 ||
	    sanya_read_date(sanya_read_member(&place, "to"), &to, err) != 0)
		return -1;
	return from <= to ? 0 : sanya_read_refuse(&place, err, "the period ends before it begins");
}
