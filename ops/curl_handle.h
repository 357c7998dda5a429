#ifndef KEYRACK_OPS_CURL_HANDLE_H
#define KEYRACK_OPS_CURL_HANDLE_H

/* What the users of libcurl share. */

#include <curl/curl.h>

/* A handle of libcurl, which is initialised once for the process. Any thread; curl_easy_cleanup() frees it.
 */
CURL *curl_handle_new(void);

#endif
