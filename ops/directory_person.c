#include "ops/directory.h"

#include <string.h>

/* RFC 4515 section 3: these five must be written as a backslash and two hex digits; NUL cannot occur in a C
 * string. */
char *directory_filter_escape(const char *text)
{
    GString *escaped = g_string_sized_new(strlen(text) + 8);

    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("*()\\", *c) != NULL)
            g_string_append_printf(escaped, "\\%02x", (unsigned char)*c);
        else
            g_string_append_c(escaped, *c);
    }
    return g_string_free(escaped, FALSE);
}

static bool directory_role_valid(const char *role)
{
    if (*role == '\0')
        return false;
    for (const char *c = role; *c != '\0'; c++)
        if (!g_ascii_islower(*c) && !g_ascii_isdigit(*c) && *c != '_')
            return false;
    return true;
}

static bool directory_hotel_valid(const char *hotel, size_t length)
{
    if (length < 2 || length > 8)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isupper(hotel[i]) && !g_ascii_isdigit(hotel[i]))
            return false;
    return true;
}

static bool directory_grant_parse_hotel(const char *rest, DirectoryGrant *ret_grant)
{
    const char *dash = strchr(rest, '-');

    if (dash == NULL || !directory_hotel_valid(rest, (size_t)(dash - rest)) ||
        !directory_role_valid(dash + 1))
        return false;
    *ret_grant = (DirectoryGrant){
        .scope = DIRECTORY_SCOPE_HOTEL,
        .role = g_strdup(dash + 1),
        .hotel = g_strndup(rest, (size_t)(dash - rest)),
    };
    return true;
}

bool directory_grant_parse(const char *group_name, DirectoryGrant *ret_grant)
{
    DirectoryScope scope;
    const char *role;

    g_assert(group_name != NULL);
    if (g_str_has_prefix(group_name, "HTL-"))
        return directory_grant_parse_hotel(group_name + strlen("HTL-"), ret_grant);
    if (g_str_has_prefix(group_name, "CRS-")) {
        scope = DIRECTORY_SCOPE_RESERVATION_CENTRE;
        role = group_name + strlen("CRS-");
    } else if (g_str_has_prefix(group_name, "CHAIN-")) {
        scope = DIRECTORY_SCOPE_CHAIN;
        role = group_name + strlen("CHAIN-");
    } else {
        return false;
    }
    if (!directory_role_valid(role))
        return false;
    *ret_grant = (DirectoryGrant){.scope = scope, .role = g_strdup(role)};
    return true;
}

void directory_grant_clear(DirectoryGrant *grant)
{
    g_clear_pointer(&grant->role, g_free);
    g_clear_pointer(&grant->hotel, g_free);
}

void directory_person_free(DirectoryPerson *person)
{
    if (person == NULL)
        return;
    for (size_t i = 0; i < person->grant_count; i++)
        directory_grant_clear(&person->grants[i]);
    g_free(person->grants);
    g_free(person->uid);
    g_free(person->name);
    g_free(person);
}

bool directory_person_has(const DirectoryPerson *person, DirectoryScope scope, const char *role,
                          const char *hotel)
{
    for (size_t i = 0; i < person->grant_count; i++) {
        const DirectoryGrant *grant = &person->grants[i];
        if (grant->scope == scope && g_str_equal(grant->role, role) &&
            (scope != DIRECTORY_SCOPE_HOTEL || g_strcmp0(grant->hotel, hotel) == 0))
            return true;
    }
    return false;
}
