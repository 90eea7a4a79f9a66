/* SPDX-License-Identifier: Apache-2.0 */
/* The list of suites: SANYA_SUITE(x) runs `Suite *suite_x(void)` of tests/unit/suite_x.c. */
SANYA_SUITE(commands)
SANYA_SUITE(cli)
SANYA_SUITE(house)
SANYA_SUITE(abi)
SANYA_SUITE(frame)
SANYA_SUITE(json)
SANYA_SUITE(lifecycle)
SANYA_SUITE(renewal)
SANYA_SUITE(roster)
SANYA_SUITE(merkle)
SANYA_SUITE(store)
SANYA_SUITE(evidence)
