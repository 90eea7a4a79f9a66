/* SPDX-License-Identifier: Apache-2.0 */
/* Contracts and values for tests: short texts in, contracts and results out.  Any failure fails the test. */
#ifndef TESTS_REWARD_FIXTURE_H
#define TESTS_REWARD_FIXTURE_H

#include "core/codec/documents.h"

/* A goal and a reward as JSON; everything else of the contract is given. */
#define GOAL(id, statistic, scale, between, weight, more)                                                             \
	"{\"id\":\"" id "\",\"title\":{\"en\":\"" id "\"},\"metric\":\"case.value@1\",\"statistic\":\"" statistic     \
	"\",\"scope\":\"own\",\"credit\":\"assignee\",\"scale\":" scale ",\"between\":\"" between                     \
	"\",\"weight\":\"" weight "\",\"minimum_sample\":10" more "}"
#define REWEIGHT ",\"if_too_few\":\"reweight\""
#define REWARD(at_100, curve, between, more)                                                                          \
	"{\"currency\":\"THB\",\"at_100\":\"" at_100 "\",\"curve\":" curve ",\"between\":\"" between "\"," more "}"
#define PLAIN "\"combine\":\"weighted\",\"proration\":\"none\",\"round\":{\"to\":\"0.01\",\"mode\":\"half-up\"}"
#define EVEN "[[\"0\",\"0\"],[\"1000000\",\"1000000\"]]" /* percent paid = score */

/* The whole document. */
void fixture_document(const char *goals, const char *reward, struct sanya_buffer *out);
int fixture_try(const char *goals, const char *reward, struct sanya_contract *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void fixture_contract(const char *goals, const char *reward, struct sanya_contract *ret);
/* A file below tests/. */
void fixture_read(const char *name, struct sanya_buffer *out);
void fixture_read_contract(const char *name, struct sanya_contract *ret);

/* Pay for values as of --values. */
int fixture_try_pay(const struct sanya_contract *contract, const char *values, struct sanya_result *ret,
		    struct sanya_error *err) SANYA_MUST_CHECK;
void fixture_pay(const struct sanya_contract *contract, const char *values, struct sanya_result *ret);

/* `got` is the number that `want` says: "3.25", "320/3". */
void fixture_equal(const struct sanya_number *got, const char *want, const char *of);

#endif
