/* A real slapd with a small staff: who they are stands in slapd_fixture.c. Every password is "<uid>-secret".
 */
#ifndef KEYRACK_TESTS_SUPPORT_SLAPD_FIXTURE_H
#define KEYRACK_TESTS_SUPPORT_SLAPD_FIXTURE_H

#include "ops/directory.h"
#include "tests/support/server_fixture.h"

#define SLAPD_FIXTURE_BASE "dc=keyrack,dc=example"
#define SLAPD_FIXTURE_SERVICE "uid=service,ou=people," SLAPD_FIXTURE_BASE
#define SLAPD_FIXTURE_LOCK_AFTER 3

typedef struct SlapdFixture {
    ServerFixture server;
    char *uri;
    char *certificate; /* PEM, signed by itself, for 127.0.0.1; NULL unless asked for */
} SlapdFixture;

/* Makes and fills a directory; server_start() runs it. `with_tls`: it offers StartTLS. */
void slapd_fixture_init(SlapdFixture *slapd, bool with_tls);
void slapd_fixture_clear(SlapdFixture *slapd);

/* A directory that asks these servers, with a short timeout. Asserts that the options are accepted. */
Directory *slapd_fixture_directory(const char *uris);

#endif
