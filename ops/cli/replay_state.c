#include "ops/cli/replay_state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ops/cli/cli.h"

/* Lines: "r <index> <confirmation> <stay>" for each answer, "d <date>" when its day is finished. */
struct ReplayState {
    char *path;
    GString *pending;
    gsize valid_length; /* bytes of the file up to the end of its last finished day */
    bool opened;
    FILE *file;
};

static bool record_parse(const char *line, size_t record_count, size_t *ret_index, ReplayRecord *ret_record)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 5);
    guint64 index = 0;
    guint64 stay = 0;
    if (g_strv_length(words) != 4 || strlen(words[2]) >= REPLAY_CONFIRMATION_SIZE || record_count == 0 ||
        !g_ascii_string_to_unsigned(words[1], 10, 0, record_count - 1, &index, NULL) ||
        !g_ascii_string_to_unsigned(words[3], 10, 0, INT64_MAX, &stay, NULL)) {
        return false;
    }
    *ret_index = index;
    g_strlcpy(ret_record->confirmation, words[2], sizeof ret_record->confirmation);
    ret_record->stay = (int64_t)stay;
    return true;
}

/* Length of the text up to the last line that ends a day, and that day. */
static gsize finished_length(const char *text, Night *ret_last_day)
{
    gsize length = 0;
    for (const char *line = text; *line;) {
        const char *end = strchr(line, '\n');
        if (!end) {
            break;
        }
        g_autofree char *copy = g_strndup(line, (gsize)(end - line));
        Night day = 0;
        if (g_str_has_prefix(copy, "d ") && night_parse(copy + 2, &day, NULL)) {
            length = (gsize)(end + 1 - text);
            *ret_last_day = day;
        }
        line = end + 1;
    }
    return length;
}

static bool records_read(char *text, ReplayRecord *records, size_t record_count)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        size_t index = 0;
        ReplayRecord record = {0};
        if (g_str_has_prefix(*line, "r ")) {
            if (!record_parse(*line, record_count, &index, &record)) {
                return false;
            }
            records[index] = record;
        }
    }
    return true;
}

ReplayState *replay_state_load(const char *path, ReplayRecord *records, size_t record_count,
                               Night *ret_last_day)
{
    ReplayState *state = g_new0(ReplayState, 1);
    state->path = g_strdup(path);
    state->pending = g_string_new(NULL);
    *ret_last_day = NIGHT_NONE;
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        return state;
    }
    Night last_day = NIGHT_NONE;
    state->valid_length = finished_length(text, &last_day);
    text[state->valid_length] = '\0';
    if (!records_read(text, records, record_count)) {
        replay_state_reset(state, records, record_count);
        return state;
    }
    *ret_last_day = last_day;
    return state;
}

void replay_state_reset(ReplayState *state, ReplayRecord *records, size_t record_count)
{
    g_assert(!state->opened);
    state->valid_length = 0;
    if (record_count > 0) {
        memset(records, 0, record_count * sizeof *records);
    }
}

void replay_state_note(ReplayState *state, size_t index, const ReplayRecord *record)
{
    g_string_append_printf(state->pending, "r %" G_GSIZE_FORMAT " %s %" G_GINT64_FORMAT "\n", index,
                           record->confirmation, record->stay);
}

/* Opens the file for writing and cuts off what an interrupted day left behind. */
static bool state_open(ReplayState *state)
{
    g_autofree char *folder = g_path_get_dirname(state->path);
    g_autofree char *text = NULL;
    state->opened = true;
    if (g_mkdir_with_parents(folder, 0700) != 0) {
        return false;
    }
    if (state->valid_length > 0 && !g_file_get_contents(state->path, &text, NULL, NULL)) {
        return false;
    }
    state->file = fopen(state->path, "we");
    return state->file &&
           (state->valid_length == 0 || fwrite(text, state->valid_length, 1, state->file) == 1);
}

bool replay_state_finish_day(ReplayState *state, Night day, GError **error)
{
    char date[NIGHT_TEXT_SIZE];
    g_string_append_printf(state->pending, "d %s\n", night_write(day, date));
    const bool written = (state->file || (!state->opened && state_open(state))) &&
                         fwrite(state->pending->str, state->pending->len, 1, state->file) == 1 &&
                         fflush(state->file) == 0;
    g_string_truncate(state->pending, 0);
    if (!written) {
        g_set_error(error, CLI_ERROR, CLI_ERROR_FAILED, "%s: cannot be written (%s); make room and run again",
                    state->path, g_strerror(errno));
    }
    return written;
}

void replay_state_free(ReplayState *state)
{
    if (!state) {
        return;
    }
    if (state->file) {
        fclose(state->file);
    }
    g_string_free(state->pending, TRUE);
    g_free(state->path);
    g_free(state);
}
