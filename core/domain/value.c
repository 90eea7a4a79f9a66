/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measured values as people write and read them: shares with a percent sign, durations with units, plain decimals.
 * Exact both ways where the form allows; only the display rounds.
 */
#include "statistic.h"

#include "../base/time.h"

static int refuse_form(const char *text, size_t size, const char *kind, const char *example, struct sanya_error *err)
{
	sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is not %s", (int)(size < 80 ? size : 80), text, kind);
	return sanya_error_next(err, "Write it like %s.", example);
}

static int parse_share(const char *text, size_t size, struct sanya_number *ret, struct sanya_error *err)
{
	struct sanya_error inner = SANYA_ERROR_INIT;
	struct sanya_number value, hundred;
	int failed;

	if (size < 2 || text[size - 1] != '%')
		return refuse_form(text, size, "a share", "\"95%\", with the percent sign", err);
	sanya_number_init(&value);
	sanya_number_init(&hundred);
	failed = sanya_number_parse(text, size - 1, &value, &inner);
	if (failed == 0) {
		sanya_number_set_integer(&hundred, 100);
		sanya_number_div(ret, &value, &hundred);
	} else {
		refuse_form(text, size, "a share", "\"95%\" or \"99.95%\"", err);
	}
	sanya_number_done(&value);
	sanya_number_done(&hundred);
	return failed;
}

int sanya_value_parse(const char *text, size_t size, enum sanya_measure measure, struct sanya_number *ret,
		      struct sanya_error *err)
{
	struct sanya_error inner = SANYA_ERROR_INIT;
	int64_t seconds;

	switch (measure) {
	case SANYA_MEASURE_SHARE:
		return parse_share(text, size, ret, err);
	case SANYA_MEASURE_SECONDS:
		if (sanya_duration_parse(text, size, &seconds, &inner) < 0)
			return refuse_form(text, size, "a duration", "\"4h\", \"30m\" or \"1h30m\"", err);
		sanya_number_set_integer(ret, seconds);
		return 0;
	case SANYA_MEASURE_NUMBER:
	default:
		if (sanya_number_parse(text, size, ret, &inner) < 0)
			return refuse_form(text, size, "a plain number", "\"4.25\" or \"120\"", err);
		return 0;
	}
}

static void display_seconds(const struct sanya_number *value, struct sanya_buffer *out)
{
	struct sanya_number whole, one;
	int64_t seconds = 0;
	size_t start;

	sanya_number_init(&whole);
	sanya_number_init(&one);
	sanya_number_set_integer(&one, 1);
	sanya_number_round(&whole, value, &one, SANYA_HALF_UP);
	if (sanya_number_integer(&whole, &seconds) && seconds > INT64_MIN) {
		if (seconds < 0)
			sanya_buffer_byte(out, '-');
		seconds = seconds < 0 ? -seconds : seconds;
		start = out->size;
		/* Hours are not gathered into days: a day of working time is not 24 hours to anybody who reads this. */
		if (seconds >= 3600)
			sanya_buffer_printf(out, "%lldh", (long long)(seconds / 3600));
		if (seconds % 3600 >= 60)
			sanya_buffer_printf(out, "%s%lldm", out->size > start ? " " : "", (long long)(seconds % 3600 / 60));
		if (seconds % 60 != 0 || out->size == start)
			sanya_buffer_printf(out, "%s%llds", out->size > start ? " " : "", (long long)(seconds % 60));
	} else {
		sanya_number_decimal(value, 0, out);
		sanya_buffer_text(out, "s");
	}
	sanya_number_done(&whole);
	sanya_number_done(&one);
}

void sanya_value_display(const struct sanya_number *value, enum sanya_measure measure, struct sanya_buffer *out)
{
	struct sanya_number percent;

	switch (measure) {
	case SANYA_MEASURE_SHARE:
		sanya_number_init(&percent);
		sanya_number_set_integer(&percent, 100);
		sanya_number_mul(&percent, &percent, value);
		sanya_number_decimal(&percent, 1, out);
		sanya_buffer_text(out, " %");
		sanya_number_done(&percent);
		break;
	case SANYA_MEASURE_SECONDS:
		display_seconds(value, out);
		break;
	case SANYA_MEASURE_NUMBER:
	default:
		sanya_number_decimal(value, 2, out);
		break;
	}
}

void sanya_value_exact(const struct sanya_number *value, enum sanya_measure measure, struct sanya_buffer *out)
{
	struct sanya_number percent;
	size_t start = out->size;
	int64_t seconds;

	switch (measure) {
	case SANYA_MEASURE_SHARE:
		sanya_number_init(&percent);
		sanya_number_set_integer(&percent, 100);
		sanya_number_mul(&percent, &percent, value);
		sanya_number_exact(&percent, out);
		sanya_number_done(&percent);
		if (out->failed == 0 && memchr(out->data + start, '/', out->size - start) != NULL) {
			sanya_buffer_cut(out, start); /* no exact decimal: the fraction itself says more */
			sanya_number_exact(value, out);
		} else {
			sanya_buffer_byte(out, '%');
		}
		break;
	case SANYA_MEASURE_SECONDS:
		if (sanya_number_integer(value, &seconds) && seconds >= 0) {
			sanya_duration_format(seconds, out);
		} else {
			sanya_number_exact(value, out);
			sanya_buffer_byte(out, 's');
		}
		break;
	case SANYA_MEASURE_NUMBER:
	default:
		sanya_number_exact(value, out);
		break;
	}
}
