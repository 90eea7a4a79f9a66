/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference answers, cell by cell, in the words of metrics and statistics.
 *
 * Left out, because by definition we say something else:
 *  - UCI: sums of first touches (ft_sum_min) over all, and for resolver and group of the two incidents that were touched before they were opened:
 *    there an end before its start is 0 and a finding, the reference subtracts.
 *  - Traffy by day: n_finished, n_reopened and fin_*; the reference puts a solution into the day of its creation, we into its own day.
 *  - LimeSurvey: columns that are no answers (when submitted, last page, language, seed).
 */
#include "unit/data_tables.h"

#define MINUTES .divisor = 60
#define PERCENT .factor = 100

#define UCI_CELLS                                                                                                              \
	{"n", "ticket.created@1", "count", .says = DATA_COUNT},                                                                \
	{"n_sla_true", "ticket.in_time@1", "sum"},                                                                             \
	{"sla_pct", "ticket.in_time@1", "share", PERCENT},                                                                     \
	{"n_reopened", "ticket.reopened@1", "sum"},                                                                            \
	{"reopens", "ticket.reopens@1", "sum"},                                                                                \
	{"reassignments", "ticket.reassigns@1", "sum"},                                                                        \
	{"n_res", "ticket.resolution_time@1", "count", .says = DATA_COUNT},                                                    \
	{"res_sum_min", "ticket.resolution_time@1", "sum", MINUTES},                                                           \
	{"res_mean_min", "ticket.resolution_time@1", "mean", MINUTES},                                                         \
	{"res_p50_cont", "ticket.resolution_time@1", "median", MINUTES},                                                       \
	{"res_p90_cont", "ticket.resolution_time@1", "percentile 90", MINUTES},                                                \
	{"res_p90_nr", "ticket.resolution_time@1", "rank 90", MINUTES},                                                        \
	{"res_within_24h", "ticket.resolution_time@1", "share_within 24h", .says = DATA_OF_COUNT},                             \
	{"n_ft", "ticket.first_touch_time@1", "count", .says = DATA_COUNT},                                                    \
	{"ft_sum_min", "ticket.first_touch_time@1", "sum", MINUTES},                                                           \
	{"ft_p50_cont", "ticket.first_touch_time@1", "percentile 50", MINUTES},                                                \
	{"ft_p90_cont", "ticket.first_touch_time@1", "percentile 90", MINUTES}

#define UCI                                                                                                                    \
	.folder = "uci_incidents_2016q1", .file = "incident_event_log_q1.csv", .map = "uci.map.json", .zone = "UTC",           \
	.key_columns = 1, .absent = "?"

#define SFO_CELLS                                                                                                              \
	{"n", "response.nps@1", "count", .says = DATA_ALL, .where = {"kind=nps"}},                                             \
	{"n_nps", "response.nps@1", "count", .says = DATA_COUNT, .where = {"kind=nps"}},                                       \
	{"n_blank", "response.nps@1", "count", .says = DATA_EXCLUDED, .where = {"kind=nps"}},                                  \
	{"nps_score", "response.nps@1", "score", .where = {"kind=nps"}},                                                       \
	{"nps_mean", "response.rating@1", "mean", .where = {"kind=nps"}},                                                      \
	{"promoters", "response.nps@1", "count", .says = DATA_COUNT, .where = {"tag=nps-9", "tag=nps-10"}},                    \
	{"passives", "response.nps@1", "count", .says = DATA_COUNT, .where = {"tag=nps-7", "tag=nps-8"}},                      \
	{"n_q7", "response.csat@1", "count", .says = DATA_COUNT, .where = {"kind=csat"}},                                      \
	{"n45", "response.csat@1", "sum", .where = {"kind=csat"}},                                                             \
	{"csat_pct", "response.csat@1", "share", PERCENT, .where = {"kind=csat"}},                                             \
	{"q7_mean", "response.rating@1", "mean", .where = {"kind=csat"}}

#define SFO                                                                                                                    \
	.folder = "sfo_2017", .file = "2017_SFO_Customer_Survey_20250817.csv", .map = "sfo.map.json",                          \
	.zone = "America/Los_Angeles", .key_columns = 1, .drop = "2017|", .absent = ""

#define TURKIYE_CELLS                                                                                                          \
	{"n_sheets", "response.rating@1", "count", .says = DATA_ALL, .where = {"survey=Q1"}},                                  \
	{"n_answers", "response.rating@1", "count", .says = DATA_COUNT},                                                       \
	{"s1", "response.rating@1", "count", .says = DATA_COUNT, .where = {"tag=1"}},                                          \
	{"s2", "response.rating@1", "count", .says = DATA_COUNT, .where = {"tag=2"}},                                          \
	{"s3", "response.rating@1", "count", .says = DATA_COUNT, .where = {"tag=3"}},                                          \
	{"s4", "response.rating@1", "count", .says = DATA_COUNT, .where = {"tag=4"}},                                          \
	{"s5", "response.rating@1", "count", .says = DATA_COUNT, .where = {"tag=5"}},                                          \
	{"s_sum", "response.rating@1", "sum"},                                                                                 \
	{"mean", "response.rating@1", "mean"},                                                                                 \
	{"csat_pct", "response.csat@1", "share", PERCENT}

#define TURKIYE                                                                                                                \
	.folder = "turkiye", .file = "turkiye-student-evaluation_generic.csv", .map = "turkiye.map.json", .zone = "UTC",       \
	.key_columns = 1, .absent = ""

/* Counted by creation, whatever became of them. */
#define TRAFFY_TICKETS                                                                                                         \
	{"n", "ticket.created@1", "count", .says = DATA_COUNT},                                                                \
	{"reopens", "ticket.reopens@1", "sum"},                                                                                \
	{"n_finished", "ticket.created@1", "count", .says = DATA_COUNT, .where = {"status=เสร็จสิ้น"}}
#define TRAFFY_STATES                                                                                                          \
	{"n_waiting", "ticket.created@1", "count", .says = DATA_COUNT, .where = {"status=รอรับเรื่อง"}},                         \
	{"n_inprogress", "ticket.created@1", "count", .says = DATA_COUNT, .where = {"status=กำลังดำเนินการ"}}
#define TRAFFY_STARS                                                                                                           \
	{"n_star", "response.csat@1", "count", .says = DATA_COUNT},                                                            \
	{"star_sum", "response.rating@1", "sum"},                                                                              \
	{"star_mean", "response.rating@1", "mean"},                                                                            \
	{"csat_pct", "response.csat@1", "share", PERCENT}
#define TRAFFY_SOLVED                                                                                                          \
	{"n_reopened", "ticket.reopened@1", "sum"},                                                                            \
	{"fin_p50_min", "ticket.resolution_time@1", "median", MINUTES},                                                        \
	{"fin_p90_min", "ticket.resolution_time@1", "percentile 90", MINUTES}
#define TRAFFY_SUM {"fin_sum_sec", "ticket.resolution_time@1", "sum"}

#define TRAFFY                                                                                                                 \
	.folder = "traffy_4000", .file = "traffy_4000_masked.csv", .map = "traffy.map.json", .key_columns = 1, .absent = ""
#define DEDUP                                                                                                                  \
	.folder = "traffy_4000", .file = "traffy_4000_masked.csv", .map = "traffy-dedup.map.json", .key_columns = 1, .absent = ""

const struct data_table data_tables[] = {
	{UCI, .reference = "ref_by_resolved_by.csv", .by = "solver", .left_out = {{"32", "ft_sum_min"}, {"184", "ft_sum_min"}},
	 .cells = {UCI_CELLS}},
	{UCI, .reference = "ref_by_assignment_group.csv", .by = "queue", .left_out = {{"66", "ft_sum_min"}, {"70", "ft_sum_min"}},
	 .cells = {UCI_CELLS}},
	{UCI, .reference = "ref_overall.csv", .by = "all", .left_out = {{"", "ft_sum_min"}}, .cells = {UCI_CELLS}},
	{SFO, .reference = "ref_by_year_airline.csv", .by = "subject", .cells = {SFO_CELLS}},
	{SFO, .reference = "ref_by_year_boarding_area.csv", .by = "channel", .cells = {SFO_CELLS}},
	{SFO, .reference = "ref_by_year_interview_day.csv", .by = "day", .add = "2017-05-", .cells = {SFO_CELLS}},
	{SFO, .reference = "ref_by_year.csv", .by = "all", .cells = {SFO_CELLS}},
	{TURKIYE, .reference = "ref_by_instructor.csv", .by = "person", .cells = {TURKIYE_CELLS}},
	{TURKIYE, .reference = "ref_by_instructor_course.csv", .by = "subject,channel", .cells = {TURKIYE_CELLS}},
	{TURKIYE, .reference = "ref_overall.csv", .by = "all", .cells = {TURKIYE_CELLS}},
	{.folder = "nyc311", .file = "as10724_311_Service_Requests.csv", .map = "nyc311.map.json", .reference = "ref_by_agency.csv",
	 .by = "assignee", .zone = "America/New_York", .key_columns = 1, .drop = "A|", .absent = "",
	 .cells = {{"n", "ticket.created@1", "count", .says = DATA_COUNT},
		   {"n_closed", "ticket.solved@1", "count", .says = DATA_COUNT},
		   {"sum_sec", "ticket.resolution_time@1", "sum"},
		   {"p50_min", "ticket.resolution_time@1", "median", MINUTES},
		   {"p90_min", "ticket.resolution_time@1", "percentile 90", MINUTES},
		   {"closed_by_due", "ticket.in_time@1", "sum"},
		   {"n_due", "ticket.in_time@1", "count", .says = DATA_COUNT},
		   {"n_closed_without_date", "ticket.solved@1", "count", .says = DATA_EXCLUDED, .where = {"status=closed"}}}},
	{TRAFFY, .reference = "ref_by_day_utc.csv", .by = "day", .zone = "UTC", .cells = {TRAFFY_TICKETS, TRAFFY_STATES, TRAFFY_STARS}},
	{TRAFFY, .reference = "ref_by_day_bangkok.csv", .by = "day", .zone = "Asia/Bangkok",
	 .cells = {TRAFFY_TICKETS, TRAFFY_STATES, TRAFFY_STARS}},
	{TRAFFY, .reference = "ref_by_district.csv", .by = "queue", .zone = "Asia/Bangkok",
	 .cells = {TRAFFY_TICKETS, TRAFFY_STATES, TRAFFY_SOLVED, TRAFFY_SUM}},
	{TRAFFY, .reference = "ref_by_district.csv", .by = "channel", .zone = "Asia/Bangkok", .cells = {TRAFFY_STARS}},
	{TRAFFY, .reference = "ref_by_org.csv", .by = "assignee", .zone = "Asia/Bangkok",
	 .cells = {TRAFFY_TICKETS, TRAFFY_STATES, TRAFFY_SOLVED, TRAFFY_SUM}},
	{TRAFFY, .reference = "ref_by_org.csv", .by = "subject", .zone = "Asia/Bangkok", .cells = {TRAFFY_STARS}},
	{TRAFFY, .reference = "ref_by_state.csv", .by = "status", .zone = "Asia/Bangkok",
	 .cells = {TRAFFY_TICKETS, TRAFFY_STATES, TRAFFY_SOLVED, TRAFFY_SUM}},
	{TRAFFY, .reference = "ref_by_state.csv", .by = "survey", .zone = "Asia/Bangkok", .cells = {TRAFFY_STARS}},
	{TRAFFY, .reference = "ref_overall.csv", .by = "all", .zone = "Asia/Bangkok",
	 .cells = {TRAFFY_TICKETS, TRAFFY_STATES, TRAFFY_STARS, TRAFFY_SOLVED, TRAFFY_SUM}},
	{DEDUP, .reference = "ref_dedup_by_day_bangkok.csv", .by = "day", .zone = "Asia/Bangkok", .cells = {TRAFFY_TICKETS, TRAFFY_STARS}},
	{DEDUP, .reference = "ref_dedup_by_district.csv", .by = "queue", .zone = "Asia/Bangkok", .cells = {TRAFFY_TICKETS, TRAFFY_SOLVED}},
	{DEDUP, .reference = "ref_dedup_by_district.csv", .by = "channel", .zone = "Asia/Bangkok", .cells = {TRAFFY_STARS}},
	{DEDUP, .reference = "ref_dedup_by_state.csv", .by = "status", .zone = "Asia/Bangkok", .cells = {TRAFFY_TICKETS, TRAFFY_SOLVED}},
	{DEDUP, .reference = "ref_dedup_by_state.csv", .by = "survey", .zone = "Asia/Bangkok", .cells = {TRAFFY_STARS}},
	{DEDUP, .reference = "ref_dedup_overall.csv", .by = "all", .zone = "Asia/Bangkok",
	 .cells = {TRAFFY_TICKETS, TRAFFY_STARS, TRAFFY_SOLVED}},
	{.folder = "traffy_web_thai_dates", .file = "2567-12-09_traffy_data.csv", .map = "traffy-web.map.json",
	 .reference = "ref_thai_durations.csv", .by = "id", .zone = "Asia/Bangkok", .keys = {1}, .key_columns = 1, .absent = "",
	 .cells = {{"stamp_minutes", "ticket.first_reply_time@1", "sum", MINUTES}}},
	{.folder = "limesurvey", .file = "sealuzh_results-survey.csv", .map = "limesurvey.map.json",
	 .reference = "ref_answer_counts.csv", .by = "survey,channel", .zone = "UTC", .keys = {0, 2}, .key_columns = 2, .absent = "",
	 .left_out = {{"1|1980-01-01 00:00:00", "count"}},
	 .cells = {{"count", "response.rating@1", "count", .says = DATA_ALL}}},
};
const size_t data_table_count = sizeof(data_tables) / sizeof(data_tables[0]);
