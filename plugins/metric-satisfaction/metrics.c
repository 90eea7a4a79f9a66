/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of satisfaction metrics: names, units and the text that people sign when a contract names one.
 * A text never changes once released: what counts, what value, which instant decides the period, what is left out. Better is @2.
 */
#include "satisfaction.h"

#include <string.h>

/* One text a reason; a metric lists those that can happen to it. */
#define OTHER_KIND_TEXT {"other-kind", "an answer of another kind", "เป็นคำตอบประเภทอื่น"}
#define NO_VALUE_TEXT {"no-value", "left blank", "ไม่ได้ตอบ"}
#define NO_SCALE_TEXT \
	{"no-scale", "the source does not give the lowest and highest answer", \
	 "แหล่งข้อมูลไม่ได้บอกคำตอบต่ำสุดและสูงสุดของเกณฑ์"}
#define OTHER_SCALE_TEXT {"other-scale", "asked on another scale than 0 to 10", "ถามด้วยเกณฑ์อื่นที่ไม่ใช่ 0 ถึง 10"}
#define OUTSIDE_SCALE_TEXT {"outside-scale", "outside its scale", "คำตอบอยู่นอกเกณฑ์"}

static const struct sanya_plugin_reason texts[SATISFACTION_REASONS] = {
	[SATISFACTION_OTHER_KIND] = OTHER_KIND_TEXT,
	[SATISFACTION_NO_VALUE] = NO_VALUE_TEXT,
	[SATISFACTION_NO_SCALE] = NO_SCALE_TEXT,
	[SATISFACTION_OTHER_SCALE] = OTHER_SCALE_TEXT,
	[SATISFACTION_OUTSIDE_SCALE] = OUTSIDE_SCALE_TEXT,
};

#define REASONS(...)                                                                                                           \
	.reason_count = sizeof((const struct sanya_plugin_reason[]){__VA_ARGS__}) / sizeof(struct sanya_plugin_reason),        \
	.reasons = (const struct sanya_plugin_reason[]){__VA_ARGS__}

#define DEFINE(metric_name, metric_unit, metric_flags)                                                                         \
	.size = sizeof(struct sanya_plugin_metric_definition), .version = 1, .name = (metric_name), .unit = (metric_unit),     \
	.of = SANYA_METRIC_OF_RESPONSES, .flags = (metric_flags),                                                \
	.reason_size = sizeof(struct sanya_plugin_reason)

#define ENTRIES(metric) satisfaction_##metric##_rows, satisfaction_##metric##_columns

const struct satisfaction_metric satisfaction_metrics[SATISFACTION_METRICS] = {
	{{DEFINE("response.csat", SANYA_METRIC_FLAG, 0),
	  REASONS(OTHER_KIND_TEXT, NO_VALUE_TEXT, NO_SCALE_TEXT, OUTSIDE_SCALE_TEXT),
	  .title_en = "Satisfied customers",
	  .title_th = "ลูกค้าที่พึงพอใจ",
	  .definition_en =
		  "Counts every valid answer of the kind csat. Value: 1 if the answer lies at least three quarters of the way from "
		  "the lowest to the highest answer of its scale (4 and 5 of 5, 3 of 3, 2 of 2), else 0. Belongs to the period of "
		  "the answer. Not counted: blank answers, answers outside their scale, and answers whose scale the source does not "
		  "give; they are no opinion, and zero would make one of them.",
	  .definition_th =
		  "นับทุกคำตอบประเภท csat ที่ใช้ได้ ค่าที่ได้คือ 1 หากคำตอบอยู่ตั้งแต่สามในสี่ของระยะจากคำตอบต่ำสุดถึงสูงสุดขึ้นไป "
		  "(4 และ 5 จาก 5, 3 จาก 3, 2 จาก 2) มิฉะนั้นเป็น 0 จัดอยู่ในรอบเวลาที่ตอบ ไม่นับคำตอบว่าง คำตอบนอกเกณฑ์ "
		  "และคำตอบที่ไม่ทราบเกณฑ์ เพราะไม่ใช่ความเห็น และการนับเป็นศูนย์จะทำให้กลายเป็นความเห็น"},
	 ENTRIES(csat)},
	{{DEFINE("response.rating", SANYA_METRIC_POINTS, 0),
	  REASONS(OTHER_KIND_TEXT, NO_VALUE_TEXT, OUTSIDE_SCALE_TEXT),
	  .title_en = "Rating",
	  .title_th = "คะแนนที่ลูกค้าให้",
	  .definition_en =
		  "Counts every valid answer that is a number, whatever was asked; choose by survey or kind. Value: the answer as "
		  "given. Belongs to the period of the answer. Not counted: blank answers, answers outside the lowest and highest "
		  "that the source gives, and complaints.",
	  .definition_th =
		  "นับทุกคำตอบที่เป็นตัวเลขและใช้ได้ ไม่ว่าจะถามเรื่องใด ให้เลือกด้วยแบบสำรวจหรือประเภท ค่าที่ได้คือคำตอบตามที่ให้ไว้ "
		  "จัดอยู่ในรอบเวลาที่ตอบ ไม่นับคำตอบว่าง คำตอบนอกค่าต่ำสุดและสูงสุดที่แหล่งข้อมูลบอก และเรื่องร้องเรียน"},
	 ENTRIES(rating)},
	{{DEFINE("response.nps", SANYA_METRIC_NPS, 0),
	  REASONS(OTHER_KIND_TEXT, NO_VALUE_TEXT, OTHER_SCALE_TEXT, OUTSIDE_SCALE_TEXT),
	  .title_en = "Would recommend us",
	  .title_th = "ความยินดีแนะนำต่อ",
	  .definition_en =
		  "Counts every valid answer of the kind nps: a whole number from 0 to 10. Value: 100 for 9 and 10, 0 for 7 and 8, "
		  "-100 for 0 to 6; the mean of the values is promoters minus detractors. Belongs to the period of the answer. Not "
		  "counted: blank answers, answers outside 0 to 10, and questions asked on another scale.",
	  .definition_th =
		  "นับทุกคำตอบประเภท nps ที่ใช้ได้ คือจำนวนเต็มตั้งแต่ 0 ถึง 10 ค่าที่ได้คือ 100 สำหรับ 9 และ 10, 0 สำหรับ 7 และ 8, "
		  "-100 สำหรับ 0 ถึง 6 ค่าเฉลี่ยคือร้อยละของผู้แนะนำลบด้วยผู้ไม่แนะนำ จัดอยู่ในรอบเวลาที่ตอบ "
		  "ไม่นับคำตอบว่าง คำตอบนอกช่วง 0 ถึง 10 และคำถามที่ใช้เกณฑ์อื่น"},
	 ENTRIES(nps)},
	{{DEFINE("response.ces", SANYA_METRIC_POINTS, 0),
	  REASONS(OTHER_KIND_TEXT, NO_VALUE_TEXT, OUTSIDE_SCALE_TEXT),
	  .title_en = "Ease for the customer",
	  .title_th = "ความสะดวกของลูกค้า",
	  .definition_en =
		  "Counts every valid answer of the kind ces (how easy it was to get help). Value: the answer as given, in points of "
		  "its scale. Belongs to the period of the answer. Not counted: blank answers and answers outside their scale.",
	  .definition_th =
		  "นับทุกคำตอบประเภท ces ที่ใช้ได้ (ได้รับความช่วยเหลือสะดวกเพียงใด) ค่าที่ได้คือคำตอบตามที่ให้ไว้ เป็นคะแนนตามเกณฑ์ของคำถาม "
		  "จัดอยู่ในรอบเวลาที่ตอบ ไม่นับคำตอบว่างและคำตอบนอกเกณฑ์"},
	 ENTRIES(ces)},
	{{DEFINE("response.qa", SANYA_METRIC_PAIR, 0),
	  REASONS(OTHER_KIND_TEXT, NO_VALUE_TEXT, NO_SCALE_TEXT, OUTSIDE_SCALE_TEXT),
	  .title_en = "Quality check",
	  .title_th = "ผลตรวจคุณภาพงาน",
	  .definition_en =
		  "Counts every valid sheet of the kind qa. Value: points obtained of points possible (the highest of its scale); 0 "
		  "points when a critical item failed. Sheets are added up, so that a longer one weighs more. Belongs to the period "
		  "of the sheet. Not counted: sheets without points, sheets that do not say how many were possible, and points "
		  "outside their scale.",
	  .definition_th =
		  "นับทุกใบตรวจประเภท qa ที่ใช้ได้ ค่าที่ได้คือคะแนนที่ได้จากคะแนนเต็ม เป็น 0 คะแนนหากผิดข้อที่ถือเป็นข้อวิกฤต "
		  "รวมคะแนนของทุกใบเข้าด้วยกัน ใบที่มีคะแนนเต็มมากจึงมีผลมากกว่า จัดอยู่ในรอบเวลาของใบตรวจ "
		  "ไม่นับใบที่ไม่มีคะแนน ไม่บอกคะแนนเต็ม หรือมีคะแนนนอกเกณฑ์"},
	 ENTRIES(qa)},
	{{DEFINE("response.mystery", SANYA_METRIC_PAIR, 0),
	  REASONS(OTHER_KIND_TEXT, NO_VALUE_TEXT, NO_SCALE_TEXT, OUTSIDE_SCALE_TEXT),
	  .title_en = "Mystery shopping",
	  .title_th = "ผลการเข้าตรวจแบบลูกค้านิรนาม",
	  .definition_en =
		  "Counts every valid visit of the kind mystery. Value: points obtained of points possible (the highest of its "
		  "scale); 0 points when a critical item failed. Visits are added up, so that a longer sheet weighs more. Belongs to "
		  "the period of the visit. Not counted: visits without points, visits that do not say how many were possible, and "
		  "points outside their scale.",
	  .definition_th =
		  "นับทุกการเข้าตรวจประเภท mystery ที่ใช้ได้ ค่าที่ได้คือคะแนนที่ได้จากคะแนนเต็ม เป็น 0 คะแนนหากผิดข้อที่ถือเป็นข้อวิกฤต "
		  "รวมคะแนนของทุกครั้งเข้าด้วยกัน ครั้งที่มีคะแนนเต็มมากจึงมีผลมากกว่า จัดอยู่ในรอบเวลาที่เข้าตรวจ "
		  "ไม่นับครั้งที่ไม่มีคะแนน ไม่บอกคะแนนเต็ม หรือมีคะแนนนอกเกณฑ์"},
	 ENTRIES(mystery)},
	{{DEFINE("complaint.count", SANYA_METRIC_COUNT, SANYA_METRIC_LOWER_IS_BETTER),
	  REASONS(OTHER_KIND_TEXT),
	  .title_en = "Complaints",
	  .title_th = "จำนวนเรื่องร้องเรียน",
	  .definition_en =
		  "Counts every response of the kind complaint; choose by channel. Value: 1. Belongs to the period of the complaint. "
		  "Not counted: answers of any other kind.",
	  .definition_th =
		  "นับทุกรายการประเภทเรื่องร้องเรียน ให้เลือกด้วยช่องทาง ค่าที่ได้คือ 1 จัดอยู่ในรอบเวลาที่ร้องเรียน ไม่นับคำตอบประเภทอื่น"},
	 ENTRIES(complaint)},
};

#define OFFER(index) &satisfaction_metrics[index].definition
const struct sanya_plugin_metric_definition *const satisfaction_definitions[SATISFACTION_METRICS] = {
	OFFER(0), OFFER(1), OFFER(2), OFFER(3), OFFER(4), OFFER(5), OFFER(6),
};

/* From our list of reasons to the metric's own; one that is not on it is nonsense, and the host will say so. */
static int32_t own_reason(const struct sanya_plugin_metric_definition *definition, int32_t reason)
{
	if (reason == SATISFACTION_COUNTS)
		return 0;
	for (uint32_t i = 0; i < definition->reason_count; i++)
		if (strcmp(definition->reasons[i].word, texts[reason].word) == 0)
			return (int32_t)i + 1;
	return -1;
}

static void find_places(uint32_t metric, int32_t places[SATISFACTION_REASONS])
{
	for (int32_t reason = 0; reason < SATISFACTION_REASONS; reason++)
		places[reason] = own_reason(satisfaction_definitions[metric], reason);
}

int32_t satisfaction_responses(const struct sanya_metric_host *host, uint32_t metric, const void *responses,
			       uint32_t count, uint32_t element, struct sanya_plugin_value *values)
{
	int32_t places[SATISFACTION_REASONS];
	if (metric >= SATISFACTION_METRICS)
		return host->fail(host->run, "no metric of this number");
	find_places(metric, places);
	const struct satisfaction_call call = {places, values, count};
	satisfaction_metrics[metric].rows(&call, responses, element);
	return 0;
}

int32_t satisfaction_response_columns(const struct sanya_metric_host *host, uint32_t metric,
				      const struct sanya_plugin_response_columns *responses, struct sanya_plugin_value *values)
{
	int32_t places[SATISFACTION_REASONS];
	if (metric >= SATISFACTION_METRICS)
		return host->fail(host->run, "no metric of this number");
	find_places(metric, places);
	const struct satisfaction_call call = {places, values, responses->count};
	satisfaction_metrics[metric].columns(&call, responses);
	return 0;
}
