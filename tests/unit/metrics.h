/* SPDX-License-Identifier: Apache-2.0 */
/* What the suites of the metric plugins share: a host table whose clocks can be checked by hand, and rules for definitions. */
#ifndef SANYA_TESTS_METRICS_H
#define SANYA_TESTS_METRICS_H

#include "sanya-plugin.h"

#include <stdbool.h>

/* The working clock is open 09:00-12:00 and 13:00-18:00 UTC on every day; the other one never stops. */
struct sanya_metric_host sanya_metric_host_for_test(bool working, int64_t window_from, int64_t window_to);

/* A definition is whole: both languages, reasons with stable words, a version, a known unit. */
void sanya_check_definition(const struct sanya_plugin_metric_definition *definition);

#endif
