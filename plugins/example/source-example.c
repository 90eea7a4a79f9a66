/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small, complete source to copy: tickets from a text file, one a line, five fields each:
 *
 *	T-1001;anna;2026-07-01 09:12;2026-07-01 09:40;2026-07-01 16:05
 *	id     agent  opened          first answer     solved (the last two may be empty)
 *
 * It shows options, inputs, time zones, rejects, checkpoints and progress, and nothing else.
 */
#include "sanya-plugin.h"

#include <stdio.h>
#include <string.h>

/* The table of options: Sanya checks what people write against it and shows it as help. */
static const struct sanya_plugin_option options[] = {
	{"timezone", SANYA_OPTION_TEXT, 0, "Asia/Bangkok", NULL,
	 "IANA time zone of the times in the file"},
	{"channel", SANYA_OPTION_TEXT, 0, NULL, NULL,
	 "Channel that all tickets of the file came through"},
};

enum { LINE_MAX_SIZE = 1000, FIELDS = 5 };

struct file {
	const struct sanya_source_host *host;
	uint32_t input;
	char bytes[16384];
	size_t size, at; /* bytes held, and how many of them are used */
	uint64_t done;   /* bytes of the file that were read */
	unsigned long line;
};

/* One line without its end. 1 a line, 0 the end of the file, -1 the run is over.  Too long a line
 * comes cut; its rest is skipped. */
static int next_line(struct file *file, char line[LINE_MAX_SIZE])
{
	size_t size = 0;
	int any = 0;

	for (;;) {
		if (file->at == file->size) {
			int64_t got = file->host->read(file->host->run, file->input, file->bytes,
						       sizeof file->bytes);
			if (got < 0)
				return -1;
			file->size = (size_t)got;
			file->at = 0;
			file->done += (uint64_t)got;
			if (got == 0)
				break;
		}
		char byte = file->bytes[file->at++];
		any = 1;
		if (byte == '\n')
			break;
		if (byte != '\r' && size < LINE_MAX_SIZE - 1)
			line[size++] = byte;
	}
	line[size] = '\0';
	file->line++;
	return any;
}

/* Cuts the line at its semicolons.  How many fields there were. */
static int split(char *line, char *fields[FIELDS])
{
	int count = 0;

	for (char *at = line; at != NULL; count++) {
		char *end = strchr(at, ';');
		if (end != NULL)
			*end++ = '\0';
		if (count < FIELDS)
			fields[count] = at;
		at = end;
	}
	return count;
}

/* Days since 1970-01-01 of a date in the Gregorian calendar: whole years from March on, so that
 * leap days come last. */
static int64_t days_of(int year, int month, int day)
{
	int64_t years = month <= 2 ? year - 1 : year, months = (month + 9) % 12;

	return years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day -
	       1 - 719468;
}

/* "2026-07-01 09:12" in the file's zone; empty gives absent. 0 fine, 1 not a time, -1 the run is
 * over. */
static int read_time(const struct file *file, const char *text, int64_t *ret)
{
	static const char last_day[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day, hour, minute, used = 0;

	*ret = SANYA_ABSENT_TIME;
	if (text[0] == '\0')
		return 0;
	if (sscanf(text, "%4d-%2d-%2d %2d:%2d%n", &year, &month, &day, &hour, &minute, &used) !=
		    5 ||
	    text[used] != '\0' || year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > last_day[month - 1] || hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return 1;
	int64_t local = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60;
	return file->host->instant(file->host->run, file->host->option(file->host->run, "timezone"),
				   local, ret) < 0
		       ? -1
		       : 0;
}

static struct sanya_plugin_text text_of(const char *text)
{
	struct sanya_plugin_text absent = SANYA_PLUGIN_NO_TEXT,
				 present = {text, text == NULL ? 0 : (uint32_t)strlen(text), 0};
	return text == NULL || text[0] == '\0' ? absent : present;
}

static int reject(const struct file *file, const char *reason, const char *line)
{
	const struct sanya_source_host *host = file->host;
	char place[300];

	(void)snprintf(place, sizeof place, "%s:%lu", host->input_name(host->run, file->input),
		       file->line);
	return host->reject(host->run, place, reason, line, 0) < 0 ? -1 : 0;
}

/* One line to one ticket, or to a reject. */
static int take_line(const struct file *file, char *line)
{
	static const char *const wrong[] = {"opened: not a time", "answered: not a time",
					    "solved: not a time"};
	const struct sanya_source_host *host = file->host;
	struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;
	int64_t *const times[] = {&ticket.created, &ticket.first_reply, &ticket.solved};
	char *fields[FIELDS], copy[LINE_MAX_SIZE];

	memcpy(copy, line, strlen(line) + 1);
	if (split(line, fields) != FIELDS)
		return reject(file, "not five fields", copy);
	if (fields[0][0] == '\0')
		return reject(file, "no id", copy);
	for (int i = 0; i < 3; i++) {
		int bad = read_time(file, fields[2 + i], times[i]);
		if (bad < 0)
			return -1;
		if (bad > 0)
			return reject(file, wrong[i], copy);
	}
	if (ticket.created == SANYA_ABSENT_TIME)
		return reject(file, wrong[0], copy);
	ticket.id = text_of(fields[0]);
	ticket.assignee = text_of(fields[1]);
	ticket.channel = text_of(host->option(host->run, "channel"));
	return host->tickets(host->run, &ticket, 1, sizeof ticket);
}

static int32_t read_file(struct file *file)
{
	const struct sanya_source_host *host = file->host;
	int64_t size = host->input_size(host->run, file->input);
	char line[LINE_MAX_SIZE];
	int got;

	while ((got = next_line(file, line)) == 1) {
		if (line[0] != '\0' && take_line(file, line) < 0)
			return -1;
		if (host->progress(host->run, file->done, size < 0 ? 0 : (uint64_t)size) < 0)
			return -1;
	}
	return got;
}

static int32_t fetch(const struct sanya_source_host *host)
{
	uint32_t count = host->inputs(host->run);

	if (count == 0)
		return host->fail(host->run, "no input file was given");
	for (uint32_t i = 0; i < count; i++) {
		struct file file = {.host = host, .input = i};
		/* Everything up to a checkpoint is kept, even if the next file turns out to be
		 * unreadable. */
		if (read_file(&file) < 0 ||
		    host->checkpoint(host->run, host->input_name(host->run, i)) < 0)
			return -1;
	}
	return 0;
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source),
	.name = "source-example",
	.version = "1.0",
	.license = "Apache-2.0",
	.summary = "Tickets from a text file, one a line, to copy and change",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.fetch = fetch,
};
