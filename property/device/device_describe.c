/* What a device may ask about this side when the link starts (RT of LD), and the answer (LC). */
#include "property/cashier/means_store.h"
#include "property/device/device_talk.h"

#define PROGRAM "Keyrack"
#define INTERFACE_RELEASE "2.20.25" /* of the interface's description that the records keep to */
#define TIMEOUTS "0;60" /* seconds: card payments are not asked for here; an encoder has a minute */

typedef enum Asked {
    ASKED_PAYMENT_METHODS = 1,
    ASKED_PROGRAM = 4,
    ASKED_INTERFACE = 16,
    ASKED_DRIVER = 32,
    ASKED_TIMEOUTS = 128,
} Asked;

static char *payment_methods(const json_t *means)
{
    GString *codes = g_string_new(NULL);
    gsize index;
    const json_t *each;

    json_array_foreach(means, index, each)
    {
        if (json_is_true(json_object_get(each, "in_use"))) {
            g_string_append_printf(codes, "%s%s", codes->len > 0 ? "," : "",
                                   json_string_value(json_object_get(each, "code")));
        }
    }
    return g_string_free(codes, FALSE);
}

static void add_asked(FiasRecord *answer, int64_t asked)
{
    if (asked & ASKED_TIMEOUTS) {
        fias_record_add(answer, "A0", TIMEOUTS);
    }
    if (asked & ASKED_PROGRAM) {
        fias_record_add(answer, "A1", PROGRAM);
    }
    if (asked & ASKED_INTERFACE) {
        fias_record_add(answer, "A2", INTERFACE_RELEASE);
    }
    if (asked & ASKED_DRIVER) {
        fias_record_add(answer, "A3", INTERFACE_RELEASE);
    }
}

DatabaseStatus device_talk_describe(DeviceTalk *talk, OdbcConnection *connection, GError **error)
{
    json_auto_t *means = NULL;
    int64_t asked;

    if (!fias_amount_parse(fias_record_get(talk->record, "RT"), &asked) || asked < 0) {
        talk->outcome = DEVICE_UNPROCESSABLE;
        return DATABASE_OK;
    }
    if (asked == 0) {
        return DATABASE_OK;
    }
    DatabaseStatus status = means_json(connection, talk->business_date, &means, error);
    if (status != DATABASE_OK) {
        return status;
    }
    FiasRecord *answer = device_talk_reply(talk, "LC");
    if (asked & ASKED_PAYMENT_METHODS) {
        g_autofree char *codes = payment_methods(means);
        fias_record_add(answer, "RP", codes);
    }
    add_asked(answer, asked);
    fias_record_add(answer, "PH", talk->property->hotel->code);
    return DATABASE_OK;
}
