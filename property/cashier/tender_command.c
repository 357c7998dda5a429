#include "property/cashier/tender_command.h"

#include "property/cashier/cash_rules.h"
#include "property/cashier/exchange_rules.h"
#include "property/cashier/exchange_store.h"

#define TENDERED_MAX_MINOR INT64_C(1000000000000)

static const JsonField tender_fields[] = {
    FIELD_CURRENCY("currency", TenderRequest, currency, .required = true),
    FIELD_INT("amount_minor", TenderRequest, amount_minor, .required = true, .min = 1,
              .max = TENDERED_MAX_MINOR),
};
const JsonShape tender_shape = JSON_SHAPE(TenderRequest, tender_fields);

static DatabaseStatus refuse(Command *command, const char *at, const char *member, const char *code,
                             const char *detail)
{
    g_autofree char *pointer = g_strconcat(at, member, NULL);

    return command_refuse_field(command, pointer, code, detail);
}

/* The change in coins; FALSE, with a refusal, when the money does not fit what is due. */
static DatabaseStatus decide(Command *command, const char *at, const TenderRequest *request,
                             int64_t due_minor, Tender *tender)
{
    const ChainHotel *hotel = command->property->hotel;
    TenderVerdict verdict = TENDER_TOO_MUCH;

    if (exchange_value(request->amount_minor, request->currency, tender->rate_millionths, hotel->currency,
                       &tender->value_minor)) {
        verdict = tender_decide(cash_payable_minor(due_minor, hotel->cash_step_minor), tender->value_minor,
                                hotel->cash_step_minor, &tender->change_minor);
    }
    return verdict == TENDER_ACCEPTED
               ? DATABASE_OK
               : refuse(command, at, "/tendered/amount_minor",
                        verdict == TENDER_TOO_LITTLE ? "tendered_too_little" : "tendered_too_much",
                        "The money handed over does not fit the amount. Check both.");
}

DatabaseStatus command_read_tender(Command *command, const char *at, const TenderRequest *request,
                                   const PaidBy *paid, int64_t due_minor, Tender *ret_tender,
                                   bool *ret_tendered, GError **error)
{
    DatabaseStatus status = DATABASE_OK;

    *ret_tendered = request->currency != NULL;
    if (!*ret_tendered) {
        return DATABASE_OK;
    }
    if (paid->kind != MEANS_CASH || due_minor < 0) {
        return refuse(command, at, "/tendered", "tendered_not_cash",
                      "Only cash that comes in can be of another currency or give change.");
    }
    *ret_tender = (Tender){.currency = request->currency->code,
                           .tendered_minor = request->amount_minor,
                           .rate_millionths = EXCHANGE_ONE};
    if (request->currency != command->property->hotel->currency) {
        status = exchange_rate_find(command->connection, request->currency->code, command->business_date,
                                    &ret_tender->rate_millionths, error);
    }
    if (status != DATABASE_OK) {
        return status;
    }
    if (ret_tender->rate_millionths == 0) {
        return refuse(command, at, "/tendered/currency", "rate_unknown",
                      "No rate of exchange is set for this money. Ask a manager to set one.");
    }
    return decide(command, at, request, due_minor, ret_tender);
}
