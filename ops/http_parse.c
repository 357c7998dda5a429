#include "ops/http_parse.h"

#include <string.h>

static gboolean character_is_allowed(guchar character)
{
    return character >= 0x20 && character != 0x7f;
}

gboolean http_percent_decode(char *text, gboolean plus_is_space)
{
    char *write = text;
    for (const char *read = text; *read != '\0'; read++) {
        guchar character = (guchar)*read;
        if (character == '%') {
            int high = g_ascii_xdigit_value(read[1]);
            int low = high < 0 ? -1 : g_ascii_xdigit_value(read[2]);
            if (low < 0)
                return FALSE;
            character = (guchar)(high * 16 + low);
            read += 2;
        } else if (character == '+' && plus_is_space) {
            character = ' ';
        }
        if (!character_is_allowed(character))
            return FALSE;
        *write++ = (char)character;
    }
    *write = '\0';
    return g_utf8_validate(text, write - text, NULL);
}

gboolean http_path_split(char *path, const char *segments[HTTP_SEGMENTS_MAX], guint *ret_count)
{
    if (path[0] != '/')
        return FALSE;
    guint count = 0;
    char *rest = path[1] == '\0' ? NULL : path + 1;
    while (rest != NULL) {
        char *segment = rest;
        rest = strchr(segment, '/');
        if (rest != NULL)
            *rest++ = '\0';
        if (count == HTTP_SEGMENTS_MAX || !http_percent_decode(segment, FALSE))
            return FALSE;
        segments[count++] = segment;
    }
    *ret_count = count;
    return TRUE;
}

gboolean http_query_split(char *query, HttpPair pairs[HTTP_QUERY_MAX], guint *ret_count)
{
    guint count = 0;
    char *rest = query;
    while (rest != NULL && *rest != '\0') {
        char *name = rest;
        rest = strchr(name, '&');
        if (rest != NULL)
            *rest++ = '\0';
        if (*name == '\0')
            continue;
        char *value = strchr(name, '=');
        if (value != NULL)
            *value++ = '\0';
        else
            value = name + strlen(name);
        if (count == HTTP_QUERY_MAX || !http_percent_decode(value, TRUE) || !http_percent_decode(name, TRUE))
            return FALSE;
        pairs[count++] = (HttpPair){name, value};
    }
    *ret_count = count;
    return TRUE;
}

/* --- Path templates ---------------------------------------------------------------------------------------
 */

struct HttpTemplate {
    char *path;      /* the text without the parameters of the query */
    char **query;    /* names of those */
    char **segments; /* a name is kept without braces */
    gboolean is_name[HTTP_SEGMENTS_MAX];
    guint segment_count;
};

static gboolean template_take_segment(HttpTemplate *template, guint position, guint *name_count)
{
    char *segment = template->segments[position];
    gsize length = strlen(segment);
    if (length == 0)
        return FALSE;
    if (segment[0] != '{')
        return strpbrk(segment, "{}?#%") == NULL;
    if (length < 3 || segment[length - 1] != '}' || ++*name_count > HTTP_PARAMETERS_MAX)
        return FALSE;
    g_autofree char *name = g_strndup(segment + 1, length - 2);
    if (strpbrk(name, "{}?#%") != NULL || http_template_name_index(template, name) >= 0)
        return FALSE;
    g_free(segment);
    template->segments[position] = g_steal_pointer(&name);
    template->is_name[position] = TRUE;
    return TRUE;
}

/* Takes "{?kind,date}" off the end. */
static gboolean template_take_query(HttpTemplate *template, const char *text)
{
    const char *begin = strstr(text, "{?");
    gsize length = begin == NULL ? 0 : strlen(begin);
    g_autofree char *names = length < 4 ? g_strdup("") : g_strndup(begin + 2, length - 3);
    template->path = begin == NULL ? g_strdup(text) : g_strndup(text, (gsize)(begin - text));
    template->query = g_strsplit(names, ",", -1);
    if (begin == NULL)
        return TRUE;
    gboolean valid = length >= 4 && begin[length - 1] == '}';
    for (guint i = 0; template->query[i] != NULL; i++) {
        valid = valid && template->query[i][0] != '\0' && strpbrk(template->query[i], "{}?#%&=/") == NULL;
        for (guint other = 0; other < i; other++)
            valid = valid && strcmp(template->query[other], template->query[i]) != 0;
    }
    return valid;
}

HttpTemplate *http_template_new(const char *text)
{
    if (text[0] != '/')
        return NULL;
    g_autoptr(HttpTemplate) template = g_new0(HttpTemplate, 1);
    if (!template_take_query(template, text))
        return NULL;
    template->segments = g_strsplit(template->path + 1, "/", -1);
    template->segment_count = g_strv_length(template->segments);
    if (template->path[1] == '\0')
        template->segment_count = 0;
    if (template->segment_count > HTTP_SEGMENTS_MAX)
        return NULL;
    guint name_count = 0;
    for (guint i = 0; i < template->segment_count; i++) {
        if (!template_take_segment(template, i, &name_count))
            return NULL;
    }
    return g_steal_pointer(&template);
}

void http_template_free(HttpTemplate *template)
{
    if (template == NULL)
        return;
    g_free(template->path);
    g_strfreev(template->query);
    g_strfreev(template->segments);
    g_free(template);
}

const char *http_template_path(const HttpTemplate *template)
{
    return template->path;
}

const char *const *http_template_query_names(const HttpTemplate *template)
{
    return (const char *const *)template->query;
}

gboolean http_template_match(const HttpTemplate *template, const char *const *segments, guint segment_count,
                             const char *ret_values[HTTP_PARAMETERS_MAX])
{
    if (segment_count != template->segment_count)
        return FALSE;
    const char *values[HTTP_PARAMETERS_MAX] = {NULL};
    guint value_count = 0;
    for (guint i = 0; i < segment_count; i++) {
        if (template->is_name[i]) {
            if (segments[i][0] == '\0')
                return FALSE;
            values[value_count++] = segments[i];
        } else if (strcmp(segments[i], template->segments[i]) != 0) {
            return FALSE;
        }
    }
    memcpy(ret_values, values, sizeof values);
    return TRUE;
}

int http_template_name_index(const HttpTemplate *template, const char *name)
{
    int index = 0;
    for (guint i = 0; i < template->segment_count; i++) {
        if (!template->is_name[i])
            continue;
        if (strcmp(template->segments[i], name) == 0)
            return index;
        index++;
    }
    return -1;
}

int http_template_compare(const HttpTemplate *left, const HttpTemplate *right)
{
    if (left->segment_count != right->segment_count)
        return left->segment_count < right->segment_count ? -1 : 1;
    for (guint i = 0; i < left->segment_count; i++) {
        if (left->is_name[i] != right->is_name[i])
            return left->is_name[i] ? 1 : -1;
        int order = left->is_name[i] ? 0 : strcmp(left->segments[i], right->segments[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

/* --- Header values ----------------------------------------------------------------------------------------
 */

static gboolean is_lower_hex(const char *text, gsize length, gboolean *ret_all_zero)
{
    gboolean all_zero = TRUE;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isdigit(text[i]) && !(text[i] >= 'a' && text[i] <= 'f'))
            return FALSE;
        all_zero = all_zero && text[i] == '0';
    }
    *ret_all_zero = all_zero;
    return TRUE;
}

gboolean http_traceparent_parse(const char *text, char ret_trace_id[HTTP_TRACE_ID_LENGTH + 1],
                                gboolean *ret_sampled)
{
    gsize length = strlen(text);
    gboolean zero_version, zero_trace, zero_span, zero_flags;
    if (length < HTTP_TRACEPARENT_LENGTH || text[2] != '-' || text[35] != '-' || text[52] != '-')
        return FALSE;
    if (!is_lower_hex(text, 2, &zero_version) || !is_lower_hex(text + 3, 32, &zero_trace) ||
        !is_lower_hex(text + 36, 16, &zero_span) || !is_lower_hex(text + 53, 2, &zero_flags))
        return FALSE;
    if (zero_trace || zero_span || strncmp(text, "ff", 2) == 0)
        return FALSE;
    /* A later version may carry more fields behind a dash; version 00 has exactly these. */
    if (length > HTTP_TRACEPARENT_LENGTH && (zero_version || text[HTTP_TRACEPARENT_LENGTH] != '-'))
        return FALSE;
    memcpy(ret_trace_id, text + 3, HTTP_TRACE_ID_LENGTH);
    ret_trace_id[HTTP_TRACE_ID_LENGTH] = '\0';
    *ret_sampled = (g_ascii_xdigit_value(text[54]) & 1) != 0;
    return TRUE;
}

/* Reads a quoted structured-field string from behind its opening quote. */
static gboolean idempotency_key_unquote(const char *text, char key[HTTP_IDEMPOTENCY_KEY_MAX + 1])
{
    gsize length = 0;
    for (char character = *text++; character != '"'; character = *text++) {
        if (character == '\\') {
            character = *text++;
            if (character != '"' && character != '\\')
                return FALSE;
        }
        if (!g_ascii_isprint(character) || length == HTTP_IDEMPOTENCY_KEY_MAX)
            return FALSE;
        key[length++] = character;
    }
    key[length] = '\0';
    return *text == '\0' && length > 0;
}

gboolean http_idempotency_key_parse(const char *text, char ret_key[HTTP_IDEMPOTENCY_KEY_MAX + 1])
{
    char key[HTTP_IDEMPOTENCY_KEY_MAX + 1];
    if (text[0] == '"') {
        if (!idempotency_key_unquote(text + 1, key))
            return FALSE;
    } else {
        gsize length = strlen(text);
        if (length == 0 || length > HTTP_IDEMPOTENCY_KEY_MAX)
            return FALSE;
        for (gsize i = 0; i < length; i++) {
            if (!g_ascii_isgraph(text[i]) || strchr("\"\\,;", text[i]) != NULL)
                return FALSE;
        }
        memcpy(key, text, length + 1);
    }
    memcpy(ret_key, key, sizeof key);
    return TRUE;
}

gboolean http_etag_list_has(const char *list, const char *tag, gboolean weak)
{
    gsize tag_length = strlen(tag);
    const char *at = list;
    while (TRUE) {
        at += strspn(at, " \t,");
        if (*at == '*')
            return at == list && at[1] == '\0';
        gboolean is_weak = strncmp(at, "W/", 2) == 0;
        if (is_weak)
            at += 2;
        const char *end = *at == '"' ? strchr(at + 1, '"') : NULL;
        if (end == NULL)
            return FALSE;
        if ((weak || !is_weak) && (gsize)(end - at - 1) == tag_length && memcmp(at + 1, tag, tag_length) == 0)
            return TRUE;
        at = end + 1;
    }
}

/* Takes the next member of a comma-separated list; `ret_refused` when its quality is zero. NULL at the end.
 */
static char *list_next(const char **at, gboolean *ret_refused)
{
    *at += strspn(*at, " \t,");
    if (**at == '\0')
        return NULL;
    gsize length = strcspn(*at, ",");
    g_autofree char *member = g_strndup(*at, length);
    *at += length;
    char *parameters = strchr(member, ';');
    *ret_refused = FALSE;
    if (parameters != NULL) {
        *parameters++ = '\0';
        const char *quality = g_strstrip(parameters);
        if (g_ascii_strncasecmp(quality, "q=0", 3) == 0)
            *ret_refused = quality[3 + strspn(quality + 3, ".0")] == '\0';
    }
    return g_steal_pointer(&member);
}

gboolean http_accepts_gzip(const char *accept_encoding)
{
    gboolean refused, accepted = FALSE;
    while (accept_encoding != NULL) {
        g_autofree char *coding = list_next(&accept_encoding, &refused);
        if (coding == NULL)
            break;
        if (g_ascii_strcasecmp(g_strstrip(coding), "gzip") == 0)
            return !refused;
        if (strcmp(coding, "*") == 0)
            accepted = !refused;
    }
    return accepted;
}

static gboolean type_covers_json(const char *type)
{
    return strcmp(type, "*/*") == 0 || g_ascii_strcasecmp(type, "application/*") == 0 ||
           g_ascii_strcasecmp(type, "application/json") == 0 ||
           (g_ascii_strncasecmp(type, "application/", 12) == 0 && g_str_has_suffix(type, "+json"));
}

gboolean http_accepts_json(const char *accept)
{
    if (accept == NULL || accept[strspn(accept, " \t")] == '\0')
        return TRUE;
    gboolean refused;
    while (TRUE) {
        g_autofree char *type = list_next(&accept, &refused);
        if (type == NULL)
            return FALSE;
        if (!refused && type_covers_json(g_strstrip(type)))
            return TRUE;
    }
}

gboolean http_content_type_is_json(const char *content_type)
{
    g_autofree char *type = g_ascii_strdown(content_type, -1);
    char *parameters = strchr(type, ';');
    if (parameters != NULL) {
        *parameters++ = '\0';
        const char *charset = strstr(parameters, "charset=");
        if (charset != NULL && !g_str_has_prefix(charset + 8, "utf-8") &&
            !g_str_has_prefix(charset + 8, "\"utf-8\""))
            return FALSE;
    }
    g_strstrip(type);
    return strcmp(type, "application/json") == 0 ||
           (g_str_has_prefix(type, "application/") && g_str_has_suffix(type, "+json"));
}

gboolean http_content_length_parse(const char *text, guint64 *ret_length)
{
    return g_ascii_isdigit(text[0]) && g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, ret_length, NULL);
}

char *http_cookie_find(const char *cookie_header, const char *name)
{
    gsize name_length = strlen(name);
    const char *at = cookie_header;
    while (*at != '\0') {
        at += strspn(at, "; \t");
        gsize length = strcspn(at, ";");
        if (length > name_length && at[name_length] == '=' && strncmp(at, name, name_length) == 0)
            return g_strchomp(g_strndup(at + name_length + 1, length - name_length - 1));
        at += length;
    }
    return NULL;
}

gboolean http_json_depth_ok(const char *text, gsize length, guint depth_max)
{
    guint depth = 0;
    gboolean in_string = FALSE;
    for (gsize i = 0; i < length; i++) {
        if (in_string) {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                in_string = FALSE;
        } else if (text[i] == '"') {
            in_string = TRUE;
        } else if (text[i] == '[' || text[i] == '{') {
            if (++depth > depth_max)
                return FALSE;
        } else if ((text[i] == ']' || text[i] == '}') && depth > 0) {
            depth--;
        }
    }
    return TRUE;
}
