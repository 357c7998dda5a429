#include "property/cashier/means_command.h"

#include "property/cashier/means_store.h"
#include <string.h>

static MeansVerdict decide(const PaymentMeans *means, const MeansRequest *request, const Currency *tendered,
                           Night today)
{
    if (means->code[0] == '\0') {
        return MEANS_UNKNOWN;
    }
    if (!means_holds_on(means, today)) {
        return MEANS_NOT_IN_USE;
    }
    return means->kind == MEANS_CITY_LEDGER
               ? MEANS_IS_DIRECT_BILL
               : means_detail_check(means, request->reference, request->last_four,
                                    tendered == NULL ? NULL : tendered->code);
}

DatabaseStatus command_check_means(Command *command, const char *at, const MeansRequest *request,
                                   const Currency *tendered, PaidBy *ret_paid, GError **error)
{
    g_auto(PaymentMeans) means = {0};

    DatabaseStatus status = means_find(command->connection, request->method, &means, error);
    if (status != DATABASE_OK) {
        return status;
    }
    MeansVerdict verdict = decide(&means, request, tendered, command->business_date);
    if (verdict != MEANS_ACCEPTED) {
        g_autofree char *pointer = g_strconcat(at, means_verdicts[verdict].pointer, NULL);
        return command_refuse_field(command, pointer, means_verdicts[verdict].code,
                                    means_verdicts[verdict].text);
    }
    *ret_paid =
        (PaidBy){.kind = means.kind, .reference = request->reference, .last_four = request->last_four};
    g_strlcpy(ret_paid->code, means.code, sizeof ret_paid->code);
    g_strlcpy(ret_paid->currency, means.currency, sizeof ret_paid->currency);
    return DATABASE_OK;
}
