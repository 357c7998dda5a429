#include "sync/outbox_sender.h"

#include <glib.h>

void outbox_sender_init(OutboxSender *sender, const OutboxPause *pause)
{
    *sender = (OutboxSender){.pause = *pause, .added = true};
}

static void due_at(OutboxSender *sender, int64_t due_us)
{
    sender->due_us = due_us;
    sender->failed = false;
}

void outbox_sender_added(OutboxSender *sender, int64_t now_us)
{
    if (!sender->added && !sender->failed && sender->pending == 0)
        due_at(sender, now_us + sender->pause.gather_us);
    sender->added = true;
}

void outbox_sender_reconnected(OutboxSender *sender, int64_t now_us)
{
    if (sender->failed)
        due_at(sender, now_us);
}

void outbox_sender_stored(OutboxSender *sender, int64_t first, int64_t pending, int64_t now_us)
{
    g_assert(pending >= 0);
    sender->first = first;
    sender->pending = pending;
    sender->stale = false;
    int64_t pause_us = pending > 0 ? 0 : sender->added ? sender->pause.gather_us : sender->pause.idle_us;
    due_at(sender, now_us + pause_us);
}

OutboxAction outbox_sender_next(OutboxSender *sender, int64_t now_us)
{
    if (sender->sending || now_us < sender->due_us)
        return (OutboxAction){.what = OUTBOX_DO_WAIT,
                              .until_us = sender->sending ? INT64_MAX : sender->due_us};
    if (sender->pending == 0 || sender->stale) {
        sender->added = false;
        return (OutboxAction){.what = OUTBOX_DO_LOOK};
    }
    sender->sending = true;
    sender->failed = false;
    return (OutboxAction){.what = OUTBOX_DO_SEND, .from = sender->first, .at_most = OUTBOX_BATCH_MAX};
}

void outbox_sender_failed(OutboxSender *sender, int64_t now_us)
{
    sender->sending = false;
    sender->failed = true;
    sender->stale = true;
    sender->due_us = now_us + sender->pause.failed_us;
}

OutboxAnswer outbox_sender_answered(OutboxSender *sender, int64_t applied_through, int64_t now_us)
{
    g_assert(sender->sending);
    if (applied_through < sender->first) {
        outbox_sender_failed(sender, now_us);
        return applied_through == sender->first - 1 ? OUTBOX_NOTHING_NEW : OUTBOX_IMPLAUSIBLE;
    }
    sender->sending = false;
    sender->added = false;
    due_at(sender, now_us);
    return OUTBOX_FORGET;
}
