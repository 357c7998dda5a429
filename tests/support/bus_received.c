#include "tests/support/bus_received.h"

#include "tests/support/cunit_main.h"

#include <string.h>

void bus_received_init(BusReceived *received)
{
    memset(received, 0, sizeof *received);
    g_mutex_init(&received->mutex);
    received->texts = g_ptr_array_new_with_free_func(g_free);
}

void bus_received_clear(BusReceived *received)
{
    g_ptr_array_unref(received->texts);
    g_mutex_clear(&received->mutex);
}

void bus_received_message(Bus *bus, const BusMessage *message, gpointer user_data)
{
    BusReceived *received = user_data;

    g_usleep((gulong)g_atomic_int_get(&received->delay_ms) * 1000);
    if (received->reply)
        CU_ASSERT_TRUE(bus_reply(bus, message, message->data, message->length, NULL));
    g_mutex_lock(&received->mutex);
    g_ptr_array_add(received->texts, g_strndup(message->data, message->length));
    g_mutex_unlock(&received->mutex);
}

unsigned bus_received_count(BusReceived *received)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&received->mutex);
    return received->texts->len;
}

bool bus_has_received_one(gpointer data)
{
    return bus_received_count(data) >= 1;
}

bool bus_is_connected(gpointer data)
{
    BusStatus status;
    bus_get_status(data, &status);
    return status.connected;
}

bool bus_is_disconnected(gpointer data)
{
    return !bus_is_connected(data);
}

BusSubscription *bus_test_subscribe(Bus *bus, const char *subject, BusReceived *received)
{
    g_autoptr(GError) error = NULL;
    BusSubscription *subscription = bus_subscribe(bus, subject, NULL, bus_received_message, received, &error);

    TEST_ASSERT_NO_ERROR(error);
    if (bus_is_connected(bus))
        CU_ASSERT_TRUE(bus_flush(bus, 5000, NULL));
    return subscription;
}

void bus_test_publish(Bus *bus, const char *subject, const char *text)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_TRUE(bus_publish(bus, subject, text, strlen(text), &error));
    TEST_ASSERT_NO_ERROR(error);
}
