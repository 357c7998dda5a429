/* The run folder of an installation (".run"): where its parts listen and the secrets to log in with.
 *
 * Written by ops/up: etc/central.yaml and etc/property-<HOTEL>.yaml name the ports, secrets/ the OAuth
 * clients and the staff of the demonstration. Secrets stay in memory and are never printed. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct RunFolder RunFolder;

/* Opens the folder; NULL with a message when it is not one or a configuration file in it cannot be read. */
RunFolder *run_folder_open(const char *path, GError **error);
void run_folder_free(RunFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RunFolder, run_folder_free)

/* Takes the place of the addresses found: "http://host:port". `hotel` is a code. */
void run_folder_set_centre(RunFolder *folder, const char *url);
void run_folder_set_hotel(RunFolder *folder, const char *hotel, const char *url);

/* Base URL without a slash at its end; owned by the folder. NULL with an error when no file names it. */
const char *run_folder_centre_url(RunFolder *folder, GError **error);
const char *run_folder_hotel_url(RunFolder *folder, const char *hotel, GError **error);

/* Codes of the hotels that have a configuration file, in order. Free with g_strfreev(). */
char **run_folder_hotels(const RunFolder *folder);

/* Secret of an OAuth client, password of a member of staff. Free with g_free(). */
char *run_folder_client_secret(const RunFolder *folder, const char *client, GError **error);
char *run_folder_staff_password(const RunFolder *folder, const char *user, GError **error);

/* Path of a file inside the folder; free with g_free(). */
char *run_folder_path(const RunFolder *folder, const char *name);
