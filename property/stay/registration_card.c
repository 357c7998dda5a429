#include "property/stay/registration_card.h"

#include "ops/json.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/stay/stay_store.h"
#include <string.h>

static const OdbcStatement read_signature = {
    "read_registration_card",
    "SELECT content, strokes, digest, signed_at, witness FROM registration_card WHERE stay_id = ?",
    1,
};

static const OdbcStatement add_signature = {
    "add_registration_card",
    "INSERT INTO registration_card (stay_id, content, strokes, digest, signed_at, witness) VALUES (?, ?, ?, "
    "?, ?, ?)",
    6,
};

char *registration_card_digest(const json_t *content, const json_t *strokes)
{
    json_auto_t *both = json_pack("{s:O, s:O}", "content", (json_t *)content, "strokes", (json_t *)strokes);

    return json_digest(both);
}

DatabaseStatus registration_card_sign(OdbcConnection *connection, int64_t stay_id, const json_t *content,
                                      const json_t *strokes, Instant at, const char *witness, GError **error)
{
    g_autofree char *digest = registration_card_digest(content, strokes);

    return statement_run(connection, &add_signature, NULL, error, "ljjsas", stay_id, content, strokes, digest,
                         at, witness);
}

static json_t *parse(const char *text)
{
    json_t *value = text != NULL ? json_parse(text, strlen(text), NULL) : NULL;

    return value != NULL ? value : json_null();
}

/* `*ret_content` and `*ret_signature` stay NULL when nobody has signed. */
static DatabaseStatus signed_card(OdbcConnection *connection, int64_t stay_id, json_t **ret_content,
                                  json_t **ret_signature, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &read_signature, &result, error, "l", stay_id);
    if (status != DATABASE_OK || odbc_result_rows(result) == 0) {
        return status;
    }
    json_t *strokes = parse(odbc_result_text(result, 0, 1));
    *ret_content = parse(odbc_result_text(result, 0, 0));
    g_autofree char *digest = registration_card_digest(*ret_content, strokes);
    *ret_signature = json_pack(
        "{s:o, s:s, s:o, s:s, s:b}", "strokes", strokes, "digest", odbc_result_text(result, 0, 2),
        "signed_at", json_from_instant(odbc_result_int64(result, 0, 3)), "witness",
        odbc_result_text(result, 0, 4), "intact", strcmp(digest, odbc_result_text(result, 0, 2)) == 0);
    return status;
}

/* The guest's own language where the card has it. */
static const char *language_of(const Property *property, const json_t *document, const char *asked)
{
    const char *own = json_string_value(json_object_get(json_object_get(document, "guest"), "language"));
    const char *wanted = asked != NULL                   ? asked
                         : own != NULL && own[0] != '\0' ? own
                                                         : property->hotel->language;

    return g_str_has_prefix(wanted, "zh") ? "zh" : "en";
}

static const char *in_language(const ChainText *text, const char *language)
{
    return strcmp(language, "zh") == 0 ? text->zh : text->en;
}

static json_t *nights_of(const Stay *stay, const GArray *prices_minor)
{
    json_t *nights = json_array();

    for (guint i = 0; i < prices_minor->len; i++) {
        json_array_append_new(nights,
                              json_pack("{s:o, s:I}", "night", json_from_night(stay->arrival + (Night)i),
                                        "price_minor", (json_int_t)g_array_index(prices_minor, int64_t, i)));
    }
    return nights;
}

static json_t *content_of(const Property *property, const Stay *stay, const json_t *document,
                          const char *language, const GArray *prices_minor)
{
    const json_t *guest = json_object_get(document, "guest");
    const ChainRoomType *type = hotel_room_type(property->hotel, stay->room_type);

    return json_pack(
        "{s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:i, s:i, s:o, s:s, s:o, s:o, s:o, s:s}",
        "language", language, "hotel", in_language(&property->hotel->name, language), "guest_name",
        stay->guest_name, "confirmation_number", stay->confirmation_number, "line", stay->line, "room",
        stay->room != NULL ? stay->room : "", "room_type", stay->room_type, "room_type_name",
        type != NULL ? in_language(&type->name, language) : stay->room_type, "arrival",
        json_from_night(stay->arrival), "departure", json_from_night(stay->departure), "adults", stay->adults,
        "children", stay->children, "nights", nights_of(stay, prices_minor), "currency", stay->currency,
        "telephone", json_from_text(json_string_value(json_object_get(guest, "telephone")) ?: ""), "email",
        json_from_text(json_string_value(json_object_get(guest, "email")) ?: ""), "country",
        json_from_text(json_string_value(json_object_get(guest, "country")) ?: ""), "terms",
        property->card_terms.en != NULL ? in_language(&property->card_terms, language) : "");
}

DatabaseStatus registration_card_read(const Property *property, OdbcConnection *connection, const Stay *stay,
                                      const char *language, json_t **ret_card, GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;
    g_autoptr(GArray) prices_minor = NULL;
    json_auto_t *document = NULL;
    json_t *content = NULL;
    json_t *signature = NULL;

    DatabaseStatus status = signed_card(connection, stay->stay_id, &content, &signature, error);
    if (status == DATABASE_OK && content == NULL) {
        status = copy_reservation_find(connection, stay->confirmation_number, &reservation, &document, error);
        if (status == DATABASE_OK) {
            status = stay_night_prices(connection, stay, &prices_minor, error);
        }
        if (status == DATABASE_OK) {
            content =
                content_of(property, stay, document, language_of(property, document, language), prices_minor);
        }
    }
    if (status == DATABASE_OK) {
        *ret_card = json_pack("{s:o, s:o}", "content", content, "signature",
                              signature != NULL ? signature : json_null());
    }
    return status;
}
