/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the home's own metrics are called and what exactly they count, in both languages: part of what people sign.
 * Measures nothing.
 */
#include "own_metrics.h"

#include "../domain/idea.h"

#include <string.h>

const struct sanya_own_metric sanya_own_metrics[] = {
	{ .info = { .name = "milestone.met@1",
		    .unit = SANYA_UNIT_FLAG,
		    .title = { .th = "หมุดหมายที่บรรลุ", .en = "Milestone met" },
		    .definition = { .th = "หมุดหมายของสัญญาหนึ่งข้อ: 1 ถ้าพนักงานรายงานพร้อมหลักฐาน และหัวหน้ายืนยันโดยระบุชื่อ ทั้งสองอย่างภายในกำหนดเวลา "
				   "มิฉะนั้นเป็น 0 เมื่อพ้นกำหนด ก่อนถึงกำหนดยังไม่มีข้อมูล",
				    .en = "One milestone of the contract: 1 if the employee has reported it with evidence and the manager has "
					  "confirmed it by name, both by its deadline; else 0 once the deadline has passed. Before it there is "
					  "no data." } },
	  .of = "milestones" },
	{ .info = { .name = SANYA_IDEA_METRIC,
		    .unit = SANYA_UNIT_FLAG,
		    .title = { .th = "ข้อเสนอที่รับ", .en = "Idea accepted" },
		    .definition = { .th = "ข้อเสนอที่ได้รับการตัดสินในช่วงเวลา (การทดลองยังไม่ใช่การตัดสิน): 1 ถ้ารับ 0 ถ้าไม่รับ ของทีมคือข้อเสนอของทุกคนใต้บังคับบัญชา "
				   "ในวันที่ตัดสิน",
				    .en = "An idea that was decided in the period (a trial is no decision): 1 if it was accepted, 0 if it was "
					  "declined. A team's are those of everybody below on the day of the decision." } },
	  .of = "ideas" },
};
const size_t sanya_own_metric_count = SANYA_COUNT(sanya_own_metrics);

const struct sanya_own_metric *sanya_own_metric(const char *name)
{
	for (size_t i = 0; i < SANYA_COUNT(sanya_own_metrics); i++)
		if (strcmp(sanya_own_metrics[i].info.name, name) == 0)
			return &sanya_own_metrics[i];
	return NULL;
}
