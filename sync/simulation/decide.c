#include "sync/simulation/centre.h"

#include "sync/outbox_rules.h"
#include "sync/simulation/checker.h"

#define HEARD_LATELY (2 * MINUTE)

/* ---- selling */

static bool decide(Transaction *transaction, int hotel, const InventoryCommand *command,
                   InventoryAnswer *answer)
{
    bool accepted = inventory_decide(transaction->cells[hotel], (gsize)(TYPES * transaction->database->nights),
                                     command, answer);
    transaction->oversold_ended += answer->ended;
    return accepted;
}

static InventoryCommand inventory_command(InventoryCommandKind kind, const InventoryClaim *from,
                                          const InventoryClaim *to)
{
    return (InventoryCommand){
        .kind = kind, .from = from, .from_count = from != NULL, .to = to, .to_count = to != NULL};
}

static bool hotel_is_heard(const Instance *instance, int hotel)
{
    const LeaseWatch *watch = &instance->watches[hotel];
    return watch->seen_us != 0 && instance_now_us(instance) - watch->seen_us < HEARD_LATELY;
}

/* A command that is short though rooms are granted is not refused yet. */
static bool job_wants_recall(Instance *instance, const Transaction *transaction, Job *job,
                             const InventoryCommand *command)
{
    int hotel = job->command.hotel;
    g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(InventoryClaim));
    if (job->command.recalls >= RECALLS_MAX || !hotel_is_heard(instance, hotel) ||
        !allotment_recall_wanted(transaction->cells[hotel], (gsize)(TYPES * transaction->database->nights),
                                 command, missing))
        return false;
    job->missing = g_steal_pointer(&missing);
    return true;
}

/* True: accepted. False: refused for good, or waiting for the hotel. */
static bool job_sell(Instance *instance, Transaction *transaction, Job *job, const InventoryCommand *command)
{
    InventoryAnswer answer;
    if (decide(transaction, job->command.hotel, command, &answer))
        return true;
    if (answer.refusal != INVENTORY_REFUSED_SHORT || !job_wants_recall(instance, transaction, job, command))
        job->answer = (Answer){.status = ANSWER_REFUSED};
    return false;
}

static Booking booking_of(const Command *command, int64_t number)
{
    return (Booking){.number = number,
                     .key = command->key,
                     .hotel = command->hotel,
                     .room_type = command->room_type,
                     .arrival = command->arrival,
                     .departure = command->departure};
}

static void add_booking(Transaction *transaction, Job *job)
{
    Booking booking = booking_of(&job->command, ++transaction->last_number);
    transaction_put_booking(transaction, &booking);
    job->answer = (Answer){.status = ANSWER_DONE, .number = booking.number};
}

static void decide_book(Instance *instance, Transaction *transaction, Job *job)
{
    Booking wanted = booking_of(&job->command, 0);
    InventoryClaim to = booking_claim(&wanted);
    InventoryCommand command = inventory_command(INVENTORY_BOOK, NULL, &to);
    if (job_sell(instance, transaction, job, &command))
        add_booking(transaction, job);
}

static void decide_hold(Instance *instance, Transaction *transaction, Job *job)
{
    Booking wanted = booking_of(&job->command, 0);
    InventoryClaim to = booking_claim(&wanted);
    InventoryCommand command = inventory_command(INVENTORY_HOLD, NULL, &to);
    if (!job_sell(instance, transaction, job, &command))
        return;
    Hold *hold = g_new0(Hold, 1);
    *hold = (Hold){.number = ++transaction->last_number,
                   .claim = wanted,
                   .ends_us = instance->world->now_us + HOLD_MINUTES * MINUTE};
    g_ptr_array_add(transaction->holds_new, hold);
    job->answer = (Answer){.status = ANSWER_DONE, .number = hold->number};
}

static void decide_end_hold(Instance *instance, Transaction *transaction, Job *job)
{
    const Hold *hold = transaction_hold(transaction, job->command.hold);
    if (!hold) {
        job->answer = (Answer){.status = ANSWER_REFUSED};
        return;
    }
    bool commit = job->command.kind == COMMAND_COMMIT_HOLD;
    InventoryClaim claim = booking_claim(&hold->claim);
    InventoryCommand command = inventory_command(commit ? INVENTORY_COMMIT_HOLD : INVENTORY_RELEASE_HOLD,
                                                 &claim, commit ? &claim : NULL);
    bool done = job_sell(instance, transaction, job, &command);
    ledger_check(instance->world, done, "a hold's own rooms were not there");
    g_array_append_val(transaction->holds_ended, hold->number);
    if (done && commit)
        add_booking(transaction, job);
    else
        job->answer = (Answer){.status = ANSWER_DONE};
}

/* Cancels or moves; only a reservation whose guest has not come. */
static void decide_change(Instance *instance, Transaction *transaction, Job *job)
{
    const Booking *known = transaction_booking(transaction, job->command.hotel, job->command.number);
    if (!known || known->status != STATUS_RESERVED) {
        job->answer = (Answer){.status = ANSWER_REFUSED};
        return;
    }
    bool cancel = job->command.kind == COMMAND_CANCEL;
    Booking changed = *known;
    if (cancel) {
        changed.status = STATUS_CANCELLED;
    } else {
        changed.room_type = job->command.room_type;
        changed.arrival = job->command.arrival;
        changed.departure = job->command.departure;
    }
    InventoryClaim from = booking_claim(known);
    InventoryClaim to = booking_claim(&changed);
    InventoryCommand command =
        inventory_command(cancel ? INVENTORY_CANCEL : INVENTORY_MODIFY, &from, cancel ? NULL : &to);
    if (!job_sell(instance, transaction, job, &command))
        return;
    transaction_put_booking(transaction, &changed);
    job->answer = (Answer){.status = ANSWER_DONE, .number = changed.number};
}

/* ---- what a hotel did */

/* A fact. Of a sale by the hotel what is granted is used up, override or not: the hotel counts it so too; the
 * rest comes from the centre's own right, and what that lacks raises the limit. Returns the rooms that were
 * not granted. */
static int32_t merge_sale(Transaction *transaction, const InventoryClaim *night, bool by_hotel,
                          int32_t *ret_oversold)
{
    InventoryCell *cells = transaction->cells[night->hotel[1] - '1'];
    const InventoryCell *cell =
        &cells[cell_index(transaction->database->nights, claim_room_type(night), night->arrival)];
    int32_t granted = by_hotel ? MIN(cell->granted, night->rooms) : 0;
    InventoryClaim used = *night;
    InventoryClaim rest = *night;
    used.rooms = granted;
    rest.rooms -= granted;
    InventoryCommand use = inventory_command(INVENTORY_USE_GRANT, &used, &used);
    InventoryCommand book = inventory_command(INVENTORY_BOOK, NULL, &rest);
    book.authorise_oversell = true;
    InventoryAnswer answer = {0};
    bool done = used.rooms == 0 || decide(transaction, night->hotel[1] - '1', &use, &answer);
    done = done && (rest.rooms == 0 || decide(transaction, night->hotel[1] - '1', &book, &answer));
    g_assert(done);
    *ret_oversold = answer.oversold;
    return rest.rooms;
}

static void apply_sale(World *world, Transaction *transaction, int hotel, const Entry *entry)
{
    const Booking *booking = &entry->booking;
    if (transaction_booking(transaction, hotel, booking->number))
        return; /* its number is taken: listed for people, and missed by the checkers */
    for (Night night = booking->arrival; night < booking->departure; night++) {
        InventoryClaim claim = claim_of(hotel, booking->room_type, night, night + 1, 1);
        int32_t oversold;
        int32_t ungranted = merge_sale(transaction, &claim, true, &oversold);
        bool late = entry->made_us <= world->database->hotels[hotel].taken_back_us;
        ledger_check(world, ungranted == 0 || entry->override || late,
                     "a hotel sold in a right that it did not have");
        transaction->oversold[entry->override ? OVERSOLD_OVERRIDE : OVERSOLD_LATE] += oversold;
    }
    transaction_put_booking(transaction, booking);
}

/* Nobody sells a night that is over. */
static void apply_business_date(Transaction *transaction, int hotel, Night business_date)
{
    transaction->business_date[hotel] = MAX(transaction->business_date[hotel], business_date);
    for (int i = 0; i < TYPES * transaction->database->nights; i++) {
        InventoryCell *cell = &transaction->cells[hotel][i];
        if (cell->night < business_date) {
            cell->granted = 0;
            transaction->oversold_ended += inventory_cell_settle(cell);
        }
    }
}

static void apply_return(Transaction *transaction, int hotel, const Entry *entry)
{
    for (guint i = 0; i < entry->cells->len; i++) {
        InventoryClaim claim = g_array_index(entry->cells, InventoryClaim, i);
        const InventoryCell *cell = &transaction->cells[hotel][cell_index(
            transaction->database->nights, claim_room_type(&claim), claim.arrival)];
        claim.rooms = MIN(claim.rooms, cell->granted);
        InventoryCommand command = inventory_command(INVENTORY_GIVE_BACK, &claim, NULL);
        InventoryAnswer answer;
        if (claim.rooms > 0)
            decide(transaction, hotel, &command, &answer);
    }
}

/* The guest is there, whatever the centre thought. */
static void give_up_night(World *world, Transaction *transaction, int hotel, const InventoryClaim *night,
                          bool own_right)
{
    InventoryCommand command = inventory_command(own_right ? INVENTORY_LEAVE_TO_HOTEL : INVENTORY_CANCEL, night,
                                                 own_right ? night : NULL);
    InventoryAnswer answer;
    ledger_check(world, decide(transaction, hotel, &command, &answer), "a guest gave up a night that was not held");
}

/* Nights the guest has from now on, in whichever type; the limit gives way. */
static void take_nights(Transaction *transaction, int hotel, const Booking *booking, Night from, bool by_hotel)
{
    for (Night night = MAX(from, booking->arrival); night < booking->departure; night++) {
        InventoryClaim claim = claim_of(hotel, booking_type(booking, night), night, night + 1, 1);
        int32_t oversold;
        merge_sale(transaction, &claim, by_hotel, &oversold);
        transaction->oversold[OVERSOLD_GUEST_THERE] += oversold;
    }
}

static void give_up_nights(World *world, Transaction *transaction, int hotel, const Booking *booking, Night from,
                           bool own_right)
{
    for (Night night = MAX(from, booking->arrival); night < booking->departure; night++) {
        InventoryClaim claim = claim_of(hotel, booking_type(booking, night), night, night + 1, 1);
        give_up_night(world, transaction, hotel, &claim, own_right);
    }
}

/* Changed or cancelled at the centre while the guest arrived as it was before: the arrival stands. */
static void apply_arrival(World *world, Transaction *transaction, int hotel, const Booking *known,
                          Booking *came)
{
    bool same = known->room_type == came->room_type && known->arrival == came->arrival &&
                known->departure == came->departure;
    bool stands = known->status == STATUS_CANCELLED || !same;
    came->stood_us = stands ? world->now_us : 0;
    if (known->status != STATUS_CANCELLED && !same)
        give_up_nights(world, transaction, hotel, known, FIRST_NIGHT, false);
    if (stands)
        take_nights(transaction, hotel, came, FIRST_NIGHT, false);
}

static void apply_stay(World *world, Transaction *transaction, int hotel, const Entry *entry)
{
    const Booking *known = transaction_booking(transaction, hotel, entry->booking.number);
    ledger_check(world, known != NULL, "a stay of a reservation that the centre does not have");
    if (!known)
        return;
    Booking changed = entry->booking;
    changed.version = known->version;
    changed.stood_us = known->stood_us;
    ledger_check(world, !entry->own_right || entry->made_us >= known->stood_us,
                 "a hotel keeps nights that others may have bought meanwhile");
    bool left = entry->kind == ENTRY_CHECK_OUT || entry->kind == ENTRY_LEAVE_EARLY;
    changed.status = left ? STATUS_CHECKED_OUT : STATUS_IN_HOUSE;
    if (entry->kind == ENTRY_CHECK_IN) {
        apply_arrival(world, transaction, hotel, known, &changed);
    } else if (entry->kind == ENTRY_LEAVE_EARLY) {
        give_up_nights(world, transaction, hotel, known, changed.departure, entry->own_right);
    } else if (entry->kind == ENTRY_OTHER_TYPE) {
        give_up_nights(world, transaction, hotel, known, changed.moved_on, entry->own_right);
        take_nights(transaction, hotel, &changed, changed.moved_on, true);
    }
    transaction_put_booking(transaction, &changed);
}

/* A fact, too: granted rooms first, then the centre's own, then over the limit. */
static void apply_take_out(Transaction *transaction, int hotel, const Entry *entry)
{
    for (Night night = entry->booking.arrival; night < entry->booking.departure; night++) {
        InventoryClaim claim = claim_of(hotel, entry->booking.room_type, night, night + 1, 1);
        const InventoryCell *cell =
            &transaction
                 ->cells[hotel][cell_index(transaction->database->nights, entry->booking.room_type, night)];
        InventoryCommand command =
            inventory_command(INVENTORY_TAKE_OUT, cell->granted > 0 ? &claim : NULL, &claim);
        command.authorise_oversell = true;
        InventoryAnswer answer;
        bool taken = decide(transaction, hotel, &command, &answer);
        g_assert(taken);
        transaction->oversold[OVERSOLD_OUT_OF_ORDER] += answer.oversold;
    }
}

static void apply_put_back(World *world, Transaction *transaction, int hotel, const Entry *entry)
{
    for (Night night = entry->booking.arrival; night < entry->booking.departure; night++) {
        InventoryClaim claim = claim_of(hotel, entry->booking.room_type, night, night + 1, 1);
        InventoryCommand command = inventory_command(INVENTORY_PUT_BACK, &claim, NULL);
        InventoryAnswer answer;
        bool put_back = decide(transaction, hotel, &command, &answer);
        ledger_check(world, put_back, "a room came back that was not out of order");
    }
}

static void apply_entry(World *world, Transaction *transaction, int hotel, const Entry *entry)
{
    if (entry->kind == ENTRY_SALE)
        apply_sale(world, transaction, hotel, entry);
    else if (entry->kind == ENTRY_RETURN)
        apply_return(transaction, hotel, entry);
    else if (entry->kind == ENTRY_TAKE_OUT)
        apply_take_out(transaction, hotel, entry);
    else if (entry->kind == ENTRY_PUT_BACK)
        apply_put_back(world, transaction, hotel, entry);
    else if (entry->kind == ENTRY_BUSINESS_DATE)
        apply_business_date(transaction, hotel, entry->business_date);
    else
        apply_stay(world, transaction, hotel, entry);
}

static void decide_entries(Instance *instance, Transaction *transaction, Job *job)
{
    World *world = instance->world;
    int hotel = job->command.hotel;
    for (guint i = 0; i < job->entries->len; i++) {
        const Entry *entry = job->entries->pdata[i];
        OutboxDecision decision = outbox_decide(transaction->applied_entry[hotel], entry->number);
        if (decision == OUTBOX_GAP)
            break;
        if (decision == OUTBOX_DUPLICATE && !world_mutant(world, MUTANT_FORGET_DEDUPLICATION))
            continue;
        apply_entry(world, transaction, hotel, entry);
        transaction->applied_entry[hotel] = MAX(transaction->applied_entry[hotel], entry->number);
    }
    job->answer = (Answer){.status = ANSWER_DONE, .through = transaction->applied_entry[hotel]};
}

/* ---- rights */

static void decide_renew(Transaction *transaction, Job *job)
{
    int hotel = job->command.hotel;
    if (transaction->taken_back[hotel]) {
        job->answer = (Answer){.status = ANSWER_RETRY}; /* the version of the taking back is not known yet */
        return;
    }
    transaction->renewal[hotel]++;
    transaction->renewed[hotel] = true;
    job->answer =
        (Answer){.status = ANSWER_DONE, .rights_since = transaction->database->hotels[hotel].rights_since};
}

static void decide_take_back(Instance *instance, Transaction *transaction, Job *job)
{
    int hotel = job->command.hotel;
    bool renewed = transaction->renewal[hotel] != job->command.renewal;
    if (renewed && !world_mutant(instance->world, MUTANT_TAKE_BACK_UNCHECKED))
        return;
    for (int i = 0; i < TYPES * transaction->database->nights; i++) {
        const InventoryCell *cell = &transaction->cells[hotel][i];
        InventoryClaim claim = claim_of(hotel, i / transaction->database->nights, cell->night,
                                        cell->night + 1, MAX(cell->granted, 1));
        InventoryCommand command = inventory_command(INVENTORY_GIVE_BACK, &claim, NULL);
        InventoryAnswer answer;
        if (cell->granted > 0)
            decide(transaction, hotel, &command, &answer);
    }
    transaction->taken_back[hotel] = true;
    world_note(instance->world, "hotel %d: rights taken back", hotel);
}

static void decide_grant(Instance *instance, Transaction *transaction, Job *job)
{
    int hotel = job->command.hotel;
    if (transaction->taken_back[hotel])
        return;
    for (int i = 0; i < TYPES * transaction->database->nights; i++) {
        const InventoryCell *cell = &transaction->cells[hotel][i];
        int32_t rooms =
            allotment_grant(&instance->world->settings.policy, cell, transaction->business_date[hotel]);
        InventoryClaim claim =
            claim_of(hotel, i / transaction->database->nights, cell->night, cell->night + 1, MAX(rooms, 1));
        InventoryCommand command = inventory_command(INVENTORY_GRANT, NULL, &claim);
        InventoryAnswer answer;
        if (rooms > 0)
            decide(transaction, hotel, &command, &answer);
    }
}

/* ---- one command */

static bool answered_before(const Instance *instance, const Transaction *transaction, Job *job)
{
    const Answer *known = job->command.key != 0 && !world_mutant(instance->world, MUTANT_FORGET_IDEMPOTENCY)
                              ? transaction_answer(transaction, job->command.key)
                              : NULL;
    if (known)
        job->answer = *known;
    return known != NULL;
}

static void decide_kind(Instance *instance, Transaction *transaction, Job *job)
{
    switch (job->command.kind) {
    case COMMAND_BOOK:
        decide_book(instance, transaction, job);
        break;
    case COMMAND_HOLD:
        decide_hold(instance, transaction, job);
        break;
    case COMMAND_COMMIT_HOLD:
    case COMMAND_EXPIRE_HOLD:
        decide_end_hold(instance, transaction, job);
        break;
    case COMMAND_CANCEL:
    case COMMAND_MODIFY:
        decide_change(instance, transaction, job);
        break;
    case COMMAND_ENTRIES:
        decide_entries(instance, transaction, job);
        break;
    case COMMAND_RENEW:
        decide_renew(transaction, job);
        break;
    case COMMAND_TAKE_BACK:
        decide_take_back(instance, transaction, job);
        break;
    case COMMAND_GRANT:
        decide_grant(instance, transaction, job);
        break;
    }
}

void job_decide(Instance *instance, Transaction *transaction, Job *job)
{
    if (answered_before(instance, transaction, job))
        return;
    decide_kind(instance, transaction, job);
    bool final = job->answer.status == ANSWER_DONE || job->answer.status == ANSWER_REFUSED;
    if (job->command.key != 0 && final)
        g_hash_table_replace(transaction->answers, g_memdup2(&job->command.key, sizeof job->command.key),
                             g_memdup2(&job->answer, sizeof job->answer));
}
