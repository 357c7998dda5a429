/* A made-up chain of any size in real places: brands, hotels, rooms, rate plans, taxes and policies as files
 * that `keyrack chain check` finds good. The same options give the same texts. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "schemas/money.h"

enum {
    GENERATE_HOTELS_MAX = 9999,       /* hotel numbers have four digits */
    GENERATE_ROOMS_A_HOTEL_MIN = 12,  /* smallest house */
    GENERATE_ROOMS_A_HOTEL_MAX = 1000, /* on average; single houses are larger */
};

/* ---- tables (generate_chain_places.c) ---- */

typedef struct {
    const char *code;     /* ISO 3166-1 alpha-2 */
    const char *currency; /* ISO 4217 */
    int per_dollar;       /* hundredths of the currency's unit that a dollar is counted as */
    const char *language;
    const char *telephone;         /* country code */
    const char *tax_code;          /* the tax on a room's price … */
    const char *tax_percent;       /* … in per cent, as it is written */
    bool tax_included;             /* contained in the price; otherwise added to it */
    int tourist_tax_cents;         /* of a dollar, a person and night, added; 0: none */
    const char *other_tax_percent; /* on food and goods */
} GenerateCountry;

typedef struct {
    const char *code; /* three letters: the beginning of its hotels' codes */
    const char *name_en;
    const char *name_zh;
    const char *region;
    const char *country;
    const char *time_zone;
    int latitude;  /* hundredths of a degree */
    int longitude; /* hundredths of a degree */
    int weight;    /* how many hotels it has beside the others */
} GenerateCity;

const GenerateCity *generate_cities(size_t *ret_count);
const GenerateCountry *generate_country(const char *code);

/* ---- one hotel (generate_chain_hotel.c, generate_chain_rates.c) ---- */

typedef struct {
    const char *code;
    const char *name_en;
    const char *name_zh;
    const char *description_en;
    const char *description_zh;
    int share;         /* per cent of all hotels */
    int size;          /* rooms beside the other brands, any unit */
    int base_dollars;  /* what its plainest room costs a night */
    const char *types; /* codes of the room types its houses have, the first four in every one */
    bool government;   /* has a negotiated plan with amounts of its own */
} GenerateBrand;

typedef struct {
    const char *code;
    const char *name_en;
    const char *name_zh;
    const char *description_en;
    const char *description_zh;
    const char *occupancy; /* as it is written */
    const char *features;  /* as they are written */
    int share;             /* of a house's rooms, any unit */
    int price_percent;     /* of the plainest room's price */
} GenerateRoomType;

enum { GENERATE_TYPES_MAX = 9 };

typedef struct {
    char code[9];
    int number;  /* 1..9999 */
    int in_city; /* 1 for the first hotel of its city */
    const GenerateCity *city;
    const GenerateCountry *country;
    const GenerateBrand *brand;
    const Currency *currency;
    int rooms;
    size_t type_count;
    const GenerateRoomType *types[GENERATE_TYPES_MAX];
    int type_rooms[GENERATE_TYPES_MAX];
    int price_percent; /* of the brand's base price */
} GenerateHotel;

/* Text of the hotel's file; free with g_free(). Draws street, place and limits from `random`. */
char *generate_hotel_text(const GenerateHotel *hotel, GRand *random);

/* Appends policies, taxes and rate plans of the hotel. */
void generate_rates_append(GString *text, const GenerateHotel *hotel);

/* ---- the chain (generate_chain_plan.c) ---- */

typedef struct {
    uint32_t seed;
    int hotels;
    int rooms;
} GenerateChainOptions;

/* Array of GenerateHotel in the order of the chain; the rooms add up to options->rooms. Caller unrefs. */
GArray *generate_chain_plan(const GenerateChainOptions *options, GRand *random);

/* Folder and file of the hotel, relative to the chain file; free with g_free(). */
char *generate_hotel_path(const GenerateHotel *hotel);

/* Text of the chain file; free with g_free(). */
char *generate_chain_text(const GenerateChainOptions *options, const GArray *hotels);

/* `keyrack generate chain`: argv[0] is "chain". */
bool generate_chain_run(int argc, char **argv, GError **error);
