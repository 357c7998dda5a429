#include "sync/feed_reader.h"

void feed_reader_init(FeedReader *reader, guint capacity, int64_t list_every_us, GDestroyNotify message_free)
{
    g_assert(capacity > 0 && list_every_us > 0);
    *reader =
        (FeedReader){.capacity = capacity, .list_every_us = list_every_us, .message_free = message_free};
    g_queue_init(&reader->waiting);
}

void feed_reader_clear(FeedReader *reader)
{
    g_queue_clear_full(&reader->waiting, reader->message_free);
}

FeedAction feed_reader_want_list(FeedReader *reader)
{
    reader->list_wanted = true;
    return FEED_DO_LIST;
}

FeedAction feed_reader_message(FeedReader *reader, gpointer message)
{
    if (message == NULL)
        return feed_reader_want_list(reader);
    if (g_queue_get_length(&reader->waiting) >= reader->capacity) {
        reader->message_free(message);
        return feed_reader_want_list(reader);
    }
    g_queue_push_tail(&reader->waiting, message);
    if (reader->applying)
        return FEED_DO_NOTHING;
    reader->applying = true;
    return FEED_DO_APPLY;
}

GPtrArray *feed_reader_take(FeedReader *reader, guint max)
{
    GPtrArray *taken = g_ptr_array_new_with_free_func(reader->message_free);
    while (taken->len < max && !g_queue_is_empty(&reader->waiting))
        g_ptr_array_add(taken, g_queue_pop_head(&reader->waiting));
    return taken;
}

FeedAction feed_reader_applied(FeedReader *reader, bool complete)
{
    if (!complete)
        reader->list_wanted = true;
    reader->applying = !g_queue_is_empty(&reader->waiting);
    if (reader->applying)
        return FEED_DO_APPLY;
    return complete ? FEED_DO_NOTHING : FEED_DO_LIST;
}

void feed_reader_apply_later(FeedReader *reader)
{
    reader->applying = false;
}

bool feed_reader_list_begin(FeedReader *reader, int64_t now_us)
{
    if (reader->listing || (!reader->list_wanted && now_us < reader->list_due_us))
        return false;
    reader->listing = true;
    reader->list_wanted = false;
    reader->list_due_us = now_us + reader->list_every_us;
    return true;
}

void feed_reader_list_end(FeedReader *reader)
{
    g_assert(reader->listing);
    reader->listing = false;
}

int64_t feed_reader_list_due_us(const FeedReader *reader)
{
    return reader->list_due_us;
}

FeedPass feed_pass(int64_t reached, int64_t settled_entry)
{
    return (FeedPass){.reached = reached, .settled_entry = settled_entry, .complete = true};
}

FeedDecision feed_pass_message(FeedPass *pass, int64_t from, int64_t to, bool has_changes)
{
    if (!pass->complete)
        return FEED_LIST;
    FeedDecision decision = feed_decide(pass->reached, from, to, has_changes);
    if (decision == FEED_LIST)
        pass->complete = false;
    return decision;
}

void feed_pass_applied(FeedPass *pass, int64_t to, int64_t applied_entry, bool readable)
{
    if (!readable) {
        pass->complete = false;
        return;
    }
    g_assert(to > pass->reached);
    pass->reached = to;
    pass->settled_entry = MAX(pass->settled_entry, applied_entry);
}

void feed_pass_listed(FeedPass *pass, int64_t head, int64_t applied_entry, bool more)
{
    pass->reached = MAX(pass->reached, head);
    if (!more)
        pass->settled_entry = MAX(pass->settled_entry, applied_entry);
}
