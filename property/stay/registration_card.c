#include "property/stay/registration_card.h"

#include "ops/json.h"
#include "property/assignment/assignment.h"
#include "property/command/statement.h"
#include "property/copy/copy_store.h"
#include "property/stay/check_in.h"
#include "property/stay/identity_store.h"
#include "property/stay/stay_store.h"
#include "revenue/price_rules.h"
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

/* What the guest is asked for: filled in when the booking says it, otherwise written by hand. */
static json_t *fields_of(const Property *property, const json_t *guest)
{
    const char *country = property->hotel->address.country;
    json_t *fields = json_array();

    for (guint i = 0; chain_registration_fields[i] != NULL; i++) {
        const char *field = chain_registration_fields[i];
        const char *value = json_string_value(json_object_get(guest, field));
        bool known = value != NULL && value[0] != '\0';
        json_array_append_new(fields, json_pack("{s:s, s:b, s:o}", "field", field, "required",
                                                chain_registration_requires(property->chain, country, field),
                                                "value", known ? json_from_text(value) : json_null()));
    }
    return fields;
}

/* The offer's own sums: the same engine from the same nights. */
static json_t *sums_of(const Property *property, const Stay *stay, const GArray *prices_minor)
{
    g_auto(PriceBreakdown) price;
    PriceTerms terms = stay_price_terms(stay, property->hotel, NULL);

    price_breakdown_init(&price, property->hotel);
    if (!price_of_nights(&terms, (const int64_t *)(const void *)prices_minor->data, prices_minor->len,
                         &price)) {
        return json_object();
    }
    return json_pack("{s:I, s:I, s:I}", "room_minor", (json_int_t)price.room_minor, "tax_minor",
                     (json_int_t)price.exclusive_tax_minor, "total_minor", (json_int_t)price.total_minor);
}

static json_t *content_of(const Property *property, const Stay *stay, const json_t *document,
                          const char *language, const GArray *prices_minor)
{
    const json_t *guest = json_object_get(document, "guest");
    const ChainRoomType *type = hotel_room_type(property->hotel, stay->room_type);
    const ChainText *terms = &property->card_terms;
    json_t *content = json_pack(
        "{s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:i, s:i, s:o, s:s, s:o}", "language", language,
        "hotel", in_language(&property->hotel->name, language), "guest_name", stay->guest_name,
        "confirmation_number", stay->confirmation_number, "line", stay->line, "room",
        stay->room != NULL ? stay->room : "", "room_type", stay->room_type, "room_type_name",
        type != NULL ? in_language(&type->name, language) : stay->room_type, "arrival",
        json_from_night(stay->arrival), "departure", json_from_night(stay->departure), "adults", stay->adults,
        "children", stay->children + stay->infants, "nights", nights_of(stay, prices_minor), "currency",
        stay->currency, "fields", fields_of(property, guest));
    json_auto_t *sums = sums_of(property, stay, prices_minor);

    json_object_update(content, sums);
    json_object_set_new(content, "country",
                        json_from_text(json_string_value(json_object_get(guest, "country")) ?: ""));
    json_object_set_new(content, "terms", json_string(terms->en != NULL ? in_language(terms, language) : ""));
    json_object_set_new(
        content, "terms_also",
        json_string(terms->en != NULL ? in_language(terms, strcmp(language, "zh") == 0 ? "en" : "zh") : ""));
    return content;
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
            const CopiedLine *line =
                reservation == NULL ? NULL : copied_reservation_line(reservation, stay->line);
            bool day_use = stay->arrival == stay->departure && line != NULL; /* sold as a day, without a night */
            content = content_of(property, stay, document, language_of(property, document, language),
                                 day_use ? line->night_prices_minor : prices_minor);
        }
    }
    if (status == DATABASE_OK) {
        *ret_card = json_pack("{s:o, s:o}", "content", content, "signature",
                              signature != NULL ? signature : json_null());
    }
    return status;
}

DatabaseStatus registration_card_expected(const Property *property, OdbcConnection *connection,
                                          const LineKey *key, const char *language, json_t **ret_card,
                                          GError **error)
{
    g_autoptr(CopiedReservation) reservation = NULL;
    g_autoptr(Stay) known = NULL;
    json_auto_t *document = NULL;

    DatabaseStatus status =
        copy_reservation_find(connection, key->confirmation_number, &reservation, &document, error);
    if (status == DATABASE_OK) {
        status = stay_find_line(connection, key->confirmation_number, key->line, &known, error);
    }
    const CopiedLine *line = reservation != NULL ? copied_reservation_line(reservation, key->line) : NULL;
    if (status != DATABASE_OK || line == NULL || line->status != LINE_RESERVED || stay_has_arrived(known)) {
        return status;
    }
    g_autoptr(Stay) stay = stay_of_line(reservation, line);
    status = assignment_room(connection, key, stay->arrival, &stay->room, error);
    if (status == DATABASE_OK) {
        *ret_card = json_pack("{s:o, s:n}", "content",
                              content_of(property, stay, document, language_of(property, document, language),
                                         line->night_prices_minor),
                              "signature");
    }
    return status;
}

/* ---- what the law asks ---- */

static void fill_fields(json_t *fields, const json_t *person)
{
    size_t index;
    json_t *field;

    json_array_foreach(fields, index, field)
    {
        json_t *value = json_object_get(person, json_string_value(json_object_get(field, "field")));
        if (json_is_string(value)) {
            json_object_set(field, "value", value);
        }
    }
}

DatabaseStatus registration_card_show_identities(OdbcConnection *connection, const LineKey *line,
                                                 json_t *card, GError **error)
{
    json_t *content = json_object_get(card, "content");
    const char *signed_digest = json_string_value(json_object_get(content, "identity_digest"));
    g_autofree char *digest = NULL;
    json_auto_t *persons = NULL;
    json_t *companions = json_array();

    json_object_set_new(card, "companions", companions);
    DatabaseStatus status = identities_read(connection, line, &persons, error);
    if (status == DATABASE_OK) {
        status = identities_digest(connection, line, &digest, error);
    }
    fill_fields(json_object_get(content, "fields"), json_array_get(persons, 0));
    for (size_t i = 1; i < json_array_size(persons); i++) {
        json_array_append(companions, json_array_get(persons, i));
    }
    json_object_set_new(card, "identities_as_signed",
                        signed_digest == NULL || digest == NULL
                            ? json_null()
                            : json_boolean(strcmp(signed_digest, digest) == 0));
    return status;
}
