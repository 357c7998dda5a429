#include "tests/support/http_raw.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int raw_connect(guint port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((guint16)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert(connection >= 0);
    struct timeval patience = {.tv_sec = 10};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    int failure = connect(connection, (struct sockaddr *)&address, sizeof address);
    g_assert(failure == 0);
    return connection;
}

static gboolean send_text(int connection, const char *text)
{
    gsize length = strlen(text);
    while (length > 0) {
        ssize_t sent = send(connection, text, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return FALSE;
        text += sent;
        length -= (gsize)sent;
    }
    return TRUE;
}

gboolean raw_send(int connection, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return send_text(connection, text);
}

/* Reads on until the text is at least `length` bytes long. */
static gboolean read_up_to(int connection, GString *text, gsize length)
{
    while (text->len < length) {
        char buffer[4096];
        ssize_t received = recv(connection, buffer, MIN(sizeof buffer, length - text->len), 0);
        if (received <= 0)
            return FALSE;
        g_string_append_len(text, buffer, received);
    }
    return TRUE;
}

char *raw_read_head(int connection)
{
    GString *text = g_string_new(NULL);
    while (strstr(text->str, "\r\n\r\n") == NULL) {
        if (!read_up_to(connection, text, text->len + 1))
            break;
    }
    return g_string_free(text, FALSE);
}

char *raw_read_answer(int connection)
{
    char *head = raw_read_head(connection);
    GString *text = g_string_new(head);
    g_free(head);
    const char *length = strcasestr(text->str, "\r\nContent-Length:");
    if (length != NULL)
        read_up_to(connection, text, text->len + g_ascii_strtoull(length + 17, NULL, 10));
    return g_string_free(text, FALSE);
}

char *raw_read_all(int connection)
{
    GString *text = g_string_new(NULL);
    read_up_to(connection, text, G_MAXSSIZE);
    return g_string_free(text, FALSE);
}

char *raw_exchange(guint port, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    int connection = raw_connect(port);
    send_text(connection, text);
    char *answer = raw_read_answer(connection);
    close(connection);
    return answer;
}

int raw_status(const char *answer)
{
    return g_str_has_prefix(answer, "HTTP/1.1 ") ? (int)g_ascii_strtoull(answer + 9, NULL, 10) : 0;
}

gboolean raw_has_header(const char *answer, const char *line)
{
    const char *end = strstr(answer, "\r\n\r\n");
    g_autofree char *head = g_strndup(answer, end == NULL ? 0 : (gsize)(end - answer) + 2);
    g_autofree char *whole = g_strconcat("\r\n", line, "\r\n", NULL);
    return strstr(head, whole) != NULL;
}

const char *raw_body(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    return end == NULL ? "" : end + 4;
}
