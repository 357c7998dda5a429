#include "tests/support/nats_fixture.h"

#include "tests/support/cunit_main.h"

static void append_hotel(GString *text, const char *hotel, const char *suffix)
{
    g_string_append_printf(text,
                           "  { user: %s, password: \"%s%s\", permissions: {\n"
                           "    publish: { allow: [\"keyrack.hotel.%s.>\"] }\n"
                           "    subscribe: { allow: [\"keyrack.feed.%s\", \"keyrack.property.%s.>\", "
                           "\"_INBOX.%s.>\"] }\n"
                           "    allow_responses: { max: 1, expires: \"1m\" } } }\n",
                           hotel, hotel, suffix, hotel, hotel, hotel, hotel);
}

void nats_fixture_set_password_suffix(NatsFixture *nats, const char *suffix)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *path = NULL;

    g_string_append_printf(text,
                           "listen: \"127.0.0.1:%d\"\naccounts: { KEYRACK: { users: [\n"
                           "  { user: centre, password: \"centre%s\", permissions: {\n"
                           "    publish: { allow: [\"keyrack.>\"] }\n"
                           "    subscribe: { allow: [\"keyrack.>\", \"_INBOX.centre.>\"] }\n"
                           "    allow_responses: { max: 1, expires: \"1m\" } } }\n",
                           nats->server.port, suffix);
    append_hotel(text, "H1", suffix);
    append_hotel(text, "H2", suffix);
    g_string_append(text, "] } }\n");
    path = server_write_file(&nats->server, "nats.conf", text->str);
}

void nats_fixture_init(NatsFixture *nats)
{
    const char *argv[] = {"nats-server", "--config", "nats.conf", NULL};

    *nats = (NatsFixture){.server = {.folder = test_folder_new(), .port = server_free_port()}};
    nats->server.argv = g_strdupv((char **)argv);
    nats->url = g_strdup_printf("nats://127.0.0.1:%d", nats->server.port);
    nats_fixture_set_password_suffix(nats, "-secret");
}

void nats_fixture_clear(NatsFixture *nats)
{
    server_clear(&nats->server);
    g_clear_pointer(&nats->url, g_free);
}

BusOptions nats_fixture_options(const NatsFixture *nats, const char *user, GPtrArray **ret_strings)
{
    GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
    BusOptions options = {.urls = nats->url, .user = user};
    char *password = g_strconcat(user, "-secret", NULL);
    char *inbox_prefix = g_strconcat("_INBOX.", user, NULL);

    g_ptr_array_add(strings, password);
    g_ptr_array_add(strings, inbox_prefix);
    options.password = password;
    options.inbox_prefix = inbox_prefix;
    *ret_strings = strings;
    return options;
}

Bus *nats_fixture_bus(const NatsFixture *nats, const char *user)
{
    g_autoptr(GPtrArray) strings = NULL;
    g_autoptr(GError) error = NULL;
    BusOptions options = nats_fixture_options(nats, user, &strings);
    Bus *bus = bus_new(&options, &error);

    g_assert_no_error(error);
    if (nats->server.pid != 0)
        g_assert(bus_wait_connected(bus, 5000));
    return bus;
}
