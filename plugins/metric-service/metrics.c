/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of service metrics: names, units and the text that people sign when a contract names one.
 * A text never changes once released: what counts, what value, which instant decides the period, what is left out. Better is @2.
 */
#include "service.h"

#include <string.h>

/* One text a reason; a metric lists those that can happen to it. */
#define NO_REPLY_TEXT {"no-reply", "no public reply by staff yet", "เจ้าหน้าที่ยังไม่ได้ตอบลูกค้า"}
#define NOT_SOLVED_TEXT {"not-solved", "not solved", "ยังไม่ได้แก้ไขให้เสร็จ"}
#define NOT_TOUCHED_TEXT {"not-touched", "nobody of the staff has touched it yet", "ยังไม่มีเจ้าหน้าที่คนใดเริ่มดำเนินการ"}
#define NO_HISTORY_TEXT \
	{"no-history", "the source gives no history of this ticket", \
	 "แหล่งข้อมูลไม่มีประวัติของเรื่องนี้"}
#define LASTS_STILL_TEXT {"lasts-still", "the stretch has not ended yet", "ช่วงเวลานี้ยังไม่สิ้นสุด"}
#define NO_DUE_TEXT {"no-due", "no due time", "ไม่มีกำหนดเสร็จ"}
#define NO_REOPENS_TEXT \
	{"no-reopens", "the source does not say how often it was reopened", \
	 "แหล่งข้อมูลไม่ได้บอกจำนวนครั้งที่เปิดเรื่องใหม่"}
#define NO_REASSIGNS_TEXT \
	{"no-reassigns", "the source does not say how often it was handed on", \
	 "แหล่งข้อมูลไม่ได้บอกจำนวนครั้งที่ส่งต่อ"}
#define NO_REPLIES_TEXT \
	{"no-replies", "the source does not say how often staff replied", \
	 "แหล่งข้อมูลไม่ได้บอกจำนวนครั้งที่เจ้าหน้าที่ตอบ"}
#define NO_FIRST_SOLUTION_TEXT \
	{"no-first-solution", "reopened, and the source gives only the last solution", \
	 "มีการเปิดเรื่องใหม่ แต่แหล่งข้อมูลบอกเฉพาะการแก้ไขครั้งสุดท้าย"}
#define CREATED_LATER_TEXT \
	{"created-later", "created after the end of the window", \
	 "เปิดเรื่องหลังวันสิ้นสุดของช่วงที่วัด"}
#define END_BEFORE_START_TEXT \
	{"end-before-start", "its end lies before its start in the source's data; counted as 0", \
	 "ในข้อมูลต้นทาง เวลาสิ้นสุดอยู่ก่อนเวลาเริ่มต้น จึงนับเป็น 0"}

static const struct sanya_plugin_reason texts[SERVICE_REASONS] = {
	[SERVICE_NO_REPLY] = NO_REPLY_TEXT,
	[SERVICE_NOT_SOLVED] = NOT_SOLVED_TEXT,
	[SERVICE_NOT_TOUCHED] = NOT_TOUCHED_TEXT,
	[SERVICE_NO_HISTORY] = NO_HISTORY_TEXT,
	[SERVICE_LASTS_STILL] = LASTS_STILL_TEXT,
	[SERVICE_NO_DUE] = NO_DUE_TEXT,
	[SERVICE_NO_REOPENS] = NO_REOPENS_TEXT,
	[SERVICE_NO_REASSIGNS] = NO_REASSIGNS_TEXT,
	[SERVICE_NO_REPLIES] = NO_REPLIES_TEXT,
	[SERVICE_NO_FIRST_SOLUTION] = NO_FIRST_SOLUTION_TEXT,
	[SERVICE_CREATED_LATER] = CREATED_LATER_TEXT,
	[SERVICE_END_BEFORE_START] = END_BEFORE_START_TEXT,
};

#define REASONS(...)                                                                                                           \
	.reason_count = sizeof((const struct sanya_plugin_reason[]){__VA_ARGS__}) / sizeof(struct sanya_plugin_reason),        \
	.reasons = (const struct sanya_plugin_reason[]){__VA_ARGS__}

#define DEFINE(metric_name, metric_unit, metric_flags)                                                                         \
	.size = sizeof(struct sanya_plugin_metric_definition), .version = 1, .name = "ticket." metric_name,                    \
	.unit = (metric_unit), .of = SANYA_METRIC_OF_TICKETS, .flags = (metric_flags),                                                \
	.reason_size = sizeof(struct sanya_plugin_reason)

#define ENTRIES(metric) service_##metric##_rows, service_##metric##_columns

const struct service_metric service_metrics[SERVICE_METRICS] = {
	{{DEFINE("first_reply_time", SANYA_METRIC_SECONDS, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NO_REPLY_TEXT, END_BEFORE_START_TEXT),
	  .title_en = "Time to first reply",
	  .title_th = "เวลาที่ใช้ตอบครั้งแรก",
	  .definition_en =
		  "Counts every ticket with a public reply by staff. Value: seconds from its creation to the first public reply "
		  "by staff, on the goal's clock; on a ticket that staff created themselves, to the second public word of staff. "
		  "Belongs to the period of that first reply. Not counted: tickets without a reply so far, because nobody knows "
		  "yet how long they will take. Automatic answers and internal notes are no reply.",
	  .definition_th =
		  "นับทุกเรื่องที่เจ้าหน้าที่ตอบลูกค้าแล้ว ค่าที่ได้คือจำนวนวินาทีตั้งแต่เปิดเรื่องจนถึงคำตอบแรกที่ลูกค้าเห็น "
		  "ตามเวลาที่เป้าหมายกำหนด หากเจ้าหน้าที่เป็นผู้เปิดเรื่องเอง ให้นับถึงข้อความที่สองของเจ้าหน้าที่ "
		  "จัดอยู่ในรอบเวลาของคำตอบแรกนั้น ไม่นับเรื่องที่ยังไม่ได้ตอบ เพราะยังไม่ทราบว่าจะใช้เวลาเท่าใด "
		  "คำตอบอัตโนมัติและบันทึกภายในไม่ถือเป็นคำตอบ"},
	 ENTRIES(first_reply_time)},
	{{DEFINE("resolution_time", SANYA_METRIC_SECONDS, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NOT_SOLVED_TEXT, END_BEFORE_START_TEXT),
	  .title_en = "Time to solution",
	  .title_th = "เวลาที่ใช้แก้ไขจนเสร็จ",
	  .definition_en =
		  "Counts every ticket that is solved. Value: seconds from its creation to its last solution, on the goal's clock, "
		  "so that a ticket solved too early and reopened goes on counting. Belongs to the period of that last solution. "
		  "Not counted: tickets that are not solved, because their time is not known yet.",
	  .definition_th =
		  "นับทุกเรื่องที่แก้ไขเสร็จแล้ว ค่าที่ได้คือจำนวนวินาทีตั้งแต่เปิดเรื่องจนถึงการแก้ไขเสร็จครั้งสุดท้าย "
		  "ตามเวลาที่เป้าหมายกำหนด เรื่องที่ปิดเร็วเกินไปแล้วถูกเปิดใหม่จึงนับเวลาต่อ "
		  "จัดอยู่ในรอบเวลาของการแก้ไขครั้งสุดท้ายนั้น ไม่นับเรื่องที่ยังแก้ไขไม่เสร็จ เพราะยังไม่ทราบเวลาที่ใช้"},
	 ENTRIES(resolution_time)},
	{{DEFINE("first_resolution_time", SANYA_METRIC_SECONDS, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NOT_SOLVED_TEXT, NO_FIRST_SOLUTION_TEXT, END_BEFORE_START_TEXT),
	  .title_en = "Time to first solution",
	  .title_th = "เวลาที่ใช้แก้ไขเสร็จครั้งแรก",
	  .definition_en =
		  "Counts every ticket that was solved at least once, also when it was reopened later. Value: seconds from its "
		  "creation to its first solution, on the goal's clock. Belongs to the period of that first solution. Where the "
		  "source gives one solution only and says that nothing was reopened, that one is the first. Not counted: tickets "
		  "never solved, and reopened tickets of which the source gives the last solution only.",
	  .definition_th =
		  "นับทุกเรื่องที่เคยแก้ไขเสร็จอย่างน้อยหนึ่งครั้ง แม้ภายหลังจะถูกเปิดใหม่ ค่าที่ได้คือจำนวนวินาทีตั้งแต่เปิดเรื่อง "
		  "จนถึงการแก้ไขเสร็จครั้งแรก ตามเวลาที่เป้าหมายกำหนด จัดอยู่ในรอบเวลาของการแก้ไขครั้งแรกนั้น "
		  "หากแหล่งข้อมูลบอกการแก้ไขเพียงครั้งเดียวและระบุว่าไม่เคยเปิดใหม่ ให้ถือว่าครั้งนั้นเป็นครั้งแรก "
		  "ไม่นับเรื่องที่ไม่เคยแก้ไขเสร็จ และเรื่องที่ถูกเปิดใหม่ซึ่งแหล่งข้อมูลบอกเฉพาะการแก้ไขครั้งสุดท้าย"},
	 ENTRIES(first_resolution_time)},
	{{DEFINE("requester_wait_time", SANYA_METRIC_SECONDS, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NO_HISTORY_TEXT, LASTS_STILL_TEXT, END_BEFORE_START_TEXT),
	  .title_en = "Time the requester waited",
	  .title_th = "เวลาที่ลูกค้ารอ",
	  .definition_en =
		  "Counts every ticket with a history whose waiting has ended. Value: seconds in the states new, open and on hold, "
		  "added up stretch by stretch on the goal's clock; time in which the ticket waits for the requester is not part of "
		  "it. Belongs to the period of its last solution, or, not solved, of the end of its last stretch. Not counted: "
		  "tickets without history, and tickets whose requester is waiting still, because the time grows on.",
	  .definition_th =
		  "นับทุกเรื่องที่มีประวัติและลูกค้าไม่ได้รออยู่อีก ค่าที่ได้คือจำนวนวินาทีที่เรื่องอยู่ในสถานะใหม่ เปิด และพักไว้ "
		  "รวมทุกช่วงตามเวลาที่เป้าหมายกำหนด ไม่รวมเวลาที่รอลูกค้า จัดอยู่ในรอบเวลาของการแก้ไขเสร็จครั้งสุดท้าย "
		  "หรือถ้ายังไม่เสร็จ ให้ใช้เวลาสิ้นสุดของช่วงสุดท้าย ไม่นับเรื่องที่ไม่มีประวัติ "
		  "และเรื่องที่ลูกค้ายังรออยู่ เพราะเวลายังเพิ่มขึ้น"},
	 ENTRIES(requester_wait_time)},
	{{DEFINE("longest_silence", SANYA_METRIC_SECONDS, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NO_HISTORY_TEXT, LASTS_STILL_TEXT, END_BEFORE_START_TEXT),
	  .title_en = "Longest silence",
	  .title_th = "ช่วงที่เงียบหายนานที่สุด",
	  .definition_en =
		  "Counts every ticket with a history in which no silence lasts still. Value: the longest stretch, in seconds on the "
		  "goal's clock, without a public word from staff while it was their turn. Belongs to the period of its last "
		  "solution, or, not solved, of the end of its last stretch. Not counted: tickets without history, and tickets in "
		  "which staff are silent still; watch those with ticket.open_at_end.",
	  .definition_th =
		  "นับทุกเรื่องที่มีประวัติและไม่มีช่วงเงียบค้างอยู่ ค่าที่ได้คือช่วงที่ยาวที่สุดเป็นวินาที ตามเวลาที่เป้าหมายกำหนด "
		  "ซึ่งถึงคราวของเจ้าหน้าที่แต่ไม่มีข้อความถึงลูกค้า จัดอยู่ในรอบเวลาของการแก้ไขเสร็จครั้งสุดท้าย "
		  "หรือถ้ายังไม่เสร็จ ให้ใช้เวลาสิ้นสุดของช่วงสุดท้าย ไม่นับเรื่องที่ไม่มีประวัติ "
		  "และเรื่องที่เจ้าหน้าที่ยังเงียบอยู่ ซึ่งให้ติดตามด้วย ticket.open_at_end"},
	 ENTRIES(longest_silence)},
	{{DEFINE("reopened", SANYA_METRIC_FLAG, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NOT_SOLVED_TEXT, NO_REOPENS_TEXT),
	  .title_en = "Reopened",
	  .title_th = "ถูกเปิดเรื่องใหม่",
	  .definition_en =
		  "Counts every ticket that was solved, also when it was reopened and is open again. Value: 1 if it was reopened at "
		  "least once, else 0. Belongs to the period of its last solution, or, open again, of its first solution, or of its "
		  "creation where the source does not say when that was. Not counted: tickets never solved, and tickets of which the "
		  "source does not say how often they were reopened.",
	  .definition_th =
		  "นับทุกเรื่องที่เคยแก้ไขเสร็จ แม้จะถูกเปิดใหม่และยังค้างอยู่ ค่าที่ได้คือ 1 หากเคยถูกเปิดใหม่อย่างน้อยหนึ่งครั้ง มิฉะนั้นเป็น 0 "
		  "จัดอยู่ในรอบเวลาของการแก้ไขเสร็จครั้งสุดท้าย หากยังค้างอยู่ใช้การแก้ไขเสร็จครั้งแรก "
		  "หากแหล่งข้อมูลไม่ได้บอกเวลานั้นใช้วันที่เปิดเรื่อง ไม่นับเรื่องที่ไม่เคยแก้ไขเสร็จ "
		  "และเรื่องที่แหล่งข้อมูลไม่ได้บอกจำนวนครั้งที่เปิดใหม่"},
	 ENTRIES(reopened)},
	{{DEFINE("one_touch", SANYA_METRIC_FLAG, 0),
	  REASONS(NOT_SOLVED_TEXT, NO_REPLIES_TEXT),
	  .title_en = "Solved with one reply",
	  .title_th = "แก้ไขเสร็จด้วยการตอบครั้งเดียว",
	  .definition_en =
		  "Counts every ticket that is solved. Value: 1 if it has exactly one public reply by staff, else 0; a ticket solved "
		  "without any word to the requester is no success. Belongs to the period of its last solution. Not counted: tickets "
		  "that are not solved, and tickets of which the source does not say how often staff replied.",
	  .definition_th =
		  "นับทุกเรื่องที่แก้ไขเสร็จแล้ว ค่าที่ได้คือ 1 หากเจ้าหน้าที่ตอบลูกค้าเพียงหนึ่งครั้งพอดี มิฉะนั้นเป็น 0 "
		  "เรื่องที่ปิดโดยไม่มีข้อความถึงลูกค้าไม่ถือว่าสำเร็จ จัดอยู่ในรอบเวลาของการแก้ไขเสร็จครั้งสุดท้าย "
		  "ไม่นับเรื่องที่ยังแก้ไขไม่เสร็จ และเรื่องที่แหล่งข้อมูลไม่ได้บอกจำนวนครั้งที่ตอบ"},
	 ENTRIES(one_touch)},
	{{DEFINE("in_time", SANYA_METRIC_FLAG, 0),
	  REASONS(NO_DUE_TEXT),
	  .title_en = "In time",
	  .title_th = "ทันกำหนด",
	  .definition_en =
		  "Counts every ticket with a due time, and every ticket that its source has judged. Value: the source's own "
		  "judgement where there is one; else 1 if the ticket was solved, or, not solved, first replied to, no later than its "
		  "due time, else 0. Belongs to the period of its last solution, else of its first reply, else of its due time, "
		  "else of its creation. Not counted: tickets without due time and judgement.",
	  .definition_th =
		  "นับทุกเรื่องที่มีกำหนดเสร็จ และทุกเรื่องที่แหล่งข้อมูลตัดสินไว้แล้ว ค่าที่ได้คือผลที่แหล่งข้อมูลตัดสินถ้ามี "
		  "มิฉะนั้นเป็น 1 หากแก้ไขเสร็จ หรือถ้ายังไม่เสร็จ ตอบครั้งแรก ไม่เกินกำหนด นอกนั้นเป็น 0 "
		  "จัดอยู่ในรอบเวลาของการแก้ไขเสร็จครั้งสุดท้าย หากไม่มีใช้คำตอบแรก หากไม่มีใช้กำหนดเสร็จ หากไม่มีใช้วันที่เปิดเรื่อง "
		  "ไม่นับเรื่องที่ไม่มีทั้งกำหนดและผลตัดสิน"},
	 ENTRIES(in_time)},
	{{DEFINE("first_touch_time", SANYA_METRIC_SECONDS, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NOT_TOUCHED_TEXT, END_BEFORE_START_TEXT),
	  .title_en = "Time to first touch",
	  .title_th = "เวลาที่ใช้ก่อนเริ่มดำเนินการ",
	  .definition_en =
		  "Counts every ticket that staff have touched. Value: seconds from its creation to the first thing staff did to it, "
		  "or to the moment it left the state new, whichever is earlier, on the goal's clock. Belongs to the period of that "
		  "touch. Not counted: tickets nobody has touched, and tickets whose source does not say when.",
	  .definition_th =
		  "นับทุกเรื่องที่เจ้าหน้าที่เริ่มดำเนินการแล้ว ค่าที่ได้คือจำนวนวินาทีตั้งแต่เปิดเรื่องจนถึงการดำเนินการแรกของเจ้าหน้าที่ "
		  "หรือเวลาที่พ้นสถานะใหม่ แล้วแต่อย่างใดถึงก่อน ตามเวลาที่เป้าหมายกำหนด จัดอยู่ในรอบเวลาของการดำเนินการนั้น "
		  "ไม่นับเรื่องที่ยังไม่มีใครดำเนินการ และเรื่องที่แหล่งข้อมูลไม่ได้บอกเวลา"},
	 ENTRIES(first_touch_time)},
	{{DEFINE("reopens", SANYA_METRIC_COUNT, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NO_REOPENS_TEXT),
	  .title_en = "How often reopened",
	  .title_th = "จำนวนครั้งที่เปิดเรื่องใหม่",
	  .definition_en =
		  "Counts every ticket, solved or not. Value: how often it was reopened. Belongs to the period of its creation. Not "
		  "counted: tickets of which the source does not say how often they were reopened.",
	  .definition_th =
		  "นับทุกเรื่อง ไม่ว่าจะแก้ไขเสร็จหรือไม่ ค่าที่ได้คือจำนวนครั้งที่ถูกเปิดใหม่ จัดอยู่ในรอบเวลาที่เปิดเรื่อง "
		  "ไม่นับเรื่องที่แหล่งข้อมูลไม่ได้บอกจำนวนครั้งที่เปิดใหม่"},
	 ENTRIES(reopens)},
	{{DEFINE("reassigns", SANYA_METRIC_COUNT, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(NO_REASSIGNS_TEXT),
	  .title_en = "How often handed on",
	  .title_th = "จำนวนครั้งที่ส่งต่อ",
	  .definition_en =
		  "Counts every ticket, solved or not. Value: how often it was handed from one assignee to another; the first "
		  "assignment is none. Belongs to the period of its creation. Not counted: tickets of which the source does not say "
		  "how often they were handed on.",
	  .definition_th =
		  "นับทุกเรื่อง ไม่ว่าจะแก้ไขเสร็จหรือไม่ ค่าที่ได้คือจำนวนครั้งที่เปลี่ยนผู้รับผิดชอบ ไม่นับการมอบหมายครั้งแรก "
		  "จัดอยู่ในรอบเวลาที่เปิดเรื่อง ไม่นับเรื่องที่แหล่งข้อมูลไม่ได้บอกจำนวนครั้งที่ส่งต่อ"},
	 ENTRIES(reassigns)},
	{{DEFINE("created", SANYA_METRIC_COUNT, 0),
	  .title_en = "Tickets created",
	  .title_th = "จำนวนเรื่องที่เปิด",
	  .definition_en = "Counts every ticket. Value: 1. Belongs to the period of its creation. Everything is counted.",
	  .definition_th = "นับทุกเรื่อง ค่าที่ได้คือ 1 จัดอยู่ในรอบเวลาที่เปิดเรื่อง ไม่มีเรื่องใดที่ไม่นับ"},
	 ENTRIES(created)},
	{{DEFINE("solved", SANYA_METRIC_COUNT, 0),
	  REASONS(NOT_SOLVED_TEXT),
	  .title_en = "Tickets solved",
	  .title_th = "จำนวนเรื่องที่แก้ไขเสร็จ",
	  .definition_en =
		  "Counts every ticket that is solved, once. Value: 1. Belongs to the period of its last solution. Not counted: "
		  "tickets that are not solved, reopened ones among them.",
	  .definition_th =
		  "นับทุกเรื่องที่แก้ไขเสร็จแล้ว เรื่องละหนึ่งครั้ง ค่าที่ได้คือ 1 จัดอยู่ในรอบเวลาของการแก้ไขเสร็จครั้งสุดท้าย "
		  "ไม่นับเรื่องที่ยังแก้ไขไม่เสร็จ รวมถึงเรื่องที่ถูกเปิดใหม่และยังค้างอยู่"},
	 ENTRIES(solved)},
	{{DEFINE("open_at_end", SANYA_METRIC_FLAG, SANYA_METRIC_SNAPSHOT | SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(CREATED_LATER_TEXT),
	  .title_en = "Still open at the end",
	  .title_th = "ค้างอยู่ ณ วันสิ้นรอบ",
	  .definition_en =
		  "Counts every ticket created before the end of the window. Value: 1 if it was not solved before that end, else 0; "
		  "a ticket closed without a solution is not open. The sum is the backlog. Belongs to the last moment of the window; "
		  "where the window has no end, every ticket is taken as it stands, in the period of its creation. A ticket that was "
		  "reopened is judged by its last solution. Not counted: tickets created later.",
	  .definition_th =
		  "นับทุกเรื่องที่เปิดก่อนสิ้นช่วงที่วัด ค่าที่ได้คือ 1 หากยังแก้ไขไม่เสร็จก่อนสิ้นช่วงนั้น มิฉะนั้นเป็น 0 "
		  "เรื่องที่ปิดโดยไม่ได้แก้ไขไม่ถือว่าค้าง ผลรวมคือจำนวนเรื่องค้าง จัดอยู่ ณ เวลาสุดท้ายของช่วงที่วัด "
		  "หากช่วงไม่มีวันสิ้นสุด ให้ใช้สภาพปัจจุบันของทุกเรื่อง ตามรอบเวลาที่เปิดเรื่อง "
		  "เรื่องที่ถูกเปิดใหม่ให้ดูการแก้ไขครั้งสุดท้าย ไม่นับเรื่องที่เปิดภายหลัง"},
	 ENTRIES(open_at_end)},
};

#define OFFER(index) &service_metrics[index].definition
const struct sanya_plugin_metric_definition *const service_definitions[SERVICE_METRICS] = {
	OFFER(0), OFFER(1), OFFER(2), OFFER(3), OFFER(4),  OFFER(5),  OFFER(6),
	OFFER(7), OFFER(8), OFFER(9), OFFER(10), OFFER(11), OFFER(12), OFFER(13),
};

/* From our list of reasons to the metric's own; one that is not on it is nonsense, and the host will say so. */
static int32_t own_reason(const struct sanya_plugin_metric_definition *definition, int32_t reason)
{
	if (reason == SERVICE_COUNTS)
		return 0;
	for (uint32_t i = 0; i < definition->reason_count; i++)
		if (strcmp(definition->reasons[i].word, texts[reason].word) == 0)
			return (int32_t)i + 1;
	return -1;
}

static void find_places(uint32_t metric, int32_t places[SERVICE_REASONS])
{
	for (int32_t reason = 0; reason < SERVICE_REASONS; reason++)
		places[reason] = own_reason(service_definitions[metric], reason);
}

int32_t service_tickets(const struct sanya_metric_host *host, uint32_t metric, const void *tickets, uint32_t count,
			uint32_t element, struct sanya_plugin_value *values)
{
	int32_t places[SERVICE_REASONS];
	if (metric >= SERVICE_METRICS)
		return host->fail(host->run, "no metric of this number");
	find_places(metric, places);
	const struct service_call call = {host, places, values, count};
	service_metrics[metric].rows(&call, tickets, element);
	return 0;
}

int32_t service_ticket_columns(const struct sanya_metric_host *host, uint32_t metric,
			       const struct sanya_plugin_ticket_columns *tickets, struct sanya_plugin_value *values)
{
	int32_t places[SERVICE_REASONS];
	if (metric >= SERVICE_METRICS)
		return host->fail(host->run, "no metric of this number");
	find_places(metric, places);
	const struct service_call call = {host, places, values, tickets->count};
	service_metrics[metric].columns(&call, tickets);
	return 0;
}
