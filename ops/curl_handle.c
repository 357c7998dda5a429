#include "ops/curl_handle.h"

#include <glib.h>
#include <pthread.h>

static void curl_start(void)
{
    CURLcode outcome = curl_global_init(CURL_GLOBAL_DEFAULT);

    g_assert(outcome == CURLE_OK);
}

CURL *curl_handle_new(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, curl_start);
    CURL *handle = curl_easy_init();
    g_assert(handle != NULL);
    return handle;
}
