/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checkpoints: size and root of the ledger, signed by the installation's key (C2SP signed note, three lines of text).  One that is kept
 * outside is what shows that a ledger was rewritten or cut short.
 */
#ifndef SANYA_APP_CHECKPOINT_H
#define SANYA_APP_CHECKPOINT_H

#include "home.h"

struct sanya_checkpoint {
	char origin[512];
	uint64_t size;
	struct sanya_sha256 root;
};

/* Sign one over the ledger as it is, keep it (unless `dry_run`), and give its text. */
int sanya_checkpoint_make(const struct sanya_home *home, bool dry_run, struct sanya_buffer *ret_note,
			  struct sanya_checkpoint *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* A note's signature and lines. */
int sanya_checkpoint_read(const char *note, const char *verifier, struct sanya_checkpoint *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
