#include "property/maintenance/knowledge_rules.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define K1 1.2
#define B 0.75
#define VOTES_PRIOR 4 /* so many neutral votes everybody begins with */

static const char *const common_words[] = {
    "a",    "an",   "and",  "are", "as", "at",  "be",   "but",  "by",   "do",    "doe",  "for", "from",
    "has",  "have", "in",   "is",  "it", "its", "no",   "not",  "of",   "on",    "or",   "so",  "than",
    "that", "the",  "then", "thi", "to", "was", "when", "with", "room", "guest", "work",
};

GHashTable *knowledge_terms_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static bool is_pictorial(gunichar character)
{
    GUnicodeScript script = g_unichar_get_script(character);

    return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA ||
           script == G_UNICODE_SCRIPT_KATAKANA || script == G_UNICODE_SCRIPT_HANGUL;
}

static bool ends_in(const GString *word, const char *ending, gsize least)
{
    return word->len >= least + strlen(ending) && g_str_has_suffix(word->str, ending);
}

/* "leaks", "leaking" and "leaked" are one word. */
static void cut_ending(GString *word)
{
    if (ends_in(word, "ies", 2)) {
        g_string_truncate(word, word->len - 3);
        g_string_append_c(word, 'y');
        return;
    }
    if (ends_in(word, "s", 3) && !ends_in(word, "ss", 0)) {
        g_string_truncate(word, word->len - 1);
    }
    if (ends_in(word, "ing", 3)) {
        g_string_truncate(word, word->len - 3);
    } else if (ends_in(word, "ed", 3)) {
        g_string_truncate(word, word->len - 2);
    } else if (ends_in(word, "e", 3)) {
        g_string_truncate(word, word->len - 1);
    }
}

static bool is_common(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(common_words); i++) {
        if (strcmp(word, common_words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int64_t add_term(GHashTable *weights, const char *term, int weight)
{
    int before = GPOINTER_TO_INT(g_hash_table_lookup(weights, term));

    g_hash_table_replace(weights, g_strdup(term), GINT_TO_POINTER(before + weight));
    return weight;
}

static int64_t add_word(GHashTable *weights, GString *word, int weight)
{
    int64_t added = 0;

    if (word->len > 0 && !is_common(word->str)) {
        cut_ending(word);
        added = is_common(word->str) ? 0 : add_term(weights, word->str, weight);
    }
    g_string_truncate(word, 0);
    return added;
}

/* Each character with the one after it; the last of several says nothing new. */
static int64_t add_pictorial(GHashTable *weights, const char *place, bool is_first, int weight)
{
    const char *next = g_utf8_next_char(place);
    bool has_pair = *next != '\0' && is_pictorial(g_utf8_get_char(next));

    if (!has_pair && !is_first) {
        return 0;
    }
    const char *end = has_pair ? g_utf8_next_char(next) : next;
    g_autofree char *term = g_strndup(place, (gsize)(end - place));
    return add_term(weights, term, weight);
}

/* Compatible forms are made one, accents taken off and case forgotten. */
static char *plain_text(const char *text)
{
    g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);

    return apart == NULL ? g_strdup("") : g_utf8_casefold(apart, -1);
}

int64_t knowledge_add_terms(GHashTable *weights, const char *text, int weight)
{
    g_autoptr(GString) word = g_string_new(NULL);
    int64_t added = 0;
    bool in_run = false;

    if (text == NULL || !g_utf8_validate(text, -1, NULL)) {
        return 0;
    }
    g_autofree char *plain = plain_text(text);
    for (const char *place = plain; *place != '\0'; place = g_utf8_next_char(place)) {
        gunichar character = g_utf8_get_char(place);
        bool pictorial = is_pictorial(character);
        if (pictorial) {
            added += add_word(weights, word, weight);
            added += add_pictorial(weights, place, !in_run, weight);
        } else if (g_unichar_isalnum(character)) {
            g_string_append_unichar(word, character);
        } else if (!g_unichar_ismark(character)) {
            added += add_word(weights, word, weight);
        }
        in_run = pictorial;
    }
    return added + add_word(weights, word, weight);
}

double knowledge_term_score(const KnowledgeCorpus *corpus, int64_t found_in, int64_t weight, int64_t length)
{
    double average = corpus->articles == 0 ? 1 : (double)corpus->terms / (double)corpus->articles;
    double rarity = log(1 + ((double)(corpus->articles - found_in) + 0.5) / ((double)found_in + 0.5));
    double shortness = 1 - B + B * (double)length / MAX(average, 1);

    return rarity * (double)weight * (K1 + 1) / ((double)weight + K1 * shortness);
}

double knowledge_vote_factor(int64_t helpful, int64_t unhelpful)
{
    double votes = (double)(helpful + unhelpful);

    return 1 + 0.4 * (double)(helpful - unhelpful) / (votes + VOTES_PRIOR);
}
