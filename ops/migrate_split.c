/* Where a statement ends, in SQL of PostgreSQL and of SQLite. */
#include "ops/migrate_internal.h"
#include <string.h>

typedef struct {
    const char *at;
    GString *statement; /* the running one, without comments: the SQLite driver stumbles over a ';' in them */
    bool has_content;   /* more than blanks and comments */
    bool is_create;     /* its first word is CREATE */
    bool is_routine;    /* CREATE … TRIGGER, FUNCTION or PROCEDURE: may hold BEGIN … END */
    guint depth;        /* open BEGIN and CASE of a routine */
    const char *unfinished; /* what was never closed */
} Splitter;

static bool is_word_character(char character)
{
    return g_ascii_isalnum(character) || character == '_' || (guchar)character >= 0x80;
}

/* Quotes close at the next single one; a doubled one is two quotes in a row, which comes to the same. Only
 * E'…' knows backslashes. */
static void skip_quoted(Splitter *splitter, char quote, bool backslashes)
{
    for (splitter->at++; *splitter->at != '\0'; splitter->at++) {
        if (backslashes && *splitter->at == '\\' && splitter->at[1] != '\0') {
            splitter->at++;
        } else if (*splitter->at == quote) {
            splitter->at++;
            return;
        }
    }
    splitter->unfinished = "a quoted text or name";
}

static void skip_line_comment(Splitter *splitter)
{
    splitter->at += strcspn(splitter->at, "\n");
}

static void skip_block_comment(Splitter *splitter)
{
    guint depth = 0;
    do {
        if (g_str_has_prefix(splitter->at, "/*")) {
            depth++;
            splitter->at += 2;
        } else if (g_str_has_prefix(splitter->at, "*/")) {
            depth--;
            splitter->at += 2;
        } else {
            splitter->at++;
        }
    } while (depth > 0 && *splitter->at != '\0');
    if (depth > 0)
        splitter->unfinished = "a comment";
}

/* Length of the "$tag$" that begins here, 0 for "$1" and other dollars. */
static gsize dollar_tag_length(const char *at)
{
    gsize length = 1;
    if (g_ascii_isdigit(at[1]))
        return 0;
    while (is_word_character(at[length]))
        length++;
    return at[length] == '$' ? length + 1 : 0;
}

static void skip_dollar(Splitter *splitter)
{
    gsize length = dollar_tag_length(splitter->at);
    if (length == 0) {
        splitter->at++;
        return;
    }
    g_autofree char *tag = g_strndup(splitter->at, length);
    const char *end = strstr(splitter->at + length, tag);
    if (end == NULL) {
        splitter->unfinished = "a dollar-quoted text";
        splitter->at += strlen(splitter->at);
        return;
    }
    splitter->at = end + length;
}

static bool word_is(const char *word, gsize length, const char *wanted)
{
    return strlen(wanted) == length && g_ascii_strncasecmp(word, wanted, length) == 0;
}

static void routine_word(Splitter *splitter, const char *word, gsize length)
{
    if (word_is(word, length, "BEGIN") || word_is(word, length, "CASE"))
        splitter->depth++;
    else if (word_is(word, length, "END") && splitter->depth > 0)
        splitter->depth--;
}

static void take_word(Splitter *splitter)
{
    const char *word = splitter->at;
    while (is_word_character(*splitter->at))
        splitter->at++;
    gsize length = (gsize)(splitter->at - word);
    if (*splitter->at == '\'' && word_is(word, length, "E")) {
        skip_quoted(splitter, '\'', true);
    } else if (!splitter->has_content) {
        splitter->is_create = word_is(word, length, "CREATE");
    } else if (splitter->is_create && !splitter->is_routine) {
        splitter->is_routine = word_is(word, length, "TRIGGER") || word_is(word, length, "FUNCTION") ||
                               word_is(word, length, "PROCEDURE");
    } else if (splitter->is_routine) {
        routine_word(splitter, word, length);
    }
    splitter->has_content = true;
}

static void statement_end(Splitter *splitter, GPtrArray *statements)
{
    if (splitter->has_content)
        g_ptr_array_add(statements, g_strstrip(g_strdup(splitter->statement->str)));
    const char *at = splitter->at + (*splitter->at == ';' ? 1 : 0);
    g_string_truncate(splitter->statement, 0);
    *splitter = (Splitter){.at = at, .statement = splitter->statement};
}

/* Skips a comment, which parts words like a blank; false when there is none here. */
static bool take_comment(Splitter *splitter)
{
    if (g_str_has_prefix(splitter->at, "--"))
        skip_line_comment(splitter);
    else if (g_str_has_prefix(splitter->at, "/*"))
        skip_block_comment(splitter);
    else
        return false;
    g_string_append_c(splitter->statement, ' ');
    return true;
}

static void take_piece(Splitter *splitter)
{
    const char *begin = splitter->at;
    bool blank = g_ascii_isspace(*begin);
    if (is_word_character(*begin))
        take_word(splitter);
    else if (*begin == '\'' || *begin == '"')
        skip_quoted(splitter, *begin, false);
    else if (*begin == '$')
        skip_dollar(splitter);
    else
        splitter->at++;
    splitter->has_content = splitter->has_content || !blank;
    g_string_append_len(splitter->statement, begin, splitter->at - begin);
}

GPtrArray *migrate_split(const char *sql, GError **error)
{
    g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) statement = g_string_new(NULL);
    Splitter splitter = {.at = sql, .statement = statement};
    while (*splitter.at != '\0' && splitter.unfinished == NULL) {
        if (*splitter.at == ';' && splitter.depth == 0)
            statement_end(&splitter, statements);
        else if (!take_comment(&splitter))
            take_piece(&splitter);
    }
    if (splitter.unfinished == NULL && splitter.depth > 0)
        splitter.unfinished = "BEGIN or CASE";
    if (splitter.unfinished != NULL) {
        g_set_error(error, MIGRATE_ERROR, MIGRATE_ERROR_FOLDER, "%s is never closed in statement %u",
                    splitter.unfinished, statements->len + 1);
        return NULL;
    }
    statement_end(&splitter, statements);
    return g_steal_pointer(&statements);
}
