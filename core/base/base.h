/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every file of the program may use: attributes and the caps of all buffers.
 * Depends on nothing but the compiler.
 */
#ifndef SANYA_BASE_BASE_H
#define SANYA_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "banned.h"

#define SANYA_MUST_CHECK __attribute__((warn_unused_result))
#define SANYA_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define SANYA_CLEANUP(function) __attribute__((cleanup(function)))
#define SANYA_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Caps.  Nothing in the program grows without one of these. */
#define SANYA_DOCUMENT_MAX (16u << 20)	     /* bytes of one JSON document read from a file */
#define SANYA_EVENT_MAX (1u << 20)	     /* bytes of one ledger event */
#define SANYA_OBJECT_MAX (16u << 20)	     /* bytes of the detail behind it: a whole roster fits */
#define SANYA_JSON_DEPTH_MAX 32u	     /* nesting of a JSON document */
#define SANYA_TEXT_MAX 4096u		     /* bytes of one text field of an observation or contract */
#define SANYA_FRAME_MAX (1u << 20)	     /* bytes of one frame between host and worker */
#define SANYA_RECORD_MAX (4u << 20)	     /* bytes of one CSV record */
#define SANYA_LAST_WORDS_MAX 4096u	     /* bytes kept of a worker's stderr */
#define SANYA_PATH_MAX 4096u		     /* bytes of a path */
#define SANYA_OUTPUT_MAX (256u << 20)	     /* bytes of one command's output */
#define SANYA_GOALS_MAX 50u		     /* goals of a contract */
#define SANYA_POINTS_MAX 100u		     /* points of a scale or curve */
#define SANYA_PEOPLE_MAX 200000u	     /* people on a roster */

#endif
