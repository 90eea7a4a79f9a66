/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many contract documents, as the store keeps them.  Contracts of one company are made from a few templates: what a document has in
 * common with one that was read before is taken from there, and only what differs is read: the parties, the number, the revision, what the goals
 * support, and their scales (which a renewal moves for each person).  The result is what sanya_contract_parse gives for a document
 * without units of metrics, but for `canonical`, which is NULL; whatever is not plainly alike is handed to it.
 *
 * Contracts belong to the shelf: they live until it is cleared, and are never given to sanya_contract_done.
 */
#ifndef SANYA_CODEC_CONTRACT_SHELF_H
#define SANYA_CODEC_CONTRACT_SHELF_H

#include "../domain/contract.h"

struct sanya_contract_shelf;

int sanya_contract_shelf_new(struct sanya_contract_shelf **ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_contract_shelf_free(struct sanya_contract_shelf *shelf); /* NULL is fine */
/* `text`: canonical bytes; anything else is read too, only slower. */
int sanya_contract_shelf_read(struct sanya_contract_shelf *shelf, const char *name, const char *text, size_t size,
			      const struct sanya_contract **ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Bytes that the contracts since the last clear take, about. */
size_t sanya_contract_shelf_bytes(const struct sanya_contract_shelf *shelf);
/* The contracts are given back; what they had in common is remembered. */
void sanya_contract_shelf_clear(struct sanya_contract_shelf *shelf);

#endif
