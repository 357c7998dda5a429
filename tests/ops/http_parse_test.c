#include "ops/http_parse.h"
#include "tests/support/cunit_main.h"

#include <string.h>

static void test_percent_decode(void)
{
    char good[] = "a%20b%C3%a9+c%2F";
    CU_ASSERT_TRUE(http_percent_decode(good, FALSE));
    CU_ASSERT_STRING_EQUAL(good, "a bé+c/");
    char plus[] = "a+b%2B";
    CU_ASSERT_TRUE(http_percent_decode(plus, TRUE));
    CU_ASSERT_STRING_EQUAL(plus, "a b+");
    static const char *const BROKEN[] = {"%",   "%4",  "%zz", "%4g",   "%00", "%0d",
                                         "%7f", "%ff", "%c3", "\xc3(", "a\nb"};
    for (guint i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_autofree char *text = g_strdup(BROKEN[i]);
        CU_ASSERT_FALSE(http_percent_decode(text, FALSE));
    }
}

static void test_path_split(void)
{
    const char *segments[HTTP_SEGMENTS_MAX];
    guint count = 99;
    char path[] = "/v1/hotels/H%2F1/";
    CU_ASSERT_TRUE(http_path_split(path, segments, &count));
    CU_ASSERT_EQUAL(count, 4);
    CU_ASSERT_STRING_EQUAL(segments[2], "H/1");
    CU_ASSERT_STRING_EQUAL(segments[3], "");
    char root[] = "/";
    CU_ASSERT_TRUE(http_path_split(root, segments, &count));
    CU_ASSERT_EQUAL(count, 0);
    char relative[] = "v1";
    CU_ASSERT_FALSE(http_path_split(relative, segments, &count));
    char star[] = "*";
    CU_ASSERT_FALSE(http_path_split(star, segments, &count));
    char most[] = "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16";
    CU_ASSERT_TRUE(http_path_split(most, segments, &count));
    char many[] = "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17";
    CU_ASSERT_FALSE(http_path_split(many, segments, &count));
}

static void test_query_split(void)
{
    HttpPair pairs[HTTP_QUERY_MAX];
    guint count = 99;
    char query[] = "a=1&&b=x%26y+z&a=2&flag&=v&e=";
    CU_ASSERT_TRUE(http_query_split(query, pairs, &count));
    CU_ASSERT_EQUAL(count, 6);
    CU_ASSERT_STRING_EQUAL(pairs[1].value, "x&y z");
    CU_ASSERT_STRING_EQUAL(pairs[2].name, "a");
    CU_ASSERT_STRING_EQUAL(pairs[3].name, "flag");
    CU_ASSERT_STRING_EQUAL(pairs[3].value, "");
    CU_ASSERT_STRING_EQUAL(pairs[4].name, "");
    char empty[] = "";
    CU_ASSERT_TRUE(http_query_split(empty, pairs, &count));
    CU_ASSERT_EQUAL(count, 0);
    char broken_name[] = "%=1";
    CU_ASSERT_FALSE(http_query_split(broken_name, pairs, &count));
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i <= HTTP_QUERY_MAX; i++)
        g_string_append(many, "a=1&");
    CU_ASSERT_FALSE(http_query_split(many->str, pairs, &count));
}

static gboolean matches(const HttpTemplate *template, const char *text,
                        const char *values[HTTP_PARAMETERS_MAX])
{
    static char path[256];
    const char *segments[HTTP_SEGMENTS_MAX];
    guint count;
    g_strlcpy(path, text, sizeof path);
    return http_path_split(path, segments, &count) && http_template_match(template, segments, count, values);
}

static void test_template(void)
{
    const char *values[HTTP_PARAMETERS_MAX] = {"kept"};
    g_autoptr(HttpTemplate) cells = http_template_new("/v1/hotels/{hotel}/cells/{night}");
    CU_ASSERT_TRUE(matches(cells, "/v1/hotels/H1/cells/2015-07-01", values));
    CU_ASSERT_STRING_EQUAL(values[http_template_name_index(cells, "hotel")], "H1");
    CU_ASSERT_STRING_EQUAL(values[http_template_name_index(cells, "night")], "2015-07-01");
    CU_ASSERT_EQUAL(http_template_name_index(cells, "room"), -1);
    values[0] = "kept";
    CU_ASSERT_FALSE(matches(cells, "/v1/hotels//cells/2015-07-01", values));
    CU_ASSERT_FALSE(matches(cells, "/v1/hotels/H1/cell/2015-07-01", values));
    CU_ASSERT_FALSE(matches(cells, "/v1/hotels/H1/cells", values));
    CU_ASSERT_FALSE(matches(cells, "/v1/hotels/H1/cells/2015-07-01/", values));
    CU_ASSERT_STRING_EQUAL(values[0], "kept");
    g_autoptr(HttpTemplate) asking = http_template_new("/v1/hotels/{hotel}/cells{?from,until}");
    CU_ASSERT_STRING_EQUAL(http_template_path(asking), "/v1/hotels/{hotel}/cells");
    CU_ASSERT_TRUE(matches(asking, "/v1/hotels/H1/cells", values));
    g_autofree char *names = g_strjoinv(" ", (char **)http_template_query_names(asking));
    CU_ASSERT_STRING_EQUAL(names, "from until");
    CU_ASSERT_PTR_NULL(http_template_query_names(cells)[0]);
    g_autoptr(HttpTemplate) root = http_template_new("/");
    CU_ASSERT_TRUE(matches(root, "/", values));
    static const char *const MALFORMED[] = {"",
                                            "v1",
                                            "/v1//x",
                                            "/{}",
                                            "/{a}/{a}",
                                            "/{a",
                                            "/a}",
                                            "/x{a}",
                                            "/a%20b",
                                            "/a?b",
                                            "/a{?b}/c",
                                            "/a{?}",
                                            "/a{?b",
                                            "/a{?b,,c}",
                                            "/a{?b,b}",
                                            "/a{?b=1}",
                                            "/{1}/{2}/{3}/{4}/{5}/{6}/{7}/{8}/{9}",
                                            "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"};
    for (guint i = 0; i < G_N_ELEMENTS(MALFORMED); i++)
        CU_ASSERT_PTR_NULL(http_template_new(MALFORMED[i]));
}

static void test_template_order(void)
{
    g_autoptr(HttpTemplate) literal = http_template_new("/v1/sessions/current");
    g_autoptr(HttpTemplate) named = http_template_new("/v1/sessions/{session}");
    g_autoptr(HttpTemplate) other_name = http_template_new("/v1/sessions/{id}");
    g_autoptr(HttpTemplate) shorter = http_template_new("/v1/sessions");
    CU_ASSERT_TRUE(http_template_compare(literal, named) < 0);
    CU_ASSERT_TRUE(http_template_compare(named, literal) > 0);
    CU_ASSERT_EQUAL(http_template_compare(named, other_name), 0);
    CU_ASSERT_TRUE(http_template_compare(shorter, literal) < 0);
}

static void test_traceparent(void)
{
    char trace_id[HTTP_TRACE_ID_LENGTH + 1] = "kept";
    gboolean sampled = FALSE;
    CU_ASSERT_TRUE(http_traceparent_parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", trace_id,
                                          &sampled));
    CU_ASSERT_STRING_EQUAL(trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
    CU_ASSERT_TRUE(sampled);
    CU_ASSERT_TRUE(http_traceparent_parse("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more",
                                          trace_id, &sampled));
    CU_ASSERT_FALSE(sampled);
    static const char *const INVALID[] = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };
    for (guint i = 0; i < G_N_ELEMENTS(INVALID); i++)
        CU_ASSERT_FALSE(http_traceparent_parse(INVALID[i], trace_id, &sampled));
}

static void test_idempotency_key(void)
{
    char key[HTTP_IDEMPOTENCY_KEY_MAX + 1] = "kept";
    CU_ASSERT_TRUE(http_idempotency_key_parse("8e03978e-40d5-43dd-bc93-6894a57f9324", key));
    CU_ASSERT_STRING_EQUAL(key, "8e03978e-40d5-43dd-bc93-6894a57f9324");
    CU_ASSERT_TRUE(http_idempotency_key_parse("\"a \\\"b\\\" \\\\\"", key));
    CU_ASSERT_STRING_EQUAL(key, "a \"b\" \\");
    g_autofree char *longest = g_strnfill(HTTP_IDEMPOTENCY_KEY_MAX, 'k');
    CU_ASSERT_TRUE(http_idempotency_key_parse(longest, key));
    CU_ASSERT_STRING_EQUAL(key, longest);
    g_autofree char *too_long = g_strnfill(HTTP_IDEMPOTENCY_KEY_MAX + 1, 'k');
    g_autofree char *too_long_quoted = g_strdup_printf("\"%s\"", too_long);
    const char *const invalid[] = {"",    "\"\"",         "\"open",  "\"a\" ",   "\"a\"b",
                                   "a b", "a\"b",         "\"\\n\"", "\"a\tb\"", "\"\\",
                                   "é",   "\"\xc3\xa9\"", "a,b",     too_long,   too_long_quoted};
    for (guint i = 0; i < G_N_ELEMENTS(invalid); i++)
        CU_ASSERT_FALSE(http_idempotency_key_parse(invalid[i], key));
    CU_ASSERT_STRING_EQUAL(key, longest);
}

static void test_etag_list(void)
{
    CU_ASSERT_TRUE(http_etag_list_has("*", "v1", FALSE));
    CU_ASSERT_TRUE(http_etag_list_has("\"v1\"", "v1", FALSE));
    CU_ASSERT_TRUE(http_etag_list_has("\"v0\" , W/\"v1\"", "v1", TRUE));
    CU_ASSERT_FALSE(http_etag_list_has("\"v0\", W/\"v1\"", "v1", FALSE));
    CU_ASSERT_FALSE(http_etag_list_has("\"v10\"", "v1", TRUE));
    CU_ASSERT_FALSE(http_etag_list_has("v1", "v1", TRUE));
    CU_ASSERT_FALSE(http_etag_list_has("\"v1", "v1", TRUE));
    CU_ASSERT_FALSE(http_etag_list_has("", "v1", TRUE));
    CU_ASSERT_FALSE(http_etag_list_has("\"v0\", *", "v1", TRUE));
    CU_ASSERT_TRUE(http_etag_list_has("\"a,b\", \"v1\"", "v1", TRUE));
}

static void test_accept(void)
{
    CU_ASSERT_TRUE(http_accepts_gzip("br, gzip;q=0.8"));
    CU_ASSERT_TRUE(http_accepts_gzip("*"));
    CU_ASSERT_FALSE(http_accepts_gzip("gzip;q=0"));
    CU_ASSERT_FALSE(http_accepts_gzip("gzip; q=0.000, *"));
    CU_ASSERT_FALSE(http_accepts_gzip("br"));
    CU_ASSERT_FALSE(http_accepts_gzip(NULL));
    CU_ASSERT_TRUE(http_accepts_json(NULL));
    CU_ASSERT_TRUE(http_accepts_json(""));
    CU_ASSERT_TRUE(http_accepts_json("text/html, application/*;q=0.5"));
    CU_ASSERT_TRUE(http_accepts_json("application/problem+json"));
    CU_ASSERT_FALSE(http_accepts_json("text/html, application/json;q=0"));
    CU_ASSERT_FALSE(http_accepts_json("application/xml"));
}

static void test_content_type(void)
{
    CU_ASSERT_TRUE(http_content_type_is_json("application/json"));
    CU_ASSERT_TRUE(http_content_type_is_json("Application/JSON ; charset=UTF-8"));
    CU_ASSERT_TRUE(http_content_type_is_json("application/merge-patch+json"));
    CU_ASSERT_FALSE(http_content_type_is_json("application/json; charset=latin1"));
    CU_ASSERT_FALSE(http_content_type_is_json("text/json"));
    CU_ASSERT_FALSE(http_content_type_is_json("application/jsonp"));
    CU_ASSERT_FALSE(http_content_type_is_json(""));
}

static void test_content_length(void)
{
    guint64 length = 7;
    CU_ASSERT_TRUE(http_content_length_parse("0", &length));
    CU_ASSERT_EQUAL(length, 0);
    CU_ASSERT_TRUE(http_content_length_parse("123456789012", &length));
    CU_ASSERT_EQUAL(length, 123456789012);
    static const char *const INVALID[] = {"", "-1", "+1", " 1", "1 ", "1,1", "0x10", "99999999999999999999"};
    for (guint i = 0; i < G_N_ELEMENTS(INVALID); i++)
        CU_ASSERT_FALSE(http_content_length_parse(INVALID[i], &length));
}

static void test_cookie(void)
{
    g_autofree char *value = http_cookie_find("xsession=1; session=2 ; session=3", "session");
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_STRING_EQUAL(value, "2");
    CU_ASSERT_PTR_NULL(http_cookie_find("sessions=1; session", "session"));
    CU_ASSERT_PTR_NULL(http_cookie_find("", "session"));
}

static void test_json_depth(void)
{
    CU_ASSERT_TRUE(http_json_depth_ok("[[]]", 4, 2));
    CU_ASSERT_FALSE(http_json_depth_ok("[[[]]]", 6, 2));
    CU_ASSERT_TRUE(http_json_depth_ok("[\"[[[\\\"[[\"]", 11, 1));
    CU_ASSERT_TRUE(http_json_depth_ok("]]]][[", 6, 2));
    CU_ASSERT_TRUE(http_json_depth_ok("\"\\", 2, 1));
    CU_ASSERT_TRUE(http_json_depth_ok("[][][]{}{}", 10, 1));
}

static CU_TestInfo TESTS[] = {
    {"percent decode", test_percent_decode},
    {"path split", test_path_split},
    {"query split", test_query_split},
    {"template", test_template},
    {"template order", test_template_order},
    {"traceparent", test_traceparent},
    {"idempotency key", test_idempotency_key},
    {"etag list", test_etag_list},
    {"accept", test_accept},
    {"content type", test_content_type},
    {"content length", test_content_length},
    {"cookie", test_cookie},
    {"json depth", test_json_depth},
    CU_TEST_INFO_NULL,
};

int main(void)
{
    return test_main("ops/http_parse", TESTS);
}
