/* A real server as a child process of a test: started on a port of its own, killed, paused, started again. */
#ifndef KEYRACK_TESTS_SUPPORT_SERVER_FIXTURE_H
#define KEYRACK_TESTS_SUPPORT_SERVER_FIXTURE_H

#include <glib.h>
#include <stdbool.h>

typedef struct ServerFixture {
    char *folder; /* everything the server writes; removed with the fixture */
    char **argv;
    int port;
    GPid pid; /* 0: not running */
} ServerFixture;

/* A port of 127.0.0.1 that nobody listens on at this moment. */
int server_free_port(void);

/* Starts argv and waits until the port accepts connections; aborts the test program if it does not. */
void server_start(ServerFixture *server);

/* SIGKILL, and waits until it is gone. Harmless when it does not run. */
void server_kill(ServerFixture *server);

/* Holds its connections and says nothing, until server_resume(). */
void server_pause(ServerFixture *server);
void server_resume(ServerFixture *server);

/* Kills the server and removes its folder. */
void server_clear(ServerFixture *server);

/* Calls `condition` every 5 ms until it holds; false if it did not within `timeout_ms`. */
bool wait_until(bool (*condition)(gpointer data), gpointer data, unsigned timeout_ms);

/* Writes a file of the server's folder. Returns its path; free with g_free(). */
char *server_write_file(const ServerFixture *server, const char *name, const char *content);

/* Runs a program to its end; aborts the test program, showing its output, unless it succeeds. */
void server_run_tool(const char *const *argv);

#endif
