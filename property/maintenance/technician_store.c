#include "property/maintenance/technician_store.h"

#include "property/command/statement.h"
#include "property/maintenance/work_order_rules.h"

#define DAYS_AHEAD 15
#define OVER "('repaired', 'checked', 'closed', 'cancelled', 'duplicate')"

static const OdbcStatement list_technicians = {
    "list_technicians",
    "SELECT t.technician, t.name, t.staff, COALESCE(s.level, 0), "
    "(SELECT COUNT(*) FROM work_order w WHERE w.technician = t.technician AND w.state NOT IN " OVER "), "
    "(SELECT COALESCE(SUM(w.estimated_minutes), 0) FROM work_order w WHERE w.technician = t.technician AND "
    "w.state NOT IN " OVER
    ") FROM technician t LEFT JOIN technician_skill s ON s.technician = t.technician AND "
    "s.category = ? WHERE t.retired = 0 ORDER BY t.technician",
    1,
};
static const OdbcStatement list_hours = {
    "list_technician_hours",
    "SELECT weekday, from_minute, until_minute FROM technician_hours WHERE technician = ? ORDER BY weekday",
    1,
};
static const OdbcStatement list_skills = {
    "list_technician_skills",
    "SELECT category, level FROM technician_skill WHERE technician = ? ORDER BY level DESC, category",
    1,
};
static const OdbcStatement list_absences = {
    "list_technician_absences",
    "SELECT from_day, until_day, reason FROM technician_absence WHERE technician = ? AND until_day >= ? "
    "ORDER BY "
    "from_day LIMIT 100",
    2,
};
static const OdbcStatement list_busy = {
    "list_technician_busy",
    "SELECT scheduled_from, scheduled_until FROM work_order WHERE technician = ? AND scheduled_from IS NOT "
    "NULL "
    "AND scheduled_until > ? AND work_order <> ? AND state NOT IN " OVER " ORDER BY scheduled_from",
    3,
};
static const OdbcStatement list_orders = {
    "list_scheduled_orders",
    "SELECT work_order, technician, symptom, room, area, state, priority, category, scheduled_from, "
    "scheduled_until FROM work_order WHERE scheduled_from >= ? AND scheduled_from < ? AND technician IS NOT "
    "NULL "
    "AND state NOT IN ('cancelled', 'duplicate') ORDER BY scheduled_from LIMIT 1000",
    2,
};
static const OdbcStatement clear_statements[] = {
    {"clear_technician_skills", "DELETE FROM technician_skill WHERE technician = ?", 1},
    {"clear_technician_hours", "DELETE FROM technician_hours WHERE technician = ?", 1},
    {"clear_technician_absences", "DELETE FROM technician_absence WHERE technician = ?", 1},
};
static const OdbcStatement add_skill = {
    "add_technician_skill",
    "INSERT INTO technician_skill (technician, category, level) VALUES (?, ?, ?) ON CONFLICT (technician, "
    "category) DO UPDATE SET level = excluded.level",
    3,
};
static const OdbcStatement add_hours = {
    "add_technician_hours",
    "INSERT INTO technician_hours (technician, weekday, from_minute, until_minute) VALUES (?, ?, ?, ?)",
    4,
};
static const OdbcStatement add_absence = {
    "add_technician_absence",
    "INSERT INTO technician_absence (technician_absence, technician, from_day, until_day, reason) VALUES (?, "
    "?, "
    "?, ?, ?)",
    5,
};
static const OdbcStatement find_staff = {
    "find_technician_staff",
    "SELECT staff FROM technician WHERE technician = ?",
    1,
};
static const OdbcStatement find_hourly = {
    "find_technician_hourly",
    "SELECT hourly_minor FROM technician WHERE staff = ? OR technician = ? ORDER BY CASE WHEN staff = ? THEN "
    "0 "
    "ELSE 1 END LIMIT 1",
    3,
};

static void record_free(gpointer data)
{
    TechnicianRecord *record = data;

    g_array_unref(record->closed_days);
    g_array_unref(record->busy);
    g_free(record->name);
    g_free(record->staff);
    g_free(record);
}

static TechnicianRecord *record_of_row(const OdbcResult *result, guint row, GTimeZone *zone)
{
    TechnicianRecord *record = g_new0(TechnicianRecord, 1);

    record->closed_days = g_array_new(FALSE, FALSE, sizeof(Night));
    record->busy = g_array_new(FALSE, FALSE, sizeof(BusySpan));
    record->name = g_strdup(odbc_result_text(result, row, 1));
    record->staff = g_strdup(odbc_result_text(result, row, 2));
    record->view = (TechnicianView){
        .technician = odbc_result_int64(result, row, 0),
        .level = (int)odbc_result_int64(result, row, 3),
        .open_orders = odbc_result_int64(result, row, 4),
        .load_minutes = odbc_result_int64(result, row, 5),
        .hours = {.zone = zone, .closed_days = record->closed_days},
        .busy = record->busy,
    };
    return record;
}

static void take_hours(TechnicianRecord *record, const OdbcResult *hours)
{
    for (guint row = 0; row < odbc_result_rows(hours); row++) {
        int64_t weekday = odbc_result_int64(hours, row, 0);
        record->view.hours.from_minute[weekday] = (int)odbc_result_int64(hours, row, 1);
        record->view.hours.until_minute[weekday] = (int)odbc_result_int64(hours, row, 2);
    }
}

/* The days of absence that matter for a suggestion. */
static void take_absences(TechnicianRecord *record, const OdbcResult *absences, Night today)
{
    for (guint row = 0; row < odbc_result_rows(absences); row++) {
        Night from = (Night)odbc_result_int64(absences, row, 0);
        Night until = (Night)odbc_result_int64(absences, row, 1);
        for (Night day = MAX(from, today); day <= MIN(until, today + DAYS_AHEAD); day++) {
            g_array_append_val(record->closed_days, day);
        }
    }
}

static void take_busy(TechnicianRecord *record, const OdbcResult *busy)
{
    for (guint row = 0; row < odbc_result_rows(busy); row++) {
        BusySpan span = {odbc_result_int64(busy, row, 0), odbc_result_int64(busy, row, 1)};
        g_array_append_val(record->busy, span);
    }
}

static DatabaseStatus read_one(OdbcConnection *connection, const TechnicianQuestion *question,
                               TechnicianRecord *record, GError **error)
{
    g_autoptr(OdbcResult) hours = NULL;
    g_autoptr(OdbcResult) absences = NULL;
    g_autoptr(OdbcResult) busy = NULL;
    int64_t technician = record->view.technician;
    Night today = instant_local_date(question->now, question->zone);

    DatabaseStatus status = statement_run(connection, &list_hours, &hours, error, "l", technician);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &list_absences, &absences, error, "ln", technician, today);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &list_busy, &busy, error, "lal", technician, question->now,
                               question->except);
    }
    if (status == DATABASE_OK) {
        take_hours(record, hours);
        take_absences(record, absences, today);
        take_busy(record, busy);
    }
    return status;
}

DatabaseStatus technicians_read(OdbcConnection *connection, const TechnicianQuestion *question,
                                GPtrArray **ret_technicians, GError **error)
{
    g_autoptr(OdbcResult) result = NULL;
    g_autoptr(GPtrArray) technicians = g_ptr_array_new_with_free_func(record_free);

    DatabaseStatus status =
        statement_run(connection, &list_technicians, &result, error, "s", question->category);
    for (guint row = 0; status == DATABASE_OK && row < odbc_result_rows(result); row++) {
        TechnicianRecord *record = record_of_row(result, row, question->zone);
        g_ptr_array_add(technicians, record);
        status = read_one(connection, question, record, error);
    }
    if (status == DATABASE_OK) {
        *ret_technicians = g_steal_pointer(&technicians);
    }
    return status;
}

static DatabaseStatus put_skills(OdbcConnection *connection, int64_t technician, const GArray *skills,
                                 GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; skills != NULL && i < skills->len && status == DATABASE_OK; i++) {
        const TechnicianSkill *skill = &g_array_index(skills, TechnicianSkill, i);
        status = statement_run(connection, &add_skill, NULL, error, "lsl", technician,
                               work_category_codes[skill->category], skill->level);
    }
    return status;
}

static DatabaseStatus put_hours(OdbcConnection *connection, int64_t technician, const GArray *hours,
                                GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; hours != NULL && i < hours->len && status == DATABASE_OK; i++) {
        const TechnicianHours *day = &g_array_index(hours, TechnicianHours, i);
        status = statement_run(connection, &add_hours, NULL, error, "llll", technician, day->weekday,
                               day->from_minute, day->until_minute);
    }
    return status;
}

static DatabaseStatus put_absences(OdbcConnection *connection, int64_t technician, const GArray *absences,
                                   GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (guint i = 0; absences != NULL && i < absences->len && status == DATABASE_OK; i++) {
        const TechnicianAbsence *absence = &g_array_index(absences, TechnicianAbsence, i);
        int64_t number;
        status = record_number(connection, "technician_absence", &number, error);
        if (status == DATABASE_OK) {
            status = statement_run(connection, &add_absence, NULL, error, "llnns", number, technician,
                                   absence->from_day, absence->until_day, absence->reason);
        }
    }
    return status;
}

DatabaseStatus technician_calendar_write(OdbcConnection *connection, int64_t technician, const GArray *skills,
                                         const GArray *hours, const GArray *absences, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    for (gsize i = 0; i < G_N_ELEMENTS(clear_statements) && status == DATABASE_OK; i++) {
        status = statement_run(connection, &clear_statements[i], NULL, error, "l", technician);
    }
    if (status == DATABASE_OK) {
        status = put_skills(connection, technician, skills, error);
    }
    if (status == DATABASE_OK) {
        status = put_hours(connection, technician, hours, error);
    }
    return status == DATABASE_OK ? put_absences(connection, technician, absences, error) : status;
}

static json_t *skill_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:s, s:I}", "category", odbc_result_text(result, row, 0), "level",
                     (json_int_t)odbc_result_int64(result, row, 1));
}

static json_t *hours_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:I, s:I, s:I}", "weekday", (json_int_t)odbc_result_int64(result, row, 0),
                     "from_minute", (json_int_t)odbc_result_int64(result, row, 1), "until_minute",
                     (json_int_t)odbc_result_int64(result, row, 2));
}

static json_t *absence_of_row(const OdbcResult *result, guint row)
{
    return json_pack("{s:o, s:o, s:s}", "from_day", json_from_night(statement_night(result, row, 0)),
                     "until_day", json_from_night(statement_night(result, row, 1)), "reason",
                     odbc_result_text(result, row, 2));
}

static json_t *rows_json(const OdbcResult *result, json_t *(*of_row)(const OdbcResult *, guint))
{
    json_t *rows = json_array();

    for (guint row = 0; row < odbc_result_rows(result); row++) {
        json_array_append_new(rows, of_row(result, row));
    }
    return rows;
}

DatabaseStatus technician_calendar_read(OdbcConnection *connection, int64_t technician, json_t *document,
                                        GError **error)
{
    g_autoptr(OdbcResult) skills = NULL;
    g_autoptr(OdbcResult) hours = NULL;
    g_autoptr(OdbcResult) absences = NULL;

    DatabaseStatus status = statement_run(connection, &list_skills, &skills, error, "l", technician);
    if (status == DATABASE_OK) {
        status = statement_run(connection, &list_hours, &hours, error, "l", technician);
    }
    if (status == DATABASE_OK) {
        status = statement_run(connection, &list_absences, &absences, error, "ln", technician, NIGHT_MIN);
    }
    if (status == DATABASE_OK) {
        json_object_set_new(document, "skills", rows_json(skills, skill_of_row));
        json_object_set_new(document, "hours", rows_json(hours, hours_of_row));
        json_object_set_new(document, "absences", rows_json(absences, absence_of_row));
    }
    return status;
}

static json_t *order_of_row(const OdbcResult *result, guint row)
{
    return json_pack(
        "{s:I, s:I, s:s, s:o, s:o, s:s, s:s, s:s, s:o, s:o}", "work_order",
        (json_int_t)odbc_result_int64(result, row, 0), "technician",
        (json_int_t)odbc_result_int64(result, row, 1), "symptom", odbc_result_text(result, row, 2), "room",
        json_from_text(odbc_result_text(result, row, 3)), "area",
        json_from_text(odbc_result_text(result, row, 4)), "state", odbc_result_text(result, row, 5),
        "priority", odbc_result_text(result, row, 6), "category", odbc_result_text(result, row, 7), "from",
        json_from_instant(odbc_result_int64(result, row, 8)), "until",
        json_from_instant(statement_instant(result, row, 9)));
}

DatabaseStatus technician_orders(OdbcConnection *connection, Instant from, Instant until, json_t **ret_orders,
                                 GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &list_orders, &result, error, "aa", from, until);
    if (status == DATABASE_OK) {
        *ret_orders = rows_json(result, order_of_row);
    }
    return status;
}

DatabaseStatus technician_staff(OdbcConnection *connection, int64_t technician, char **ret_staff,
                                GError **error)
{
    g_autoptr(OdbcResult) result = NULL;

    DatabaseStatus status = statement_run(connection, &find_staff, &result, error, "l", technician);
    if (status == DATABASE_OK && odbc_result_rows(result) == 1) {
        *ret_staff = g_strdup(odbc_result_text(result, 0, 0));
    }
    return status;
}

DatabaseStatus technician_hourly(OdbcConnection *connection, const char *staff, int64_t technician,
                                 int64_t *ret_hourly_minor, GError **error)
{
    return record_count(connection, &find_hourly, ret_hourly_minor, error, "sls", staff, technician, staff);
}
