#ifndef KEYRACK_OPS_MAIL_H
#define KEYRACK_OPS_MAIL_H

/* Electronic mail: one message to one reader, handed to a mail server over SMTP.
 *
 * Whether a message that was handed over is ever read nobody here knows; and when the line breaks between its
 * last byte and the server's answer, nobody knows whether it was taken. So a message has an identity of its
 * own: whoever sends it again gives the same one, and mail programs show it once.
 *
 * No address and no word of a message is ever part of an error or of the log: errors name the server and the
 * step. What the server said, which may repeat the address, is handed over apart, for people. Any thread. */

#include "schemas/instant.h"

#include <glib.h>
#include <stdbool.h>

#define MAIL_ERROR mail_error_quark()
GQuark mail_error_quark(void);

typedef enum MailError {
    MAIL_ERROR_UNREACHABLE, /* no server, or the line broke: send it again later */
    MAIL_ERROR_LATER,       /* the server asks to try again later (4xx) */
    MAIL_ERROR_REFUSED,     /* the server will not take this message or its reader (5xx) */
    MAIL_ERROR_UNTRUSTED,   /* its certificate is not trusted, or it offers no encryption */
    MAIL_ERROR_LOGIN,       /* it does not let us in */
    MAIL_ERROR_ADDRESS,     /* not an address that can be written to */
} MailError;

typedef enum MailSecurity {
    MAIL_STARTTLS, /* the line begins open and must be encrypted before anything else is said */
    MAIL_TLS,      /* encrypted from the first byte */
    MAIL_OPEN,     /* never: for a relay on this machine */
    MAIL_SECURITY_COUNT,
} MailSecurity;

extern const char *const mail_security_codes[]; /* NULL-terminated, in the order of MailSecurity */

/* Texts are borrowed. */
typedef struct MailServer {
    const char *host;
    int port; /* 0: 587 for STARTTLS, 465 for TLS, 25 for an open line */
    MailSecurity security;
    const char *user;     /* NULL: no login */
    const char *password; /* NULL: no login */
    const char *ca_file;  /* PEM of certificates to trust; NULL: the system's */
    guint timeout_ms;     /* of the whole exchange; 0: one minute */
} MailServer;

/* UTF-8; texts are borrowed. */
typedef struct Mail {
    const char *from;      /* address */
    const char *from_name; /* NULL: none */
    const char *to;        /* address */
    const char *subject;
    const char *text;       /* plain */
    const char *message_id; /* without angle brackets: "invoice.17@hotel.example" */
    Instant date;
    const char *file_name; /* of the attachment, in ASCII; NULL: none */
    const char *file_type; /* "application/pdf" */
    GBytes *file;          /* borrowed */
} Mail;

/* Whether it can be written to at all: a name, an at sign, a host, and nothing that would be more than an
 * address on the line. */
bool mail_address_is_valid(const char *address);

/* A word of a header as RFC 2047 wants it: plain when it is ASCII, otherwise encoded and folded between
 * characters. Line ends become blanks. Free with g_free(). */
char *mail_header_text(const char *text);

/* Waits until the server has taken the message, at most the timeout. FALSE with MAIL_ERROR. `ret_said`
 * receives the last line the server said to a refusal, or NULL; may hold the reader's address: never log it.
 * Free with g_free(). */
bool mail_send(const MailServer *server, const Mail *mail, char **ret_said, GError **error);

#endif
