/* Raw sockets against an HTTP server under test: requests that no well-behaved client would send. */
#ifndef KEYRACK_TESTS_SUPPORT_HTTP_RAW_H
#define KEYRACK_TESTS_SUPPORT_HTTP_RAW_H

#include <glib.h>

/* Connects to 127.0.0.1; asserts that it works. Reads give up after 10 s. */
int raw_connect(guint port);

/* Sends text as it is; FALSE when the other side has closed. */
gboolean raw_send(int connection, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Reads one answer: head and a body of Content-Length. "" when the connection ends before. Free with
 * g_free(). */
char *raw_read_answer(int connection);

/* Reads one answer that has no body whatever its Content-Length says (to HEAD). */
char *raw_read_head(int connection);

/* Reads until the other side closes. Free with g_free(). */
char *raw_read_all(int connection);

/* Connects, sends, reads one answer, closes. */
char *raw_exchange(guint port, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Status of an answer's first line, 0 when there is none. */
int raw_status(const char *answer);

/* TRUE when the head has this header line ("Allow: GET, HEAD"). */
gboolean raw_has_header(const char *answer, const char *line);

/* What follows the head. */
const char *raw_body(const char *answer);

/* A whole GET request for a literal path. */
#define GET(Path) "GET " Path " HTTP/1.1\r\nHost: h\r\n\r\n"

#endif
