#include "ops/cli/device_storm.h"

#include <string.h>

#include "ops/cli/cli.h"

enum { COUNT_MAX = 1000000, AMOUNT_MAX_MINOR = 20000, CUT_ONE_IN = 8 };

typedef struct {
    const char *name;
    int64_t total_minor;
    int64_t postings;
    int64_t refused;
} StormRoom;

static bool answers_posting(const FiasRecord *answer, const FiasRecord *question)
{
    return strcmp(answer->id, "PA") == 0 &&
           g_strcmp0(fias_record_get(answer, "P#"), fias_record_get(question, "P#")) == 0;
}

static bool charge_once(DeviceSession *session, StormRoom *room, guint *cuts, GError **error)
{
    int64_t amount_minor = g_rand_int_range(session->random, 1, AMOUNT_MAX_MINOR);
    g_autoptr(FiasRecord) record = device_session_posting(session, "PS");

    fias_record_add(record, "RN", room->name);
    fias_record_add(record, "PT", "C");
    fias_record_add_integer(record, "TA", amount_minor);
    if (g_rand_int_range(session->random, 0, CUT_ONE_IN) == 0) {
        /* It goes out, and whether it arrives nobody knows. */
        if (device_line_link(session->line, NULL) && device_line_send(session->line, record, NULL)) {
            device_line_cut(session->line);
            (*cuts)++;
        }
    }
    g_autoptr(FiasRecord) answer = device_line_ask(session->line, record, answers_posting, error);
    if (answer == NULL) {
        return false;
    }
    if (g_strcmp0(fias_record_get(answer, "AS"), "OK") == 0) {
        room->total_minor += amount_minor;
        room->postings++;
    } else {
        room->refused++;
    }
    return true;
}

bool device_storm(DeviceSession *session, char **words, GError **error)
{
    guint count = g_strv_length(words) - 2;
    g_autofree StormRoom *rooms = g_new0(StormRoom, count);
    int64_t charges;
    guint cuts = 0;

    if (!fias_amount_parse(words[1], &charges) || charges < 1 || charges > COUNT_MAX) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_INPUT, "storm takes a number of charges, 1 to %d", COUNT_MAX);
        return false;
    }
    for (guint i = 0; i < count; i++) {
        rooms[i].name = words[i + 2];
    }
    for (int64_t done = 0; done < charges; done++) {
        if (!charge_once(session, &rooms[g_rand_int_range(session->random, 0, (gint32)count)], &cuts,
                         error)) {
            return false;
        }
    }
    for (guint i = 0; i < count; i++) {
        g_print("room %s: %" G_GINT64_FORMAT " accepted, %" G_GINT64_FORMAT " minor units, %" G_GINT64_FORMAT
                " refused\n",
                rooms[i].name, rooms[i].postings, rooms[i].total_minor, rooms[i].refused);
    }
    g_print("%u lines cut, %u more records sent again\n", cuts, device_line_repeats(session->line));
    return true;
}
