/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The company of the bench's data: a president, one of HR who is also the administrator, a manager for every hundred people, and for each
 * of those a contract of 2025 with five goals.  The contracts of all people are alike, as those of one job are.
 */
#include "core/base/banned.h"

#include "tests/bench/generate.h"

#include <errno.h>
#include <sys/stat.h>

#define TEAM 100

static int write_roster(FILE *file, const char (*login)[24], uint32_t people)
{
	fprintf(file, "id,name_en,manager,roles,employed_from,alias:desk,alias:survey\n");
	fprintf(file, "P1,Sunthorn Phakdee,,executive,2010-01-04,,\n");
	fprintf(file, "H1,Malee Sukjai,P1,hr;admin,2010-01-04,,\n");
	for (uint32_t i = 0; i < people; i += TEAM)
		fprintf(file, "M%03u,Manager %u,P1,manager,2010-01-04,,\n", i / TEAM + 1, i / TEAM + 1);
	for (uint32_t i = 0; i < people; i++)
		fprintf(file, "E%05u,%s,M%03u,employee,2010-01-04,%s,%s\n", i + 1, login[i], i / TEAM + 1, login[i], login[i]);
	return ferror(file) != 0 ? -1 : 0;
}

struct goal {
	const char *id, *title, *metric, *statistic, *credit, *scale, *weight;
};

static const struct goal goals[] = {
	{"reply", "First reply", "ticket.first_reply_time@1", "percentile 90", "assignee", "[[\"24h\", \"0\"], [\"10h\", \"100\"], [\"6h\", \"120\"]]", "30"},
	{"solve", "Resolution", "ticket.resolution_time@1", "mean", "assignee", "[[\"48h\", \"0\"], [\"24h\", \"100\"], [\"16h\", \"120\"]]", "20"},
	{"right", "Solved once", "ticket.reopened@1", "share", "assignee", "[[\"14%\", \"0\"], [\"6%\", \"100\"], [\"2%\", \"110\"]]", "20"},
	{"csat", "Satisfied customers", "response.csat@1", "share", "subject", "[[\"50%\", \"0\"], [\"70%\", \"100\"], [\"90%\", \"120\"]]", "20"},
	{"nps", "Recommendation", "response.nps@1", "score", "subject", "[[\"0\", \"0\"], [\"40\", \"100\"], [\"80\", \"120\"]]", "10"},
};

static int write_contract(FILE *file, uint32_t person)
{
	fprintf(file,
		"{\n  \"format\": \"sanya.contract/1\", \"kind\": \"contract\",\n"
		"  \"title\": {\"th\": \"สัญญาคุณภาพบริการ ปี 2568\", \"en\": \"Service-quality contract 2025\"}, \"prevails\": \"th\",\n"
		"  \"employee\": \"E%05u\", \"manager\": \"M%03u\",\n"
		"  \"period\": {\"from\": \"2025-01-01\", \"to\": \"2025-12-31\"}, \"timezone\": \"Asia/Bangkok\", \"calendar\": \"th-office@1\",\n"
		"  \"supersedes\": null,\n  \"goals\": [\n",
		person + 1, person / TEAM + 1);
	for (size_t i = 0; i < sizeof goals / sizeof *goals; i++)
		fprintf(file,
			"    {\"id\": \"%s\", \"title\": {\"en\": \"%s\"}, \"metric\": \"%s\", \"clock\": \"elapsed\", \"statistic\": \"%s\",\n"
			"     \"scope\": \"own\", \"credit\": \"%s\", \"scale\": %s, \"between\": \"linear\", \"weight\": \"%s\",\n"
			"     \"minimum_sample\": 1, \"if_too_few\": \"neutral\"}%s\n",
			goals[i].id, goals[i].title, goals[i].metric, goals[i].statistic, goals[i].credit, goals[i].scale, goals[i].weight,
			i + 1 < sizeof goals / sizeof *goals ? "," : "");
	fprintf(file,
		"  ],\n  \"reward\": {\"currency\": \"THB\", \"at_100\": \"60000.00\", \"combine\": \"weighted\",\n"
		"    \"curve\": [[\"60\", \"0\"], [\"60\", \"50\"], [\"100\", \"100\"], [\"120\", \"150\"]], \"between\": \"linear\",\n"
		"    \"gates\": [], \"cap\": \"90000.00\", \"proration\": \"calendar-days\", \"round\": {\"to\": \"1.00\", \"mode\": \"half-up\"}},\n"
		"  \"rules\": {\"answer_days\": 14, \"grace_days\": 7, \"dispute_days\": 15, \"dispute_answer_days\": 10},\n"
		"  \"renewal\": {\"target_moves\": \"1/3 of the excess\", \"at_most\": \"5%%\", \"never_below\": \"target\"},\n"
		"  \"duties\": {\"manager\": {\"en\": \"Coaching\"}, \"employee\": {\"en\": \"Care\"}}\n}\n");
	return ferror(file) != 0 ? -1 : 0;
}

int home_make(const char *folder, const char (*login)[24], uint32_t people)
{
	char path[4096];
	FILE *file;
	int result;

	snprintf(path, sizeof path, "%s/roster.csv", folder);
	file = fopen(path, "w");
	if (file == NULL)
		return -1;
	result = write_roster(file, login, people);
	if (fclose(file) != 0 || result != 0)
		return -1;
	snprintf(path, sizeof path, "%s/contracts", folder);
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return -1;
	for (uint32_t i = 0; i < people; i++) {
		snprintf(path, sizeof path, "%s/contracts/E%05u.json", folder, i + 1);
		file = fopen(path, "w");
		if (file == NULL)
			return -1;
		result = write_contract(file, i);
		if (fclose(file) != 0 || result != 0)
			return -1;
	}
	return 0;
}
