#include "property/command/page.h"
#include "property/maintenance/technician.h"
#include "property/maintenance/technician_store.h"
#include "property/maintenance/work_order_rules.h"

typedef struct Technician {
    CatalogHead head;
    char *staff;
    char *name;
    int64_t hourly_minor;
    bool retired;
} Technician;

static const JsonField technician_fields[] = {
    CATALOG_HEAD_FIELDS("technician", Technician),
    FIELD_TEXT("staff", Technician, staff, .required = true, .max_length = 64),
    FIELD_TEXT("name", Technician, name, .required = true, .max_length = 80),
    FIELD_INT("hourly_minor", Technician, hourly_minor, .required = true, .min = 0, .max = 10000000),
    FIELD_BOOL("retired", Technician, retired),
};
static const JsonShape technician_row = JSON_SHAPE(Technician, technician_fields);
static const JsonShape technician_body = CATALOG_BODY_SHAPE(Technician, technician_fields, 3);
const Catalog technician_catalog = {.table = "technician",
                                    .row = &technician_row,
                                    .body = &technician_body,
                                    .unique = "staff",
                                    .complete = technician_calendar_read};

/* ---- skills, hours, absences ---- */

static const JsonField skill_fields[] = {
    FIELD_CHOICE("category", TechnicianSkill, category, work_category_codes, .required = true),
    FIELD_INT("level", TechnicianSkill, level, .required = true, .min = 1, .max = 3),
};
static const JsonShape skill_shape = JSON_SHAPE(TechnicianSkill, skill_fields);

static const JsonField hours_fields[] = {
    FIELD_INT("weekday", TechnicianHours, weekday, .required = true, .min = 1, .max = 7),
    FIELD_INT("from_minute", TechnicianHours, from_minute, .required = true, .min = 0,
              .max = DAY_MINUTES - 1),
    FIELD_INT("until_minute", TechnicianHours, until_minute, .required = true, .min = 1, .max = DAY_MINUTES),
};
static const JsonShape hours_shape = JSON_SHAPE(TechnicianHours, hours_fields);

static const JsonField absence_fields[] = {
    FIELD_NIGHT("from_day", TechnicianAbsence, from_day, .required = true),
    FIELD_NIGHT("until_day", TechnicianAbsence, until_day, .required = true),
    FIELD_TEXT("reason", TechnicianAbsence, reason, .required = true, .max_length = 100),
};
static const JsonShape absence_shape = JSON_SHAPE(TechnicianAbsence, absence_fields);

typedef struct CalendarRequest {
    GArray *skills;
    GArray *hours;
    GArray *absences;
} CalendarRequest;

static const JsonField calendar_fields[] = {
    FIELD_LIST("skills", CalendarRequest, skills, &skill_shape, .required = true, .max = 20),
    FIELD_LIST("hours", CalendarRequest, hours, &hours_shape, .required = true, .max = 7),
    FIELD_LIST("absences", CalendarRequest, absences, &absence_shape, .required = true, .max = 100),
};
static const JsonShape calendar_shape = JSON_SHAPE(CalendarRequest, calendar_fields);

static DatabaseStatus check_days(Command *command, const GArray *hours)
{
    unsigned seen = 0;

    for (guint i = 0; i < hours->len; i++) {
        const TechnicianHours *day = &g_array_index(hours, TechnicianHours, i);
        g_autofree char *pointer = g_strdup_printf("/hours/%u", i);
        if (day->until_minute <= day->from_minute || (seen & (1U << day->weekday)) != 0) {
            return command_refuse_field(command, pointer, "hours_invalid",
                                        "Each weekday stands once, and ends after it begins.");
        }
        seen |= 1U << day->weekday;
    }
    return DATABASE_OK;
}

static DatabaseStatus check_absences(Command *command, const GArray *absences)
{
    for (guint i = 0; i < absences->len; i++) {
        const TechnicianAbsence *absence = &g_array_index(absences, TechnicianAbsence, i);
        g_autofree char *pointer = g_strdup_printf("/absences/%u/until_day", i);
        if (absence->until_day < absence->from_day) {
            return command_refuse_field(command, pointer, "ends_before_start",
                                        "The absence ends before it begins. Check the dates.");
        }
    }
    return DATABASE_OK;
}

static DatabaseStatus keep_calendar(Command *command, Technician *technician, const CalendarRequest *body,
                                    GError **error)
{
    DatabaseStatus status = check_days(command, body->hours);

    if (status == DATABASE_OK) {
        status = check_absences(command, body->absences);
    }
    if (status == DATABASE_OK) {
        status = technician_calendar_write(command->connection, technician->head.key, body->skills,
                                           body->hours, body->absences, error);
    }
    if (status == DATABASE_OK) {
        status = catalog_save(command, &technician_catalog, technician, error);
    }
    return status == DATABASE_OK
               ? catalog_answer(command, &technician_catalog, technician->head.key, 200, error)
               : status;
}

static DatabaseStatus calendar_body(Command *command, gpointer data, GError **error)
{
    const CalendarRequest *body = data;
    Technician technician = {0};

    DatabaseStatus status = catalog_find(command, &technician_catalog, &technician, error);
    if (status == DATABASE_OK) {
        status = keep_calendar(command, &technician, body, error);
    }
    json_shape_clear(&technician_row, &technician);
    return status;
}

static void post_calendar(HttpRequest *request, gpointer connection)
{
    CalendarRequest body = {0};

    command_run_decoded(request, connection, &calendar_shape, &body, calendar_body);
}

/* ---- suggestions ---- */

typedef struct Suggestion {
    const TechnicianRecord *record;
    TechnicianOffer offer;
} Suggestion;

static gint by_cost(gconstpointer left, gconstpointer right)
{
    const Suggestion *a = left;
    const Suggestion *b = right;

    if (a->offer.cost != b->offer.cost) {
        return a->offer.cost < b->offer.cost ? -1 : 1;
    }
    return a->offer.technician < b->offer.technician ? -1 : 1;
}

/* Why somebody stands where they stand, against all others. */
static json_t *reasons_json(const Suggestion *suggestion, const GArray *all)
{
    const TechnicianView *view = &suggestion->record->view;
    bool earliest = suggestion->offer.from != INSTANT_NONE;
    bool best_skill = view->level > 0;
    bool least_busy = true;
    json_t *reasons = json_array();

    for (guint i = 0; i < all->len; i++) {
        const Suggestion *other = &g_array_index(all, Suggestion, i);
        earliest =
            earliest && (other->offer.from == INSTANT_NONE || other->offer.from >= suggestion->offer.from);
        best_skill = best_skill && other->record->view.level <= view->level;
        least_busy = least_busy && other->record->view.load_minutes >= view->load_minutes;
    }
    const struct {
        bool holds;
        const char *code;
    } known[] = {
        {view->level == 0, "no_skill"},
        {best_skill, "best_skill"},
        {suggestion->offer.from == INSTANT_NONE, "no_free_time"},
        {earliest, "earliest"},
        {least_busy, "least_busy"},
        {suggestion->offer.in_time, "in_time"},
        {!suggestion->offer.in_time && suggestion->offer.from != INSTANT_NONE, "late"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (known[i].holds) {
            json_array_append_new(reasons, json_string(known[i].code));
        }
    }
    return reasons;
}

static json_t *suggestion_json(const Suggestion *suggestion, const GArray *all)
{
    const TechnicianRecord *record = suggestion->record;
    const TechnicianOffer *offer = &suggestion->offer;

    return json_pack("{s:I, s:s, s:o, s:o, s:i, s:I, s:I, s:b, s:o}", "technician",
                     (json_int_t)offer->technician, "name", record->name, "from",
                     json_from_instant(offer->from), "until", json_from_instant(offer->until), "level",
                     record->view.level, "open_orders", (json_int_t)record->view.open_orders, "load_minutes",
                     (json_int_t)record->view.load_minutes, "in_time", offer->in_time, "reasons",
                     reasons_json(suggestion, all));
}

DatabaseStatus technicians_suggest(OdbcConnection *connection, const TechnicianQuestion *question,
                                   json_t **ret_items, GError **error)
{
    g_autoptr(GPtrArray) technicians = NULL;
    g_autoptr(GArray) suggestions = g_array_new(FALSE, FALSE, sizeof(Suggestion));

    DatabaseStatus status = technicians_read(connection, question, &technicians, error);
    if (status != DATABASE_OK) {
        return status;
    }
    for (guint i = 0; i < technicians->len; i++) {
        const TechnicianRecord *record = g_ptr_array_index(technicians, i);
        Suggestion suggestion = {
            record, technician_offer(&record->view, question->now, question->minutes, question->due_at)};
        g_array_append_val(suggestions, suggestion);
    }
    g_array_sort(suggestions, by_cost);
    *ret_items = json_array();
    for (guint i = 0; i < suggestions->len; i++) {
        json_array_append_new(*ret_items,
                              suggestion_json(&g_array_index(suggestions, Suggestion, i), suggestions));
    }
    return DATABASE_OK;
}

/* ---- everybody's calendar ---- */

static DatabaseStatus read_people(OdbcConnection *connection, json_t **ret_people, GError **error)
{
    json_t *people = NULL;

    DatabaseStatus status =
        record_list(connection, &technician_row, "technician WHERE retired = 0 ORDER BY technician", NULL,
                    &people, error);
    for (size_t i = 0; status == DATABASE_OK && i < json_array_size(people); i++) {
        json_t *person = json_array_get(people, i);
        status = technician_calendar_read(
            connection, json_integer_value(json_object_get(person, "technician")), person, error);
    }
    if (status != DATABASE_OK) {
        g_clear_pointer(&people, json_decref);
    }
    *ret_people = people;
    return status;
}

static void get_calendar(HttpRequest *request, gpointer connection)
{
    const Property *property = http_request_context(request);
    g_autoptr(GError) error = NULL;
    Night today = instant_local_date(clock_now(property->clock), property->zone);
    json_t *people = NULL;
    json_t *orders = NULL;
    Night from;
    gint64 days;

    if (!page_night(request, "from", today, &from) ||
        !http_request_query_integer(request, "days", 1, 31, 7, &days)) {
        return;
    }
    DatabaseStatus status = read_people(connection, &people, &error);
    if (status == DATABASE_OK) {
        status =
            technician_orders(connection, instant_from_local(from, 0, 0, property->zone),
                              instant_from_local(from + (Night)days, 0, 0, property->zone), &orders, &error);
    }
    if (status != DATABASE_OK) {
        json_decref(people);
        desk_answer_failure(request, status, &error);
        return;
    }
    http_request_respond_json(request, 200,
                              json_pack("{s:o, s:I, s:o, s:o}", "from", json_from_night(from), "days",
                                        (json_int_t)days, "technicians", people, "orders", orders));
}

CATALOG_HANDLERS(technician)

const HttpRoute technician_routes[] = {
    CATALOG_ROUTES(technician, "/v1/technicians", "{technician}", "{?limit,cursor}", STAFF_PLAN_MAINTENANCE),
    MAINTENANCE_POST("/v1/technicians/{technician}/calendar", STAFF_PLAN_MAINTENANCE, post_calendar),
    MAINTENANCE_GET("/v1/maintenance/calendar{?from,days}", STAFF_SEE_MAINTENANCE, get_calendar),
};
const gsize technician_route_count = G_N_ELEMENTS(technician_routes);
