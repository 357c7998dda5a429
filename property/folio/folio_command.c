#include "property/folio/folio_command.h"

#include "property/folio/account_store.h"
#include "property/stay/check_in.h"
#include "property/stay/stay_change_store.h"
#include "property/stay/stay_command.h"
#include "property/stay/stay_store.h"

void open_folio_clear(OpenFolio *folio)
{
    stay_free(folio->stay);
}

PostingContext command_posting_context(const Command *command)
{
    return (PostingContext){command->property->hotel, command->business_date, command->now,
                            command->staff->user};
}

static StayVerdict decide_use(FolioUse use, StayStatus status, int64_t open_minor)
{
    switch (use) {
    case FOLIO_CHARGES:
        return stay_in_house_decide(status);
    case FOLIO_SETTLES:
        return stay_settle_decide(status, open_minor);
    case FOLIO_LATE:
        return stay_late_charge_decide(status);
    default: /* FOLIO_READS */
        return STAY_ALLOWED;
    }
}

DatabaseStatus open_folio(Command *command, FolioUse use, OpenFolio *folio, GError **error)
{
    int64_t open_minor = 0;

    DatabaseStatus status = command_find_stay(command, &folio->stay, error);
    if (status == DATABASE_OK && folio->stay->status == STAY_CHECKED_OUT) {
        status = folio_open_minor(command->connection, folio->stay->stay_id, &open_minor, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    StayVerdict verdict = decide_use(use, folio->stay->status, open_minor);
    if (verdict != STAY_ALLOWED) {
        return command_refuse_verdict(command, verdict);
    }
    folio->context = command_posting_context(command);
    return DATABASE_OK;
}

DatabaseStatus folio_stay_keep(Command *command, Stay *stay, GError **error)
{
    return stay->status == STAY_IN_HOUSE
               ? stay_save(command->connection, stay, error)
               : stay_tell(command->connection, stay, "stay_update", NULL, command->now, error);
}

DatabaseStatus close_folio(Command *command, const OpenFolio *folio, GError **error)
{
    DatabaseStatus status = folio_stay_keep(command, folio->stay, error);

    if (status == DATABASE_OK) {
        command->answer_status = 201;
        command->answer = stay_to_json(folio->stay);
    }
    return status;
}

DatabaseStatus folio_late_note(Command *command, const Stay *stay, const FolioCharge *charge, GError **error)
{
    json_t *detail = json_pack("{s:s, s:I}", "department", folio_department_code(charge->department),
                               "amount_minor", (json_int_t)charge->amount_minor);

    return stay_change_add(command, stay->stay_id, "late_charge", charge->description, detail, error);
}

DatabaseStatus folio_charge(Command *command, OpenFolio *folio, const FolioCharge *charge,
                            int64_t *ret_number, GError **error)
{
    Posting posting = posting_of_context(&folio->context);
    DatabaseStatus status = DATABASE_OK;

    if (folio->stay->status == STAY_CHECKED_OUT) {
        posting.service_date = folio->stay->checked_out_on;
        status = folio_late_note(command, folio->stay, charge, error);
    }
    posting.department = charge->department;
    posting.code = folio_department_code(charge->department);
    posting.description = charge->description;
    posting.amount_minor = charge->amount_minor;
    posting.window = charge->window;
    return status == DATABASE_OK ? folio_post_taxed(command->connection, folio->stay, &posting,
                                                    &folio->context, ret_number, error)
                                 : status;
}

DatabaseStatus refuse_posting(Command *command, const char *pointer, FolioVerdict verdict)
{
    return command_refuse_field(command, pointer, folio_verdicts[verdict].code, folio_verdicts[verdict].text);
}

const char *folio_verdict_pointer(FolioVerdict verdict)
{
    switch (verdict) {
    case FOLIO_DEPARTMENT_NOT_BY_HAND:
        return "/department";
    case FOLIO_DESCRIPTION_MISSING:
    case FOLIO_DESCRIPTION_TOO_LONG:
        return "/description";
    default:
        return "/amount_minor";
    }
}

DatabaseStatus close_change(Command *command, const OpenFolio *folio, bool found, FolioVerdict verdict,
                            const char *pointer, GError **error)
{
    if (!found) {
        return command_refuse(command, 404, "posting_not_found", "This folio has no such posting.");
    }
    return verdict == FOLIO_ACCEPTED ? close_folio(command, folio, error)
                                     : refuse_posting(command, pointer, verdict);
}

DatabaseStatus command_check_target(Command *command, int64_t account_id, const char *pointer, GError **error)
{
    g_auto(Account) account = {0};
    g_autoptr(Stay) stay = NULL;

    DatabaseStatus status = account_find(command->connection, account_id, &account, error);
    if (status == DATABASE_OK && account.account_id != 0 && account.kind == ACCOUNT_STAY) {
        status = stay_find(command->connection, account_id, &stay, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    bool fits = stay != NULL ? stay->status == STAY_IN_HOUSE
                             : account.account_id != 0 && account.kind == ACCOUNT_MASTER && account.open;
    return fits ? DATABASE_OK
                : command_refuse_field(command, pointer, "account_not_open",
                                       "Only a guest in the house or an open house account takes this over.");
}

DatabaseStatus command_check_cash(Command *command, FolioPlace place, const PaidBy *paid,
                                  int64_t amount_minor, GError **error)
{
    int64_t step_minor = command->property->hotel->cash_step_minor;
    bool cash = paid->kind == MEANS_CASH;
    int64_t balances_minor[FOLIO_WINDOW_MAX + 1] = {0};
    DatabaseStatus status = DATABASE_OK;

    if (folio_cash_check(cash, amount_minor, 0, step_minor) == FOLIO_ACCEPTED) {
        return DATABASE_OK;
    }
    status = folio_window_balances(command->connection, place.account_id, balances_minor, error);
    if (status != DATABASE_OK) {
        return status;
    }
    FolioVerdict verdict = folio_cash_check(cash, amount_minor, balances_minor[place.window], step_minor);
    return verdict == FOLIO_ACCEPTED ? DATABASE_OK : refuse_posting(command, "/amount_minor", verdict);
}

static const JsonField correction_fields[] = {
    FIELD_INT("posting_number", FolioCorrection, posting_number, .required = true, .min = 1,
              .max = INT64_MAX),
    FIELD_TEXT("reason", FolioCorrection, reason, .required = true, .max_length = FOLIO_DESCRIPTION_MAX),
};
const JsonShape folio_correction_shape = JSON_SHAPE(FolioCorrection, correction_fields);
