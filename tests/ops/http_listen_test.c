/* Where the server listens, with TLS or not, and the files it serves. */

#include "ops/clock.h"
#include "ops/http.h"
#include "ops/http_client.h"
#include "tests/support/cunit_main.h"
#include "tests/support/http_raw.h"
#include "tests/support/tsan_glib.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void write_file(const char *name, const char *text)
{
    g_autofree char *path = in_folder(name);
    g_autofree char *parent = g_path_get_dirname(path);
    g_mkdir_with_parents(parent, 0700);
    gboolean written = g_file_set_contents(path, text, -1, NULL);
    g_assert(written);
}

static gboolean start_fails(const HttpServerOptions *options, HttpErrorCode code, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HttpServer) server = http_server_new(options);
    gboolean started = http_server_start(server, &error);
    if (started || !g_error_matches(error, HTTP_ERROR, (int)code) || strstr(error->message, text) == NULL)
        g_printerr("    message is: %s\n", error == NULL ? "(no error)" : error->message);
    return !started && g_error_matches(error, HTTP_ERROR, (int)code) && strstr(error->message, text) != NULL;
}

static HttpServer *server_start(HttpServerOptions *options)
{
    g_autoptr(GError) error = NULL;
    options->access_log = FALSE;
    HttpServer *server = http_server_new(options);
    gboolean started = http_server_start(server, &error);
    g_assert_no_error(error);
    g_assert(started);
    return server;
}

static void test_refuses_without_tls(void)
{
    HttpServerOptions options;
    static const char *const ADDRESSES[] = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "::ffff:127.0.0.1"};
    for (guint i = 0; i < G_N_ELEMENTS(ADDRESSES); i++) {
        http_server_options_init(&options);
        options.address = ADDRESSES[i];
        CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_INSECURE, "without TLS"));
    }
    http_server_options_init(&options);
    options.address = "all.example";
    CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_INVALID, "numeric"));
    options.address = "127.0.0.1";
    options.tls_key_file = "/nonexistent";
    CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_INVALID, "both"));
    options.tls_certificate_file = "/nonexistent";
    CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_FILE, "/nonexistent"));
    http_server_options_init(&options);
    options.port = 70000;
    CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_INVALID, "port"));
}

static void test_loopback_addresses(void)
{
    static const char *const ADDRESSES[] = {"127.0.0.1", "localhost", "127.0.0.2"};
    for (guint i = 0; i < G_N_ELEMENTS(ADDRESSES); i++) {
        HttpServerOptions options;
        http_server_options_init(&options);
        options.address = ADDRESSES[i];
        g_autoptr(HttpServer) server = server_start(&options);
        CU_ASSERT_TRUE(http_server_port(server) > 0);
    }
}

static void test_port_in_use(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    g_autoptr(HttpServer) server = server_start(&options);
    options.port = http_server_port(server);
    CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_LISTEN, "Address already in use"));
}

static gboolean certificate_make(void)
{
    g_autofree char *openssl = g_find_program_in_path("openssl");
    g_autofree char *certificate = in_folder("certificate.pem");
    g_autofree char *key = in_folder("key.pem");
    const char *const arguments[] = {openssl,
                                     "req",
                                     "-x509",
                                     "-newkey",
                                     "ec",
                                     "-pkeyopt",
                                     "ec_paramgen_curve:prime256v1",
                                     "-nodes",
                                     "-days",
                                     "2",
                                     "-subj",
                                     "/CN=localhost",
                                     "-addext",
                                     "subjectAltName=IP:127.0.0.1,DNS:localhost",
                                     "-keyout",
                                     key,
                                     "-out",
                                     certificate,
                                     NULL};
    int status = -1;
    return openssl != NULL &&
           g_spawn_sync(NULL, (char **)arguments, NULL,
                        G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                        &status, NULL) &&
           g_spawn_check_wait_status(status, NULL);
}

static HttpServer *tls_server_start(const char *certificate, guint request_timeout_ms)
{
    g_autofree char *key = in_folder("key.pem");
    HttpServerOptions options;
    http_server_options_init(&options);
    options.tls_certificate_file = certificate;
    options.tls_key_file = key;
    options.address = "0.0.0.0";
    options.request_timeout_ms = request_timeout_ms;
    return server_start(&options);
}

static void test_tls(void)
{
    if (!certificate_make()) {
        CU_PASS("no openssl command to make a certificate with");
        return;
    }
    g_autofree char *certificate = in_folder("certificate.pem");
    g_autoptr(HttpServer) server = tls_server_start(certificate, 15000);
    g_autofree char *url = g_strdup_printf("https://127.0.0.1:%u/healthz", http_server_port(server));
    g_autoptr(GError) error = NULL;
    HttpClientOptions trusting = {.ca_file = certificate, .connect_timeout_ms = 60000, .timeout_ms = 60000};
    g_autoptr(HttpClient) client = http_client_new(&trusting);
    for (int i = 0; i < 3; i++) {
        g_autoptr(HttpClientResponse) response = http_client_send(client, "GET", url, NULL, &error);
        TEST_ASSERT_NO_ERROR(error);
        CU_ASSERT_PTR_NOT_NULL_FATAL(response);
        CU_ASSERT_EQUAL(response->status, 200);
        CU_ASSERT_PTR_NOT_NULL(http_client_response_header(response, "strict-transport-security"));
    }
    HttpClientOptions patient = {.connect_timeout_ms = 60000, .timeout_ms = 60000};
    g_autoptr(HttpClient) distrusting = http_client_new(&patient);
    CU_ASSERT_PTR_NULL(http_client_send(distrusting, "GET", url, NULL, &error));
    TEST_ASSERT_ERROR(error, HTTP_ERROR, HTTP_ERROR_NETWORK, "https://127.0.0.1");
}

/* Plain text on a TLS port gets nothing; nor does a handshake that is never finished. */
static void test_tls_misuse(void)
{
    if (!certificate_make()) {
        CU_PASS("no openssl command to make a certificate with");
        return;
    }
    g_autofree char *certificate = in_folder("certificate.pem");
    g_autoptr(HttpServer) server = tls_server_start(certificate, 200);
    g_autofree char *plain = raw_exchange(http_server_port(server), GET("/healthz"));
    CU_ASSERT_EQUAL(raw_status(plain), 0);
    int connection = raw_connect(http_server_port(server));
    raw_send(connection, "\x16\x03\x01");
    g_autofree char *nothing = raw_read_all(connection);
    CU_ASSERT_EQUAL(raw_status(nothing), 0);
    close(connection);
}

static void test_broken_certificate(void)
{
    write_file("broken.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
    g_autofree char *broken = in_folder("broken.pem");
    HttpServerOptions options;
    http_server_options_init(&options);
    options.tls_certificate_file = broken;
    options.tls_key_file = broken;
    CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_LISTEN, "certificate"));
}

/* --- Static files ------------------------------------------------------------------------------------------
 */

static HttpServer *files_start(void)
{
    write_file("secret.txt", "secret");
    write_file("console/index.html", "<!doctype html>");
    write_file("console/assets/index-1a2b.js", "let plain;");
    write_file("console/assets/index-1a2b.js.gz", "compressed");
    write_file("console/.hidden", "hidden");
    g_autofree char *outside = in_folder("secret.txt");
    g_autofree char *link = in_folder("console/link.txt");
    g_unlink(link);
    int linked = symlink(outside, link);
    g_assert(linked == 0);
    g_autofree char *console = in_folder("console");
    HttpServerOptions options;
    http_server_options_init(&options);
    options.static_directory = console;
    options.static_fallback = "index.html";
    return server_start(&options);
}

static void test_static_files(void)
{
    g_autoptr(HttpServer) server = files_start();
    guint port = http_server_port(server);
    g_autofree char *index = raw_exchange(port, GET("/"));
    CU_ASSERT_EQUAL(raw_status(index), 200);
    CU_ASSERT_STRING_EQUAL(raw_body(index), "<!doctype html>");
    CU_ASSERT_TRUE(raw_has_header(index, "Content-Type: text/html; charset=utf-8"));
    CU_ASSERT_TRUE(raw_has_header(index, "Cache-Control: no-cache"));
    CU_ASSERT_PTR_NOT_NULL(strstr(index, "\r\nContent-Security-Policy: default-src 'self';"));
    CU_ASSERT_PTR_NOT_NULL(strstr(index, "frame-ancestors 'none'"));
    g_autofree char *plain = raw_exchange(port, GET("/assets/index-1a2b.js"));
    CU_ASSERT_STRING_EQUAL(raw_body(plain), "let plain;");
    CU_ASSERT_TRUE(raw_has_header(plain, "Content-Type: text/javascript; charset=utf-8"));
    CU_ASSERT_TRUE(raw_has_header(plain, "Cache-Control: public, max-age=31536000, immutable"));
    g_autofree char *compressed = raw_exchange(
        port, "GET /assets/index-1a2b.js HTTP/1.1\r\nHost: h\r\nAccept-Encoding: br, gzip\r\n\r\n");
    CU_ASSERT_STRING_EQUAL(raw_body(compressed), "compressed");
    CU_ASSERT_TRUE(raw_has_header(compressed, "Content-Encoding: gzip"));
    CU_ASSERT_TRUE(raw_has_header(compressed, "Content-Type: text/javascript; charset=utf-8"));
    CU_ASSERT_TRUE(raw_has_header(compressed, "Vary: Accept-Encoding"));
    g_autofree char *posted = raw_exchange(port, "POST /index.html HTTP/1.1\r\nHost: h\r\n\r\n");
    CU_ASSERT_EQUAL(raw_status(posted), 405);
    CU_ASSERT_TRUE(raw_has_header(posted, "Allow: GET, HEAD"));
}

static int status_of(guint port, const char *path)
{
    g_autofree char *answer = raw_exchange(port, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", path);
    return raw_status(answer);
}

/* The console is built anew while the server runs: what is on the disk is served, and while a build is only
 * half there the one before. */
static void test_static_files_built_anew(void)
{
    g_autoptr(HttpServer) server = files_start();
    guint port = http_server_port(server);
    g_autofree char *before = raw_exchange(port, GET("/"));
    g_autofree char *page = in_folder("console/index.html");
    g_autofree char *asset = in_folder("console/assets/index-1a2b.js");

    g_unlink(page);
    CU_ASSERT_EQUAL(status_of(port, "/"), 200);
    g_unlink(asset);
    CU_ASSERT_EQUAL(status_of(port, "/assets/index-1a2b.js"), 200);
    write_file("console/assets/index-3c4d.js", "let newer;");
    write_file("console/index.html", "<!doctype html><p>newer");

    g_autofree char *after = raw_exchange(port, GET("/"));
    CU_ASSERT_STRING_EQUAL(raw_body(before), "<!doctype html>");
    CU_ASSERT_STRING_EQUAL(raw_body(after), "<!doctype html><p>newer");
    g_autofree char *newer = raw_exchange(port, GET("/assets/index-3c4d.js"));
    CU_ASSERT_STRING_EQUAL(raw_body(newer), "let newer;");
    CU_ASSERT_EQUAL(status_of(port, "/assets/index-1a2b.js"), 404);
    clock_sleep_ms(20); /* two writes within one tick of the file system's clock look alike */
    write_file("console/assets/page-5e6f.js", "let later;"); /* the rest of a build whose page came first */
    CU_ASSERT_EQUAL(status_of(port, "/assets/page-5e6f.js"), 200);
}

static char *etag_of(const char *answer)
{
    const char *tag = strstr(answer, "\r\nETag: ") + 8;
    return g_strndup(tag, strcspn(tag, "\r"));
}

static void test_static_not_modified(void)
{
    g_autoptr(HttpServer) server = files_start();
    int connection = raw_connect(http_server_port(server));
    static const char *const ENCODINGS[] = {"identity", "gzip"};
    for (guint i = 0; i < G_N_ELEMENTS(ENCODINGS); i++) {
        raw_send(connection, "GET /assets/index-1a2b.js HTTP/1.1\r\nHost: h\r\nAccept-Encoding: %s\r\n\r\n",
                 ENCODINGS[i]);
        g_autofree char *first = raw_read_answer(connection);
        g_autofree char *tag = etag_of(first);
        raw_send(connection, "GET /assets/index-1a2b.js HTTP/1.1\r\nHost: h\r\nIf-None-Match: %s\r\n\r\n",
                 tag);
        g_autofree char *second = raw_read_head(connection);
        CU_ASSERT_EQUAL(raw_status(second), 304);
        raw_send(connection, "GET /assets/index-1a2b.js HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"x\"\r\n\r\n");
        g_autofree char *third = raw_read_answer(connection);
        CU_ASSERT_EQUAL(raw_status(third), 200);
    }
    close(connection);
}

static void test_static_fallback(void)
{
    g_autoptr(HttpServer) server = files_start();
    static const struct {
        const char *path;
        int status;
    } PATHS[] = {
        {"/reservations/100000000017", 200},
        {"/arrivals", 200},
        {"/arrivals?date=2015-07-01", 200},
        {"/assets/missing.js", 404},
        {"/favicon.ico", 404},
        {"/v1/nowhere", 404},
        {"/v1", 404},
    };
    for (guint i = 0; i < G_N_ELEMENTS(PATHS); i++) {
        g_autofree char *answer =
            raw_exchange(http_server_port(server), "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", PATHS[i].path);
        if (raw_status(answer) != PATHS[i].status)
            g_printerr("    %s: %s\n", PATHS[i].path, answer);
        CU_ASSERT_EQUAL(raw_status(answer), PATHS[i].status);
    }
}

static void test_static_traversal(void)
{
    g_autoptr(HttpServer) server = files_start();
    static const char *const PATHS[] = {
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "/assets/..%5c..%5csecret.txt",
        "/.%00./secret.txt",
        "//secret.txt",
        "/....//secret.txt",
        "/link.txt",
        "/.hidden",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/../../etc/passwd",
        "/assets/index-1a2b.js/../../../secret.txt",
        "/..;/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
    };
    for (guint i = 0; i < G_N_ELEMENTS(PATHS); i++) {
        g_autofree char *answer =
            raw_exchange(http_server_port(server), "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", PATHS[i]);
        if (raw_status(answer) != 404 && raw_status(answer) != 400)
            g_printerr("    %s: %s\n", PATHS[i], answer);
        CU_ASSERT_TRUE(raw_status(answer) == 404 || raw_status(answer) == 400);
        CU_ASSERT_TRUE(strcmp(raw_body(answer), "secret") != 0);
    }
}

static void test_static_missing(void)
{
    HttpServerOptions options;
    http_server_options_init(&options);
    options.static_directory = "/nonexistent";
    CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_FILE, "/nonexistent"));
    g_autofree char *empty = in_folder("empty");
    g_mkdir(empty, 0700);
    options.static_directory = empty;
    options.static_fallback = "index.html";
    CU_ASSERT_TRUE(start_fails(&options, HTTP_ERROR_FILE, "build the console"));
}

static CU_TestInfo TESTS[] = {
    {"refuses without TLS", test_refuses_without_tls},
    {"loopback addresses", test_loopback_addresses},
    {"port in use", test_port_in_use},
    {"TLS", test_tls},
    {"TLS misuse", test_tls_misuse},
    {"broken certificate", test_broken_certificate},
    {"static files", test_static_files},
    {"static files that are built anew", test_static_files_built_anew},
    {"static not modified", test_static_not_modified},
    {"static fallback", test_static_fallback},
    {"static traversal", test_static_traversal},
    {"static missing", test_static_missing},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    folder = test_folder_new();
    int status = test_main("ops/http_listen", TESTS);
    test_folder_remove(folder);
    return status;
}
