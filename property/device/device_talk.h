#ifndef KEYRACK_PROPERTY_DEVICE_DEVICE_TALK_H
#define KEYRACK_PROPERTY_DEVICE_DEVICE_TALK_H

/* One record of a device, being answered on the desk thread: what it asks for happens in one transaction, and
 * its answer is sent only after the commit. */

#include "property/device/posting_rules.h"
#include "property/note/note_store.h"
#include "property/property.h"
#include "property/stay/stay.h"

typedef struct DeviceTalk {
    Property *property;
    const DeviceInterface *interface;
    const FiasRecord *record;
    Instant now;          /* the hotel's time */
    Night business_date;  /* read in the transaction */
    GPtrArray *answers;   /* FiasRecord*, in the order of sending */
    DeviceAnswer outcome; /* what the log of refusals gets */
    bool ask_for_retry;   /* the store did not answer: so this is the whole answer */
} DeviceTalk;

/* Answers any record that is not of the link itself. Records nobody knows are passed over; FALSE then. */
bool device_talk_answer(DeviceTalk *talk, OdbcConnection *connection);

/* PS, and PR with an amount. In the transaction; adds a PA record. */
DatabaseStatus device_talk_post(DeviceTalk *talk, OdbcConnection *connection, GError **error);

/* Puts the lines of a posting onto a stay's bill, or an account's (ledger/account_command.h), as posted by
 * `by`. The stay is not saved. */
DatabaseStatus device_talk_charge(const DeviceTalk *talk, OdbcConnection *connection, Stay *stay,
                                  const DevicePosting *posting, const char *by, GError **error);

/* PR without an amount: who is in that room, or of that name. Adds a PL or PA record. */
DatabaseStatus device_talk_inquire(DeviceTalk *talk, OdbcConnection *connection, GError **error);

/* XR: the bill, as XI records and an XB record. */
DatabaseStatus device_talk_show_bill(DeviceTalk *talk, OdbcConnection *connection, GError **error);

/* XC: the guest checks out from the television. Adds an XC record. */
DatabaseStatus device_talk_check_out(DeviceTalk *talk, OdbcConnection *connection, GError **error);

/* XM and XD: messages are asked for, or were read. WR, WC, WA: a wake-up call is wanted, no longer, or was
 * made; one that nobody answered is a note for a person to follow. */
DatabaseStatus device_talk_show_messages(DeviceTalk *talk, OdbcConnection *connection, GError **error);
DatabaseStatus device_talk_delete_message(DeviceTalk *talk, OdbcConnection *connection, GError **error);
DatabaseStatus device_talk_wake_up(DeviceTalk *talk, OdbcConnection *connection, GError **error);

/* XL: somebody wrote to the guest at the device. */
DatabaseStatus device_talk_write_message(DeviceTalk *talk, OdbcConnection *connection, GError **error);

/* LO and LF: the guest says where to be found, or is back. LP: where the guest is; adds an LP record. */
DatabaseStatus device_talk_locate(DeviceTalk *talk, OdbcConnection *connection, GError **error);
DatabaseStatus device_talk_end_locator(DeviceTalk *talk, OdbcConnection *connection, GError **error);
DatabaseStatus device_talk_tell_locator(DeviceTalk *talk, OdbcConnection *connection, GError **error);

/* LD that asks about this side (RT). Adds an LC record. */
DatabaseStatus device_talk_describe(DeviceTalk *talk, OdbcConnection *connection, GError **error);

/* Adds a WR record for each wake-up call that a guest in the house still waits for. */
DatabaseStatus device_wake_up_records(OdbcConnection *connection, const Stay *stay, GPtrArray *records,
                                      GError **error);

/* ---- helps for them ---- */

/* An answer with what the record's sender knows it by (P#, WS, C#, SO, ID, date and time). Owned by
 * `answers`. */
FiasRecord *device_talk_reply(DeviceTalk *talk, const char *record_id);

/* The same with a status and its text; keeps the status as the outcome. */
FiasRecord *device_talk_reply_status(DeviceTalk *talk, const char *record_id, DeviceAnswer answer);

/* The guests of a room that devices know of: GPtrArray of Stay, the first checked in first. */
DatabaseStatus device_room_guests(OdbcConnection *connection, const char *room, GPtrArray **ret_stays,
                                  GError **error);

/* Guests in the house by the beginning of their name, at most `limit`. */
DatabaseStatus device_named_guests(OdbcConnection *connection, const char *name, int limit,
                                   GPtrArray **ret_stays, GError **error);

/* The open notes of the guest a record means; both stay NULL when there is none. */
DatabaseStatus device_talk_notes(const DeviceTalk *talk, OdbcConnection *connection, Stay **ret_stay,
                                 GPtrArray **ret_notes, GError **error);

/* The same for a record that is for nobody without a guest: FALSE when there is none, which the outcome then
 * tells, or after a failure; `*ret_status` is what the duty returns. */
bool device_talk_notes_needed(DeviceTalk *talk, OdbcConnection *connection, Stay **ret_stay,
                              GPtrArray **ret_notes, DatabaseStatus *ret_status, GError **error);

/* A note of that guest that the device writes, without text; the caller frees it. */
Note *device_talk_note(const DeviceTalk *talk, const Stay *stay, NoteKind kind);

/* The guest a record means by G#, or else by RN; NULL when there is none. */
DatabaseStatus device_talk_guest(const DeviceTalk *talk, OdbcConnection *connection, Stay **ret_stay,
                                 GError **error);

#endif
