#include "central/feed/feed_message.h"

#include "ops/json.h"

#include <string.h>

static const PgStatement emit = {"feed_emit",
                                 "SELECT count(pg_logical_emit_message(true, '" FEED_PREFIX
                                 "', message)) FROM unnest($1::text[]) AS message",
                                 1};

FeedMessage *feed_message_new(const ChainHotel *hotel, int64_t reached, int64_t applied_entry)
{
    FeedMessage *message = g_new0(FeedMessage, 1);
    message->hotel = hotel;
    message->from = reached + 1;
    message->to = reached;
    message->applied_entry = applied_entry;
    message->changes = json_array();
    return message;
}

void feed_message_free(FeedMessage *message)
{
    if (!message)
        return;
    json_decref(message->changes);
    g_free(message);
}

int64_t feed_message_add(FeedMessage *message, const char *kind, const char *key, json_t *row)
{
    message->to++;
    json_array_append_new(message->changes,
                          json_pack("{s:I, s:s, s:s, s:o}", "version", (json_int_t)message->to, "kind", kind,
                                    "key", key, "row", row));
    return message->to;
}

json_t *feed_message_to_json(const FeedMessage *message)
{
    return json_pack("{s:s, s:I, s:I, s:I, s:O}", "hotel", message->hotel->code, "from",
                     (json_int_t)message->from, "to", (json_int_t)message->to, "applied_entry",
                     (json_int_t)message->applied_entry, "changes", message->changes);
}

static char *message_text(const FeedMessage *message)
{
    json_t *document = feed_message_to_json(message);
    char *text = json_canonical(document);
    if (strlen(text) > FEED_MESSAGE_BYTES_MAX) {
        g_free(text);
        json_object_del(document, "changes");
        text = json_canonical(document);
    }
    json_decref(document);
    return text;
}

void feed_emit_queue(PgConnection *connection, GPtrArray *messages)
{
    g_autoptr(PgArray) texts = pg_array_new();
    for (guint i = 0; i < messages->len; i++) {
        g_autofree char *text = message_text(messages->pdata[i]);
        pg_array_add_text(texts, text);
    }
    if (pg_array_length(texts) == 0)
        return;
    g_autoptr(PgParameters) parameters = pg_parameters_new();
    pg_add_array(parameters, texts);
    pg_queue(connection, &emit, parameters);
}

char *feed_subject(const char *hotel_code)
{
    return g_strconcat("keyrack.feed.", hotel_code, NULL);
}
