/**
 * Answers about one hotel that are kept ready. An answer is found again only by the whole question together
 * with the state of the hotel it was computed from, so it is given exactly as long as it is right: after any
 * change the hotel has another state, and the answer is out of reach at once.
 *
 * A question is worth keeping from its second time on: those that are asked once (another stay, another
 * guest) would only push out the others, and every answer would be written to memory that nobody has touched
 * for long.
 *
 * Finding and keeping never wait. The number of answers and their bytes are bounded; a question asked afresh
 * takes the place of the answer that went stale.
 */
#pragma once

#include "central/rate/offer.h"

typedef struct AnswerCache AnswerCache;

/** At most so many bytes of answers are kept. */
AnswerCache *answer_cache_new(gsize bytes_max);

/** No reader may be left. NULL does nothing. */
void answer_cache_free(AnswerCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AnswerCache, answer_cache_free)

enum { ANSWER_TEXTS_SIZE = 96 };

/** All that an answer depends on. Compared byte by byte; made only by answer_key_init(). */
typedef struct {
    guint64 serial; /* of the hotel's state */
    Night today;
    int32_t hotel;
    Night arrival, departure;
    PriceOccupancy occupancy;
    int32_t rooms;
    guint32 offers_limit;
    char texts[ANSWER_TEXTS_SIZE]; /* access and features */
} AnswerKey;

/** FALSE when the question is too long to be kept. */
gboolean answer_key_init(AnswerKey *key, const ChainHotel *hotel, const HotelMemory *memory, Night today,
                         const OfferQuestion *question);

/** What is kept of one question. */
typedef struct {
    GBytes *text; /* the answer; NULL: only its price is known */
    gboolean has_offer;
    int64_t total_minor; /* of the cheapest offer */
} KeptAnswer;

/** TRUE when the question is known; ret_answer->text is then a new reference or NULL. Any thread. */
gboolean answer_cache_find(AnswerCache *cache, const AnswerKey *key, KeptAnswer *ret_answer);

/** Keeps an answer of a question that comes again, unless it is very long; takes a reference of its own to
 * the text. Any thread. */
void answer_cache_keep(AnswerCache *cache, const AnswerKey *key, const KeptAnswer *answer);

/** Bytes kept now. Any thread. */
gsize answer_cache_bytes(const AnswerCache *cache);
