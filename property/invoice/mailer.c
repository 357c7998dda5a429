#include "property/invoice/mailer.h"

#include "ops/clock.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "property/device/guest_record.h"
#include "property/invoice/invoice_pdf.h"
#include "property/invoice/invoice_store.h"
#include "property/invoice/mailing_store.h"
#include "property/stay/stay_store.h"
#include <string.h>

#define LOOK_AT_LEAST_US INT64_C(60000000) /* also when nobody says that something is due */

struct Mailer {
    Property *property;
    MailerOptions options;
    GThread *thread;
    GMutex mutex;
    GCond wake;
    bool stopping;
    bool woken;
    Counter *sent_counter;
    Counter *failed_counter;
};

/* One mailing on its way. */
typedef struct Attempt {
    Mailer *mailer;
    MailingDue due; /* mailing_id 0: none is due */
    Invoice invoice;
    bool chinese;
    bool sent;
    MailError problem;
    char *said;
    Instant next_due; /* of the next that waits; INSTANT_NONE */
    DatabaseStatus status;
} Attempt;

static void attempt_clear(Attempt *attempt)
{
    mailing_due_clear(&attempt->due);
    invoice_clear(&attempt->invoice);
    g_free(attempt->said);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attempt, attempt_clear)

Mailer *mailer_new(Property *property, const MailerOptions *options)
{
    Mailer *mailer = g_new0(Mailer, 1);

    mailer->property = property;
    mailer->options = *options;
    g_mutex_init(&mailer->mutex);
    g_cond_init(&mailer->wake);
    mailer->sent_counter =
        metrics_counter("keyrack_property_mail_sent_total", "invoices the mail server took", NULL);
    mailer->failed_counter = metrics_counter("keyrack_property_mail_failed_total",
                                             "attempts to send an invoice that failed", NULL);
    return mailer;
}

void mailer_free(Mailer *mailer)
{
    if (mailer == NULL) {
        return;
    }
    g_cond_clear(&mailer->wake);
    g_mutex_clear(&mailer->mutex);
    g_free(mailer);
}

void mailer_wake(Mailer *mailer)
{
    if (mailer == NULL) {
        return;
    }
    g_mutex_lock(&mailer->mutex);
    mailer->woken = true;
    g_cond_signal(&mailer->wake);
    g_mutex_unlock(&mailer->mutex);
}

Instant mailer_due(const Mailer *mailer)
{
    return mailer != NULL ? clock_now(mailer->property->wall) : INSTANT_NONE;
}

/* ---- the store ---- */

/* In the language of the guest, when it is one we write. */
static DatabaseStatus read_language(Attempt *attempt, OdbcConnection *connection, GError **error)
{
    const char *hotels = attempt->mailer->property->hotel->language;
    g_autoptr(Stay) stay = NULL;
    g_auto(GuestTraits) traits = {0};

    DatabaseStatus status = stay_find(connection, attempt->invoice.place.account_id, &stay, error);
    if (status == DATABASE_OK && stay != NULL) {
        status = guest_traits_read(connection, stay, &traits, error);
    }
    attempt->chinese = strcmp(traits.language[0] != '\0' ? traits.language : hotels, "zh") == 0;
    return status;
}

/* The attempt counts from here on: a message that ends the node is not tried for ever. */
static DatabaseStatus take_body(OdbcConnection *connection, gpointer data, GError **error)
{
    Attempt *attempt = data;
    const Mailer *mailer = attempt->mailer;
    Instant now = clock_now(mailer->property->wall);

    DatabaseStatus status = mailing_take_due(connection, now, &attempt->due, &attempt->next_due, error);
    if (status != DATABASE_OK || attempt->due.mailing_id == 0) {
        return status;
    }
    Instant again = now + mailing_pause_us(&mailer->options.patience, attempt->due.attempts);
    status = mailing_count(connection, attempt->due.mailing_id, again, error);
    if (status == DATABASE_OK) {
        status = invoice_find(connection, attempt->due.invoice_id, &attempt->invoice, error);
    }
    return status == DATABASE_OK ? read_language(attempt, connection, error) : status;
}

static void take(OdbcConnection *connection, gpointer data)
{
    Attempt *attempt = data;
    g_autoptr(GError) error = NULL;

    attempt->status = odbc_run_transaction(connection, take_body, attempt, &error);
    if (attempt->status != DATABASE_OK) {
        log_error("waiting mail not read", log_error_text(error));
    }
}

static DatabaseStatus keep_body(OdbcConnection *connection, gpointer data, GError **error)
{
    const Attempt *attempt = data;
    const Mailer *mailer = attempt->mailer;
    Instant now = clock_now(mailer->property->wall);

    if (attempt->sent) {
        return mailing_taken(connection, attempt->due.mailing_id, now, error);
    }
    bool over = mailing_gives_up(&mailer->options.patience, attempt->problem, attempt->due.attempts);
    MailingFailure failure = {
        .problem = mailing_problem_code(attempt->problem),
        .said = attempt->said,
        .next_at =
            over ? INSTANT_NONE : now + mailing_pause_us(&mailer->options.patience, attempt->due.attempts),
        .failed_at = over ? now : INSTANT_NONE,
    };
    return mailing_failed(connection, attempt->due.mailing_id, &failure, error);
}

static void keep(OdbcConnection *connection, gpointer data)
{
    Attempt *attempt = data;
    g_autoptr(GError) error = NULL;

    attempt->status = odbc_run_transaction(connection, keep_body, attempt, &error);
    if (attempt->status != DATABASE_OK) {
        log_error("what became of a mail not kept", log_int("mailing_id", attempt->due.mailing_id),
                  log_error_text(error));
    }
}

/* ---- sending ---- */

static bool send_invoice(Attempt *attempt, GBytes *paper, GError **error)
{
    const Mailer *mailer = attempt->mailer;
    const ChainHotel *hotel = mailer->property->hotel;
    const char *name = attempt->chinese ? hotel->name.zh : hotel->name.en;
    const char *number = attempt->invoice.number_text;
    g_autofree char *id =
        mailing_message_id(hotel->code, attempt->due.mailing_id, attempt->due.asked_at, mailer->options.from);
    g_autofree char *subject = mailing_subject(number, name, attempt->chinese);
    g_autofree char *text = mailing_text(number, name, attempt->chinese);
    g_autofree char *file = g_strconcat(number, ".pdf", NULL);
    Mail mail = {
        .from = mailer->options.from,
        .from_name = name,
        .to = attempt->due.email,
        .subject = subject,
        .text = text,
        .message_id = id,
        .date = clock_now(mailer->property->wall),
        .file_name = file,
        .file_type = "application/pdf",
        .file = paper,
    };

    return mail_send(&mailer->options.server, &mail, &attempt->said, error);
}

static void send_attempt(Attempt *attempt)
{
    Mailer *mailer = attempt->mailer;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) paper = invoice_pdf(attempt->invoice.document, attempt->chinese, &error);

    attempt->sent = paper != NULL && send_invoice(attempt, paper, &error);
    if (attempt->sent) {
        counter_add(mailer->sent_counter, 1);
        return;
    }
    attempt->problem =
        error->domain == MAIL_ERROR ? (MailError)error->code : MAIL_ERROR_REFUSED; /* no paper, no mail */
    counter_add(mailer->failed_counter, 1);
    log_their_fault("invoice not sent by mail", log_int("mailing_id", attempt->due.mailing_id),
                    log_int("attempt", attempt->due.attempts), log_error_text(error));
}

/* Sends what is due, one; gives when to look again (monotonic). */
static int64_t send_next(Mailer *mailer)
{
    g_auto(Attempt) attempt = {.mailer = mailer, .status = DATABASE_SOFT};
    int64_t soon_us = clock_monotonic_us() + LOOK_AT_LEAST_US;

    if (!desk_call(mailer->property->desk, take, &attempt) || attempt.status != DATABASE_OK) {
        return soon_us;
    }
    if (attempt.due.mailing_id == 0) {
        int64_t wait_us = attempt.next_due != INSTANT_NONE
                              ? attempt.next_due - clock_now(mailer->property->wall)
                              : LOOK_AT_LEAST_US;
        return clock_monotonic_us() + CLAMP(wait_us, 0, LOOK_AT_LEAST_US);
    }
    send_attempt(&attempt);
    desk_call(mailer->property->desk, keep, &attempt);
    return clock_monotonic_us();
}

static gpointer send_for_ever(gpointer data)
{
    Mailer *mailer = data;

    for (;;) {
        int64_t until_us = send_next(mailer);
        g_mutex_lock(&mailer->mutex);
        while (!mailer->stopping && !mailer->woken &&
               g_cond_wait_until(&mailer->wake, &mailer->mutex, until_us)) {
        }
        bool stopping = mailer->stopping;
        mailer->woken = false;
        g_mutex_unlock(&mailer->mutex);
        if (stopping) {
            return NULL;
        }
    }
}

void mailer_start(Mailer *mailer)
{
    mailer->thread = g_thread_new("mailer", send_for_ever, mailer);
}

void mailer_stop(Mailer *mailer)
{
    g_mutex_lock(&mailer->mutex);
    mailer->stopping = true;
    g_cond_signal(&mailer->wake);
    g_mutex_unlock(&mailer->mutex);
    g_clear_pointer(&mailer->thread, g_thread_join);
}
