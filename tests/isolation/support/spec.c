#include "tests/isolation/support/spec.h"

#include <string.h>

static const char *const phase_names[PHASE_COUNT] = {"read", "lock", "write", "commit"};

static void command_free(SpecCommand *command)
{
    g_free(command->name);
    g_strfreev(command->words);
    g_free(command);
}

static void session_free(SpecSession *session)
{
    g_free(session->name);
    g_ptr_array_unref(session->commands);
    g_ptr_array_unref(session->steps);
    g_free(session);
}

static void expectation_free(SpecExpectation *expectation)
{
    g_strfreev(expectation->when);
    g_strfreev(expectation->results);
    g_free(expectation);
}

void spec_free(Spec *spec)
{
    if (!spec)
        return;
    g_free(spec->path);
    g_ptr_array_unref(spec->setup);
    g_ptr_array_unref(spec->sessions);
    g_ptr_array_unref(spec->orders);
    g_ptr_array_unref(spec->expectations);
    g_free(spec);
}

static char **words_of(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit_set(text, " \t", -1);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (char **piece = pieces; *piece; piece++)
        if (**piece)
            g_strv_builder_add(words, *piece);
    return g_strv_builder_end(words);
}

/* "name: rest" is taken apart; without a colon the name is empty. */
static char *name_split(const char *text, const char **ret_rest)
{
    const char *colon = strstr(text, ": ");
    *ret_rest = colon ? colon + 2 : text;
    return colon ? g_strstrip(g_strndup(text, (gsize)(colon - text))) : g_strdup("");
}

static SpecCommand *command_read(const char *text)
{
    SpecCommand *command = g_new0(SpecCommand, 1);
    const char *rest;
    command->name = name_split(text, &rest);
    command->words = words_of(rest);
    return command;
}

static SpecSession *session_new(char **words)
{
    SpecSession *session = g_new0(SpecSession, 1);
    session->name = g_strdup(words[1]);
    session->is_fault = strcmp(words[1], "fault") == 0;
    session->via_proxy = g_strv_length(words) == 4 && strcmp(words[3], "proxy") == 0;
    session->commands = g_ptr_array_new_with_free_func((GDestroyNotify)command_free);
    session->steps = g_ptr_array_new_with_free_func(g_free);
    return session;
}

static void steps_set(SpecSession *session, const char *const *steps)
{
    g_ptr_array_set_size(session->steps, 0);
    for (const char *const *step = steps; *step; step++)
        g_ptr_array_add(session->steps, g_strdup(*step));
}

/* "steps read lock" is for all sessions, "steps one: read lock" for one. */
static void steps_read(Spec *spec, const char *text)
{
    const char *rest;
    g_autofree char *name = name_split(text, &rest);
    g_auto(GStrv) words = words_of(rest);
    for (guint i = 0; i < spec->sessions->len; i++) {
        SpecSession *session = spec->sessions->pdata[i];
        if (!session->is_fault && (!*name || strcmp(session->name, name) == 0))
            steps_set(session, (const char *const *)words);
    }
}

static void expectation_read(Spec *spec, const char *text)
{
    SpecExpectation *expectation = g_new0(SpecExpectation, 1);
    const char *rest;
    g_autofree char *when = name_split(text, &rest);
    expectation->when = words_of(g_str_has_prefix(when, "when ") ? when + strlen("when ") : "");
    expectation->results = words_of(rest);
    g_ptr_array_add(spec->expectations, expectation);
}

static gboolean line_read(Spec *spec, const char *line)
{
    g_auto(GStrv) words = words_of(line);
    const char *rest = words[1] ? strstr(line, words[1]) : "";
    if (strcmp(words[0], "limit") == 0 || strcmp(words[0], "granted") == 0)
        g_ptr_array_add(spec->setup, command_read(line));
    else if (strcmp(words[0], "before") == 0)
        g_ptr_array_add(spec->setup, command_read(rest));
    else if (strcmp(words[0], "session") == 0)
        g_ptr_array_add(spec->sessions, session_new(words));
    else if (strcmp(words[0], "steps") == 0)
        steps_read(spec, rest);
    else if (strcmp(words[0], "again") == 0)
        spec->may_repeat = TRUE;
    else if (strcmp(words[0], "order") == 0)
        g_ptr_array_add(spec->orders, words_of(rest));
    else if (strcmp(words[0], "expect") == 0)
        expectation_read(spec, rest);
    else
        return FALSE;
    return TRUE;
}

/* Indented lines belong to the session above them. */
static gboolean command_line_read(Spec *spec, const char *line)
{
    if (spec->sessions->len == 0)
        return FALSE;
    SpecSession *session = spec->sessions->pdata[spec->sessions->len - 1];
    SpecCommand *command = command_read(line);
    g_ptr_array_add(session->commands, command);
    if (session->is_fault)
        g_ptr_array_add(session->steps, g_strdup(command->words[0]));
    else if (strcmp(command->words[0], "renew") == 0)
        steps_set(session, (const char *const[]){"commit", NULL});
    else if (session->steps->len == 0)
        steps_set(session, (const char *const[]){"read", "lock", "commit", NULL});
    return TRUE;
}

Spec *spec_read(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error))
        g_error("spec: %s", error->message);
    Spec *spec = g_new0(Spec, 1);
    spec->path = g_strdup(path);
    spec->setup = g_ptr_array_new_with_free_func((GDestroyNotify)command_free);
    spec->sessions = g_ptr_array_new_with_free_func((GDestroyNotify)session_free);
    spec->orders = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    spec->expectations = g_ptr_array_new_with_free_func((GDestroyNotify)expectation_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        gboolean is_indented = g_ascii_isspace(lines[i][0]);
        char *line = g_strstrip(lines[i]);
        if (!*line || *line == '#')
            continue;
        if (!(is_indented ? command_line_read(spec, line) : line_read(spec, line)))
            g_error("%s:%u: cannot be read: %s", path, i + 1, line);
    }
    if (spec->sessions->len == 0 || spec->expectations->len == 0)
        g_error("%s: a spec needs sessions and expectations", path);
    return spec;
}

guint spec_step_of_phase(const SpecSession *session, Phase phase)
{
    for (guint i = 0; i < session->steps->len; i++) {
        g_auto(GStrv) names = g_strsplit(session->steps->pdata[i], "+", -1);
        if (g_strv_contains((const char *const *)names, phase_names[phase]))
            return i;
    }
    /* A phase without a step of its own happens together with the next one. */
    g_assert(phase + 1 < PHASE_COUNT);
    return spec_step_of_phase(session, phase + 1);
}

void spec_find_step(const Spec *spec, const char *label, guint *ret_session, guint *ret_step)
{
    for (guint i = 0; i < spec->sessions->len; i++) {
        const SpecSession *session = spec->sessions->pdata[i];
        for (guint step = 0; step < session->steps->len; step++) {
            g_autofree char *name =
                g_strdup_printf("%s.%s", session->name, (const char *)session->steps->pdata[step]);
            if (strcmp(name, label) == 0) {
                *ret_session = i;
                *ret_step = step;
                return;
            }
        }
    }
    g_error("%s: there is no step %s", spec->path, label);
}
