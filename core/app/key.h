/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of people as a use case: enrolled by HR or an administrator, who has seen the person; revoked by them or by the person; listed for
 * people and for stock ssh-keygen.
 */
#ifndef SANYA_APP_KEY_H
#define SANYA_APP_KEY_H

#include "../base/buffer.h"
#include "act.h"

struct sanya_key_change {
	char person[72];
	char fingerprint[80];
	uint64_t sequence; /* of its event */
};

/* Make a key pair at PATH and PATH.pub; only the fingerprint of `ret` is set.  Needs no home. */
int sanya_key_new(const char *path, const char *comment, bool passphrase, struct sanya_key_change *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* [{"person", "fingerprint", "key", "enrolled", "revoked"}]; person NULL: everybody's. */
int sanya_key_list(struct sanya_store *store, const char *person, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Record that the public key in `key_path` is the person's.  A key that stands for somebody already is refused. */
int sanya_key_enrol(const struct sanya_act *act, const char *person, const char *key_path, struct sanya_key_change *ret,
		    struct sanya_error *err) SANYA_MUST_CHECK;
/* End a key (all of the person's where `fingerprint` is NULL); the act needs a reason. */
int sanya_key_revoke(const struct sanya_act *act, const char *person, const char *fingerprint, struct sanya_key_change *ret,
		     struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * Lines for `ssh-keygen -Y verify -f`: principal = person id, namespaces by role, validity from enrolment to revocation.  person
 * NULL: everybody.
 */
int sanya_key_allowed_signers(struct sanya_store *store, const char *person, struct sanya_buffer *out,
			      struct sanya_error *err) SANYA_MUST_CHECK;

#endif
