#include "property/copy/copy_rules.h"

#include "ops/json.h"
#include "schemas/person_name.h"
#include <string.h>

G_DEFINE_QUARK(copy - error - quark, copy_error)

static const char *const kind_names[] = {
    [COPY_RESERVATION] = "reservation", [COPY_CELL] = "cell",   [COPY_RATE_OVERRIDE] = "rate_override",
    [COPY_RESTRICTION] = "restriction", [COPY_HOTEL] = "hotel",
};

const char *copy_kind_name(CopyKind kind)
{
    g_assert(kind < G_N_ELEMENTS(kind_names));
    return kind_names[kind];
}

static bool fail(GError **error, const char *what, const char *member)
{
    g_set_error(error, COPY_ERROR, COPY_ERROR_FORM, "%s: member `%s` is missing or not as agreed", what,
                member);
    return false;
}

static bool kind_parse(const char *name, CopyKind *ret_kind)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(kind_names); i++) {
        if (strcmp(name, kind_names[i]) == 0) {
            *ret_kind = (CopyKind)i;
            return true;
        }
    }
    return false;
}

bool copy_change_read(const json_t *change, CopyChange *ret_change, GError **error)
{
    const json_t *version = json_object_get(change, "version");
    const char *kind = json_string_value(json_object_get(change, "kind"));
    CopyChange read = {
        .version = json_integer_value(version),
        .key = json_string_value(json_object_get(change, "key")),
        .row = json_object_get(change, "row"),
    };

    if (!json_is_integer(version) || read.version < 1) {
        return fail(error, "change", "version");
    }
    if (kind == NULL || !kind_parse(kind, &read.kind)) {
        return fail(error, "change", "kind");
    }
    if (read.key == NULL) {
        return fail(error, "change", "key");
    }
    if (!json_is_object(read.row)) {
        return fail(error, "change", "row");
    }
    *ret_change = read;
    return true;
}

CopiedLine *copied_line_new(void)
{
    CopiedLine *line = g_new0(CopiedLine, 1);

    line->night_prices_minor = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return line;
}

void copied_line_free(CopiedLine *line)
{
    if (line == NULL) {
        return;
    }
    g_array_unref(line->night_prices_minor);
    g_free(line);
}

static void free_line(gpointer line)
{
    copied_line_free(line);
}

void copied_reservation_free(CopiedReservation *reservation)
{
    if (reservation == NULL) {
        return;
    }
    g_free(reservation->confirmation_number);
    g_free(reservation->guest_name);
    g_free(reservation->surname_folded);
    g_ptr_array_unref(reservation->lines);
    g_free(reservation);
}

static bool read_code(const json_t *object, const char *member, char *ret_code, size_t size)
{
    const char *text = json_string_value(json_object_get(object, member));

    return text != NULL && text[0] != '\0' && g_strlcpy(ret_code, text, size) < size;
}

static bool read_night(const json_t *object, const char *member, Night *ret_night)
{
    const char *text = json_string_value(json_object_get(object, member));

    return text != NULL && night_parse(text, ret_night, NULL);
}

static bool read_count(const json_t *object, const char *member, int *ret_count)
{
    const json_t *value = json_object_get(object, member);

    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > INT32_MAX) {
        return false;
    }
    *ret_count = (int)json_integer_value(value);
    return true;
}

/* One a night; of day use one for the day, or none when a channel named none. */
static bool read_prices(const json_t *object, GArray *prices, int32_t nights)
{
    const json_t *list = json_object_get(object, "night_prices_minor");

    if (!json_is_array(list) ||
        (json_array_size(list) != (size_t)nights && !(nights == 0 && json_array_size(list) == 1))) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *price = json_array_get(list, i);
        if (!json_is_integer(price)) {
            return false;
        }
        int64_t price_minor = json_integer_value(price);
        g_array_append_val(prices, price_minor);
    }
    return true;
}

static bool read_line_identity(const json_t *object, CopiedLine *line, GError **error)
{
    const char *status = json_string_value(json_object_get(object, "status"));

    if (!read_count(object, "line", &line->line) || line->line < 1 || line->line > 99) {
        return fail(error, "reservation line", "line");
    }
    if (status == NULL || !line_status_parse(status, &line->status, NULL)) {
        return fail(error, "reservation line", "status");
    }
    if (!read_code(object, "room_type", line->room_type, sizeof line->room_type)) {
        return fail(error, "reservation line", "room_type");
    }
    return read_code(object, "rate_plan", line->rate_plan, sizeof line->rate_plan) ||
           fail(error, "reservation line", "rate_plan");
}

static bool read_line(const json_t *object, CopiedLine *line, GError **error)
{
    if (!read_line_identity(object, line, error)) {
        return false;
    }
    if (!read_night(object, "arrival", &line->arrival)) {
        return fail(error, "reservation line", "arrival");
    }
    if (!read_night(object, "departure", &line->departure) || line->departure < line->arrival) {
        return fail(error, "reservation line", "departure");
    }
    if (!read_count(object, "adults", &line->adults) || !read_count(object, "children", &line->children) ||
        !read_count(object, "infants", &line->infants)) {
        return fail(error, "reservation line", "adults, children, infants");
    }
    return read_prices(object, line->night_prices_minor, night_count(line->arrival, line->departure)) ||
           fail(error, "reservation line", "night_prices_minor");
}

static bool read_lines(const json_t *document, CopiedReservation *reservation, GError **error)
{
    const json_t *lines = json_object_get(document, "lines");

    if (!json_is_array(lines) || json_array_size(lines) == 0) {
        return fail(error, "reservation", "lines");
    }
    for (size_t i = 0; i < json_array_size(lines); i++) {
        CopiedLine *line = copied_line_new();
        g_ptr_array_add(reservation->lines, line);
        if (!read_line(json_array_get(lines, i), line, error)) {
            return false;
        }
    }
    return true;
}

char *copy_fold_name(const char *name)
{
    g_autofree char *plain = g_str_to_ascii(name, "C");
    g_autofree char *lower = g_utf8_casefold(name, -1);

    /* Names that have no ASCII form (王) keep their own letters. */
    return strchr(plain, '?') != NULL ? g_steal_pointer(&lower) : g_ascii_strdown(plain, -1);
}

static bool read_guest(const json_t *document, CopiedReservation *reservation, GError **error)
{
    const json_t *guest = json_object_get(document, "guest");
    const char *surname = json_string_value(json_object_get(guest, "surname"));
    const char *given_name = json_string_value(json_object_get(guest, "given_name"));

    if (surname == NULL) {
        return fail(error, "reservation", "guest/surname");
    }
    reservation->guest_name = person_name_write(surname, given_name);
    reservation->surname_folded = copy_fold_name(surname);
    return true;
}

static bool read_header(const json_t *document, CopiedReservation *reservation, GError **error)
{
    const char *number = json_string_value(json_object_get(document, "confirmation_number"));

    if (number == NULL || strlen(number) != CONFIRMATION_DIGITS) {
        return fail(error, "reservation", "confirmation_number");
    }
    reservation->confirmation_number = g_strdup(number);
    return read_code(document, "currency", reservation->currency, sizeof reservation->currency) ||
           fail(error, "reservation", "currency");
}

CopiedReservation *copied_reservation_read(const json_t *document, GError **error)
{
    CopiedReservation *reservation = g_new0(CopiedReservation, 1);

    reservation->lines = g_ptr_array_new_with_free_func(free_line);
    bool read = read_header(document, reservation, error) && read_guest(document, reservation, error) &&
                read_lines(document, reservation, error);
    if (!read) {
        g_clear_pointer(&reservation, copied_reservation_free);
    }
    return reservation;
}

Night copied_reservation_arrival(const CopiedReservation *reservation)
{
    Night arrival = NIGHT_MAX;

    for (guint i = 0; i < reservation->lines->len; i++) {
        const CopiedLine *line = g_ptr_array_index(reservation->lines, i);
        arrival = MIN(arrival, line->arrival);
    }
    return arrival;
}

int64_t copied_line_total(const CopiedLine *line)
{
    int64_t total_minor = 0;

    for (guint i = 0; i < line->night_prices_minor->len; i++) {
        total_minor += g_array_index(line->night_prices_minor, int64_t, i);
    }
    return total_minor;
}

const CopiedLine *copied_reservation_line(const CopiedReservation *reservation, int line)
{
    for (guint i = 0; i < reservation->lines->len; i++) {
        const CopiedLine *candidate = g_ptr_array_index(reservation->lines, i);
        if (candidate->line == line) {
            return candidate;
        }
    }
    return NULL;
}

/* A centre from before hotels had rights sends rows without them: then there are none. */
static bool read_right(const json_t *row, const char *member, int *ret_count)
{
    return json_object_get(row, member) == NULL || read_count(row, member, ret_count);
}

bool copied_cell_read(const json_t *row, CopiedCell *ret_cell, GError **error)
{
    CopiedCell cell = {0};

    if (!read_code(row, "room_type", cell.room_type, sizeof cell.room_type)) {
        return fail(error, "cell", "room_type");
    }
    if (!read_night(row, "night", &cell.night)) {
        return fail(error, "cell", "night");
    }
    if (!read_count(row, "sell_limit", &cell.sell_limit) ||
        !read_count(row, "oversell_authorised", &cell.oversell_authorised) ||
        !read_count(row, "sold", &cell.sold) || !read_count(row, "held", &cell.held)) {
        return fail(error, "cell", "sell_limit, oversell_authorised, sold, held");
    }
    if (!read_right(row, "blocked", &cell.blocked) || !read_right(row, "granted", &cell.granted) ||
        !read_right(row, "out_of_order", &cell.out_of_order)) {
        return fail(error, "cell", "blocked, granted, out_of_order");
    }
    *ret_cell = cell;
    return true;
}

json_t *copied_cell_to_json(const CopiedCell *cell)
{
    return json_pack("{s:s, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "room_type", cell->room_type, "night",
                     json_from_night(cell->night), "sell_limit", cell->sell_limit, "oversell_authorised",
                     cell->oversell_authorised, "sold", cell->sold, "held", cell->held, "blocked",
                     cell->blocked, "granted", cell->granted, "out_of_order", cell->out_of_order);
}
