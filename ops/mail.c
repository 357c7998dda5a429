#include "ops/mail.h"

#include "ops/curl_handle.h"
#include <string.h>

#define TIMEOUT_MS 60000
#define CONNECT_MS 10000
#define HEADER_WORD_BYTES 42 /* of text in one encoded word: 56 in base64, with its frame below 75 */
#define SAID_BYTES_MAX 300

G_DEFINE_QUARK(keyrack - mail - error, mail_error)

const char *const mail_security_codes[] = {"starttls", "tls", "open", NULL};

static const int default_ports[MAIL_SECURITY_COUNT] = {
    [MAIL_STARTTLS] = 587, [MAIL_TLS] = 465, [MAIL_OPEN] = 25};

/* ---- words ---- */

bool mail_address_is_valid(const char *address)
{
    const char *at = strchr(address, '@');

    if (at == NULL || at == address || at[1] == '\0' || strchr(at + 1, '@') != NULL ||
        !g_utf8_validate(address, -1, NULL)) {
        return false;
    }
    for (const char *letter = address; *letter != '\0'; letter++) {
        if (g_ascii_iscntrl(*letter) || strchr(" <>(),;:\\\"[]", *letter) != NULL) {
            return false;
        }
    }
    return true;
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((guchar)*text > 0x7e || (guchar)*text < ' ') {
            return false;
        }
    }
    return true;
}

/* Line ends would begin another header. */
static char *on_one_line(const char *text)
{
    char *line = g_utf8_make_valid(text, -1);

    for (char *letter = line; *letter != '\0'; letter++) {
        *letter = g_ascii_iscntrl(*letter) ? ' ' : *letter;
    }
    return line;
}

char *mail_header_text(const char *text)
{
    g_autofree char *line = on_one_line(text);
    GString *encoded = g_string_new(NULL);

    if (is_plain(line) && strstr(line, "=?") == NULL) {
        g_string_append(encoded, line);
        return g_string_free(encoded, FALSE);
    }
    for (const char *from = line; *from != '\0';) {
        const char *to = from;
        while (*to != '\0' && g_utf8_next_char(to) - from <= HEADER_WORD_BYTES) {
            to = g_utf8_next_char(to);
        }
        g_autofree char *word = g_base64_encode((const guchar *)from, (gsize)(to - from));
        g_string_append_printf(encoded, "%s=?UTF-8?B?%s?=", encoded->len > 0 ? "\r\n " : "", word);
        from = to;
    }
    return g_string_free(encoded, FALSE);
}

/* "Mon, 09 Nov 2026 08:15:00 +0000" in English, whatever the machine speaks. */
static char *date_text(Instant date)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(date / G_USEC_PER_SEC);

    return g_strdup_printf("%s, %02d %s %d %02d:%02d:%02d +0000", days[g_date_time_get_day_of_week(time) - 1],
                           g_date_time_get_day_of_month(time), months[g_date_time_get_month(time) - 1],
                           g_date_time_get_year(time), g_date_time_get_hour(time),
                           g_date_time_get_minute(time), g_date_time_get_second(time));
}

/* ---- the message ---- */

typedef struct Sending {
    CURL *handle;
    curl_mime *mime;
    struct curl_slist *headers;
    struct curl_slist *readers;
    char *place; /* "mail server smtp.example:587": for errors */
    char *said;  /* the last line in which the server refused something */
} Sending;

static void sending_clear(Sending *sending)
{
    curl_mime_free(sending->mime);
    curl_slist_free_all(sending->headers);
    curl_slist_free_all(sending->readers);
    g_clear_pointer(&sending->handle, curl_easy_cleanup);
    g_free(sending->place);
    g_free(sending->said);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sending, sending_clear)

static void add_header(Sending *sending, const char *name, const char *value)
{
    g_autofree char *header = g_strdup_printf("%s: %s", name, value);

    sending->headers = curl_slist_append(sending->headers, header);
}

static void add_headers(Sending *sending, const Mail *mail)
{
    g_autofree char *name = mail->from_name != NULL ? mail_header_text(mail->from_name) : NULL;
    bool quoted = name != NULL && !g_str_has_prefix(name, "=?");
    g_autofree char *plain = quoted ? g_strdelimit(g_strdup(name), "\"\\", '\'') : NULL;
    g_autofree char *from = name == NULL ? g_strdup_printf("<%s>", mail->from)
                            : quoted     ? g_strdup_printf("\"%s\" <%s>", plain, mail->from)
                                         : g_strdup_printf("%s <%s>", name, mail->from);
    g_autofree char *to = g_strdup_printf("<%s>", mail->to);
    g_autofree char *subject = mail_header_text(mail->subject);
    g_autofree char *id = g_strdup_printf("<%s>", mail->message_id);
    g_autofree char *date = date_text(mail->date);

    add_header(sending, "Date", date);
    add_header(sending, "From", from);
    add_header(sending, "To", to);
    add_header(sending, "Message-ID", id);
    add_header(sending, "Subject", subject);
    add_header(sending, "Auto-Submitted", "auto-generated"); /* nobody's absence note is wanted */
}

static void add_body(Sending *sending, const Mail *mail)
{
    sending->mime = curl_mime_init(sending->handle);
    curl_mimepart *part = curl_mime_addpart(sending->mime);
    curl_mime_data(part, mail->text, CURL_ZERO_TERMINATED);
    curl_mime_type(part, "text/plain; charset=UTF-8");
    curl_mime_encoder(part, "quoted-printable");
    if (mail->file_name == NULL) {
        return;
    }
    gsize size;
    const char *bytes = g_bytes_get_data(mail->file, &size);
    part = curl_mime_addpart(sending->mime);
    curl_mime_data(part, bytes, size);
    curl_mime_type(part, mail->file_type);
    curl_mime_filename(part, mail->file_name);
    curl_mime_encoder(part, "base64");
}

/* ---- the server ---- */

/* The server's answers come as headers; its farewell after a refusal is none. */
static size_t hear(char *line, size_t size, size_t count, void *data)
{
    Sending *sending = data;
    gsize length = size * count;

    if (length > 0 && (line[0] == '4' || line[0] == '5')) {
        g_autofree char *text = g_strndup(line, MIN(length, SAID_BYTES_MAX));
        g_free(sending->said);
        sending->said = g_strstrip(on_one_line(text));
    }
    return length;
}

static void set_server(Sending *sending, const MailServer *server)
{
    CURL *handle = sending->handle;
    int port = server->port != 0 ? server->port : default_ports[server->security];
    g_autofree char *url =
        g_strdup_printf("%s://%s:%d", server->security == MAIL_TLS ? "smtps" : "smtp", server->host, port);

    sending->place = g_strdup_printf("mail server %s:%d", server->host, port);
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_USE_SSL,
                     server->security == MAIL_OPEN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                     (long)(server->timeout_ms > 0 ? server->timeout_ms : TIMEOUT_MS));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    if (server->user != NULL && server->password != NULL) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, server->user);
        curl_easy_setopt(handle, CURLOPT_PASSWORD, server->password);
    }
    if (server->ca_file != NULL) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, server->ca_file);
    }
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, hear);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, sending);
}

static void set_message(Sending *sending, const Mail *mail)
{
    g_autofree char *from = g_strdup_printf("<%s>", mail->from);
    g_autofree char *to = g_strdup_printf("<%s>", mail->to);

    add_headers(sending, mail);
    add_body(sending, mail);
    sending->readers = curl_slist_append(sending->readers, to);
    curl_easy_setopt(sending->handle, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(sending->handle, CURLOPT_MAIL_RCPT, sending->readers);
    curl_easy_setopt(sending->handle, CURLOPT_HTTPHEADER, sending->headers);
    curl_easy_setopt(sending->handle, CURLOPT_MIMEPOST, sending->mime);
}

/* ---- how it went ---- */

static bool fail(const Sending *sending, MailError code, const char *what, GError **error)
{
    g_set_error(error, MAIL_ERROR, code, "%s: %s", sending->place, what);
    return false;
}

/* A reply of the server tells more than what libcurl makes of it. */
static bool judge(const Sending *sending, CURLcode outcome, long reply, GError **error)
{
    switch (outcome) {
    case CURLE_OK:
        return true;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return fail(sending, MAIL_ERROR_UNTRUSTED, "its certificate is not trusted", error);
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
        return fail(sending, MAIL_ERROR_UNTRUSTED, "the line to it cannot be encrypted", error);
    case CURLE_LOGIN_DENIED:
        return fail(sending, MAIL_ERROR_LOGIN, "it refuses our user and password", error);
    default:
        break;
    }
    if (reply >= 500) {
        g_autofree char *what = g_strdup_printf("it refuses the message (%ld)", reply);
        return fail(sending, MAIL_ERROR_REFUSED, what, error);
    }
    if (reply >= 400) {
        g_autofree char *what = g_strdup_printf("it asks to try again later (%ld)", reply);
        return fail(sending, MAIL_ERROR_LATER, what, error);
    }
    return fail(sending, MAIL_ERROR_UNREACHABLE, curl_easy_strerror(outcome), error);
}

bool mail_send(const MailServer *server, const Mail *mail, char **ret_said, GError **error)
{
    g_auto(Sending) sending = {.handle = curl_handle_new()};
    long reply = 0;

    *ret_said = NULL;
    set_server(&sending, server);
    if (!mail_address_is_valid(mail->from) || !mail_address_is_valid(mail->to)) {
        return fail(&sending, MAIL_ERROR_ADDRESS, "the address is none that can be written to", error);
    }
    set_message(&sending, mail);
    CURLcode outcome = curl_easy_perform(sending.handle);
    curl_easy_getinfo(sending.handle, CURLINFO_RESPONSE_CODE, &reply);
    if (outcome != CURLE_OK && reply >= 400) {
        *ret_said = g_steal_pointer(&sending.said);
    }
    return judge(&sending, outcome, reply, error);
}
