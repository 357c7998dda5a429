/* What tests of the bus do again and again: note what arrives, wait for it, publish. */
#ifndef KEYRACK_TESTS_SUPPORT_BUS_RECEIVED_H
#define KEYRACK_TESTS_SUPPORT_BUS_RECEIVED_H

#include "ops/bus.h"

/* What a handler received, in order. */
typedef struct BusReceived {
    GMutex mutex;
    GPtrArray *texts;
    gint delay_ms; /* atomic: each message keeps the handler busy for so long */
    bool reply;    /* answers each message with its own text */
} BusReceived;

void bus_received_init(BusReceived *received);
void bus_received_clear(BusReceived *received);

/* The BusHandler; user_data is the BusReceived. */
void bus_received_message(Bus *bus, const BusMessage *message, gpointer user_data);
unsigned bus_received_count(BusReceived *received);

/* Conditions for wait_until(): of a BusReceived, of a Bus. */
bool bus_has_received_one(gpointer received);
bool bus_is_connected(gpointer bus);
bool bus_is_disconnected(gpointer bus);

/* Subscribes bus_received_message; when connected, the server has heard of it on return. */
BusSubscription *bus_test_subscribe(Bus *bus, const char *subject, BusReceived *received);

/* Publishes a text and asserts that it went out. */
void bus_test_publish(Bus *bus, const char *subject, const char *text);

#endif
