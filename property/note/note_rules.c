#include "property/note/note_rules.h"

#include <glib.h>
#include <string.h>

const char *const note_kind_codes[] = {"trace", "alert", "message", "wake_up", "locator", "log",
                                       "lost",  "found", "luggage", "valet",   NULL};
const char *const note_departments[] = {"frontdesk",  "housekeeping", "maintenance", "food", "reservations",
                                        "accounting", "concierge",    "manager",     NULL};
const char *const note_occasions[] = {"check_in", "check_out", "both", NULL};

/* What a kind cannot do without. */
typedef enum Need {
    NEED_TEXT = 1 << 0,
    NEED_DEPARTMENT = 1 << 1,
    NEED_OCCASION = 1 << 2,
    NEED_STAY = 1 << 3,
    NEED_GUEST = 1 << 4, /* in the house or expected */
    NEED_DATE = 1 << 5,
    NEED_TIME = 1 << 6,
    NEED_PLACE = 1 << 7,
    NEED_TAG = 1 << 8,
} Need;

static const unsigned needs[NOTE_KIND_COUNT] = {
    [NOTE_TRACE] = NEED_TEXT | NEED_DEPARTMENT | NEED_DATE,
    [NOTE_ALERT] = NEED_TEXT | NEED_OCCASION | NEED_GUEST,
    [NOTE_MESSAGE] = NEED_TEXT | NEED_GUEST,
    [NOTE_WAKE_UP] = NEED_STAY | NEED_DATE | NEED_TIME,
    [NOTE_LOCATOR] = NEED_STAY | NEED_PLACE,
    [NOTE_LOG] = NEED_TEXT,
    [NOTE_LOST] = NEED_TEXT,
    [NOTE_FOUND] = NEED_TEXT | NEED_PLACE,
    [NOTE_LUGGAGE] = NEED_TEXT | NEED_PLACE | NEED_TAG,
    [NOTE_VALET] = NEED_PLACE | NEED_TAG,
};

const VerdictWords note_verdicts[] = {
    [NOTE_ACCEPTED] = {"accepted", "The note is accepted."},
    [NOTE_TEXT_MISSING] = {"text_missing", "Say what it is about.", "/text"},
    [NOTE_DEPARTMENT_MISSING] = {"department_missing", "Say which department is to do it.", "/department"},
    [NOTE_OCCASION_MISSING] = {"occasion_missing",
                               "Say when the alert is to pop up: at check-in, at check-out, or both.",
                               "/occasion"},
    [NOTE_STAY_MISSING] = {"stay_missing", "Say for which guest in the house it is.", "/stay_id"},
    [NOTE_GUEST_MISSING] = {"guest_missing", "Say for which reservation or guest in the house it is.",
                            "/confirmation_number"},
    [NOTE_DATE_MISSING] = {"date_missing", "Say for which day it is.", "/due_on"},
    [NOTE_TIME_MISSING] = {"time_missing", "Say at what time, such as 06:30.", "/due_at"},
    [NOTE_DATE_PAST] = {"date_past", "That day is over. Choose the business date or a later one.", "/due_on"},
    [NOTE_PLACE_MISSING] = {"place_missing", "Say where.", "/place"},
    [NOTE_TAG_MISSING] = {"tag_missing", "Give the number of the ticket, or the plate of the car.", "/tag"},
};

static NoteVerdict check_about(const NoteWish *wish, unsigned need)
{
    if ((need & NEED_TEXT) && wish->text == NULL) {
        return NOTE_TEXT_MISSING;
    }
    if ((need & NEED_DEPARTMENT) && wish->department == NULL) {
        return NOTE_DEPARTMENT_MISSING;
    }
    if ((need & NEED_OCCASION) && wish->occasion == NULL) {
        return NOTE_OCCASION_MISSING;
    }
    if ((need & NEED_PLACE) && wish->place == NULL) {
        return NOTE_PLACE_MISSING;
    }
    return (need & NEED_TAG) && wish->tag == NULL ? NOTE_TAG_MISSING : NOTE_ACCEPTED;
}

static NoteVerdict check_whom_and_when(const NoteWish *wish, unsigned need, Night business_date)
{
    if ((need & NEED_STAY) && !wish->for_stay) {
        return NOTE_STAY_MISSING;
    }
    if ((need & NEED_GUEST) && !wish->for_stay && !wish->for_reservation) {
        return NOTE_GUEST_MISSING;
    }
    if ((need & NEED_DATE) && wish->due_on == NIGHT_NONE) {
        return NOTE_DATE_MISSING;
    }
    if (wish->due_on != NIGHT_NONE && wish->due_on < business_date) {
        return NOTE_DATE_PAST;
    }
    return (need & NEED_TIME) && wish->due_minute < 0 ? NOTE_TIME_MISSING : NOTE_ACCEPTED;
}

NoteVerdict note_check(const NoteWish *wish, Night business_date)
{
    g_assert(wish->kind < NOTE_KIND_COUNT);
    NoteVerdict verdict = check_about(wish, needs[wish->kind]);

    return verdict == NOTE_ACCEPTED ? check_whom_and_when(wish, needs[wish->kind], business_date) : verdict;
}

const char *note_wake_up_outcome(const char *answer)
{
    static const char *const outcomes[][2] = {{"OK", "answered"}, {"NR", "no_answer"}, {"BY", "busy"}};

    for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        if (strcmp(outcomes[i][0], answer) == 0) {
            return outcomes[i][1];
        }
    }
    return "failed";
}

bool note_wake_up_done(const char *outcome)
{
    return strcmp(outcome, "answered") == 0;
}
