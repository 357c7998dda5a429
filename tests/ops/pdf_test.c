/* Documents are read back with pdftotext: what was told stands on the pages, in order, once. */

#include "ops/pdf_internal.h"
#include "tests/support/cunit_main.h"
#include <string.h>

/* What pdftotext says of the file; the caller frees it. */
static char *read_as(GBytes *file, const char *form)
{
    g_autoptr(GError) error = NULL;
    char *folder = test_folder_new();
    g_autofree char *path = g_build_filename(folder, "document.pdf", NULL);
    const char *command[] = {"pdftotext", form, path, "-", NULL};
    char *text = NULL;
    int status;

    g_file_set_contents(path, g_bytes_get_data(file, NULL), (gssize)g_bytes_get_size(file), &error);
    g_assert_no_error(error);
    g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, &status, &error);
    g_assert_no_error(error);
    CU_ASSERT_EQUAL(status, 0);
    test_folder_remove(folder);
    return text;
}

/* What a person reads in the file; the caller frees it. */
static char *read_back(GBytes *file)
{
    return read_as(file, "-layout");
}

static GBytes *finish(PdfDocument *document)
{
    g_autoptr(GError) error = NULL;
    GBytes *file = pdf_document_finish(document, &error);

    g_assert_no_error(error);
    return file;
}

static int count_of(const char *text, const char *part)
{
    int count = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

static const PdfColumn columns[] = {{"Date", 1, PDF_LEFT}, {"Text", 3, PDF_LEFT}, {"Amount", 1, PDF_RIGHT}};

static PdfDocument *invoice(const char *language, int rows)
{
    PdfDocument *document = pdf_document_new(&(PdfOptions){.title = "Invoice 4711",
                                                           .header_right = "Keyrack Grand 上海",
                                                           .footer = "Thank you",
                                                           .language = language});
    const PdfField fields[] = {{"Guest", "王小明 Ana Müller"}, {"Room", "1204"}, {"Signature", NULL}};

    pdf_heading(document, 1, "Invoice 4711");
    pdf_fields(document, fields, G_N_ELEMENTS(fields), 2);
    pdf_table_begin(document, columns, G_N_ELEMENTS(columns));
    for (int i = 0; i < rows; i++) {
        g_autofree char *text = g_strdup_printf("row-%04d", i);
        const char *const cells[] = {"2026-11-29", text, "1,080.00"};
        pdf_table_row(document, PDF_ROW_PLAIN, cells);
    }
    pdf_table_row(document, PDF_ROW_TOTAL, (const char *const[]){NULL, "Total", "99.00"});
    pdf_table_end(document);
    pdf_note(document, "Conditions");
    return document;
}

static void test_texts_of_both_scripts(void)
{
    g_autoptr(PdfDocument) document = invoice("en", 2);
    g_autoptr(GBytes) file = finish(document);
    g_autofree char *text = read_back(file);

    CU_ASSERT(g_str_has_prefix(g_bytes_get_data(file, NULL), "%PDF-"));
    const char *const parts[] = {"Invoice 4711", "王小明 Ana Müller", "Keyrack Grand 上海",
                                 "row-0001",     "1,080.00",          "Total",
                                 "Conditions",   "Page 1 of 1"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (strstr(text, parts[i]) == NULL) {
            g_printerr("'%s' is missing in:\n%s\n", parts[i], text);
            CU_FAIL("a text is missing");
        }
    }
}

/* How many points ten quotes take in a document of the language. */
static double quotes_width(const char *language)
{
    g_autoptr(PdfDocument) document =
        pdf_document_new(&(PdfOptions){.title = "Quotes", .language = language});
    double left = 0;
    double right = 0;

    pdf_paragraph(document, "“”“”“”“”“”");
    g_autoptr(GBytes) file = finish(document);
    g_autofree char *boxes = read_as(file, "-bbox");
    const char *end = strstr(boxes, "“”“”“”“”“”</word>");
    g_assert_nonnull(end);
    const char *word = g_strrstr_len(boxes, end - boxes, "<word ");
    g_assert_nonnull(word);
    CU_ASSERT_EQUAL(sscanf(word, "<word xMin=\"%lf\" yMin=\"%*f\" xMax=\"%lf\"", &left, &right), 2);
    return right - left;
}

/* Quotes are as wide as a character in Chinese text only. */
static void test_quotes_of_both_scripts(void)
{
    double english = quotes_width("en");
    double chinese = quotes_width("zh");

    CU_ASSERT(english > 0);
    CU_ASSERT(english < chinese * 0.6);
}

/* A long table goes on: every row once, its head and the page's number on each page. */
static void test_a_table_over_pages(void)
{
    g_autoptr(PdfDocument) document = invoice("zh", 300);
    g_autoptr(GBytes) file = finish(document);
    g_autofree char *text = read_back(file);
    int pages = count_of(text, "\f");

    CU_ASSERT(pages > 4);
    CU_ASSERT_EQUAL(count_of(text, "row-"), 300);
    CU_ASSERT_EQUAL(count_of(text, "Amount"), pages);
    for (int page = 1; page <= pages; page++) {
        g_autofree char *number = g_strdup_printf("第 %d 页，共 %d 页", page, pages);
        CU_ASSERT_EQUAL(count_of(text, number), 1);
    }
    for (int i = 1; i < 300; i++) {
        g_autofree char *before = g_strdup_printf("row-%04d", i - 1);
        g_autofree char *after = g_strdup_printf("row-%04d", i);
        CU_ASSERT(strstr(text, before) < strstr(text, after));
    }
}

static void test_a_paragraph_longer_than_a_page(void)
{
    g_autoptr(PdfDocument) document =
        pdf_document_new(&(PdfOptions){.title = "Long", .paper = PDF_LETTER_LANDSCAPE});
    g_autoptr(GString) words = g_string_new(NULL);

    for (int i = 0; i < 4000; i++) {
        g_string_append_printf(words, "word%d ", i);
    }
    pdf_paragraph(document, words->str);
    pdf_heading(document, 2, "After it");
    g_autoptr(GBytes) file = finish(document);
    g_autofree char *text = read_back(file);
    CU_ASSERT(count_of(text, "\f") > 1);
    CU_ASSERT_EQUAL(count_of(text, "word"), 4000);
    CU_ASSERT_EQUAL(count_of(text, "After it"), 1);
}

/* A row cannot go on on the next page: it ends where the page does, and says so. */
static void test_a_row_higher_than_a_page(void)
{
    g_autoptr(PdfDocument) document = pdf_document_new(&(PdfOptions){.title = "High"});
    g_autofree char *high = g_strnfill(20000, 'x');
    const PdfField field = {"Text", high};

    pdf_table_begin(document, columns, G_N_ELEMENTS(columns));
    pdf_table_row(document, PDF_ROW_PLAIN, (const char *const[]){"before", NULL, NULL});
    pdf_table_row(document, PDF_ROW_PLAIN, (const char *const[]){high, "beside", NULL});
    pdf_table_row(document, PDF_ROW_PLAIN, (const char *const[]){"behind", NULL, NULL});
    pdf_table_end(document);
    pdf_fields(document, &field, 1, 3);
    g_autoptr(GBytes) file = finish(document);
    g_autofree char *text = read_back(file);
    CU_ASSERT_EQUAL(count_of(text, "before") + count_of(text, "beside") + count_of(text, "behind"), 3);
    CU_ASSERT_EQUAL(count_of(text, "…"), 2);
}

static void test_what_is_no_text_does_no_harm(void)
{
    g_autoptr(PdfDocument) document = pdf_document_new(&(PdfOptions){.title = "\xff\xfe", .footer = "\xc3"});
    const PdfPoint points[] = {{0.1, 0.1, TRUE}, {0.5, 7, FALSE}, {-3, 0.5, FALSE}, {0.2, 0.2, TRUE}};

    pdf_paragraph(document, "bro\xffken <b>& not markup</b>");
    pdf_paragraph(document, "");
    pdf_strokes(document, points, G_N_ELEMENTS(points), 60, 20, "Signature");
    pdf_strokes(document, NULL, 0, 600, 20, "Signature");
    pdf_rule(document);
    pdf_space(document, 5);
    pdf_page_break(document);
    g_autoptr(GBytes) file = finish(document);
    g_autofree char *text = read_back(file);
    CU_ASSERT_EQUAL(count_of(text, "<b>& not markup</b>"), 1);
    CU_ASSERT_EQUAL(count_of(text, "Signature"), 2);
    CU_ASSERT_EQUAL(count_of(text, "Page 2 of 2"), 1);
}

static void test_the_same_content_is_the_same_file(void)
{
    g_autoptr(PdfDocument) one = invoice("en", 5);
    g_autoptr(PdfDocument) other = invoice("en", 5);
    g_autoptr(PdfDocument) third = invoice("en", 6);
    g_autoptr(GBytes) one_file = finish(one);
    g_autoptr(GBytes) other_file = finish(other);
    g_autoptr(GBytes) third_file = finish(third);

    CU_ASSERT(g_bytes_equal(one_file, other_file));
    CU_ASSERT(!g_bytes_equal(one_file, third_file));
}

/* The finder pattern of a QR code stands in its first corner, with white around it. */
static void test_codes(void)
{
    int side = 0;
    g_autofree gboolean *dark = pdf_code_modules("keyrack:SHA/1204", &side);
    g_autofree char *long_text = g_strnfill(4000, 'x');

    CU_ASSERT_TRUE_FATAL(dark != NULL);
    CU_ASSERT(side >= 21 && (side - 17) % 4 == 0);
    for (int i = 0; i < 7; i++) {
        CU_ASSERT_TRUE(dark[i]);
        CU_ASSERT_TRUE(dark[i * side]);
        CU_ASSERT_FALSE(dark[7 + i * side]);
    }
    CU_ASSERT_TRUE(pdf_code_modules(long_text, &side) == NULL);
}

static void test_labels(void)
{
    g_autoptr(PdfDocument) document = pdf_document_new(&(PdfOptions){.title = "Labels"});
    PdfLabel labels[50];
    char numbers[50][8];

    for (int i = 0; i < 50; i++) {
        g_snprintf(numbers[i], sizeof numbers[i], "n%04d", 1200 + i);
        labels[i] = (PdfLabel){numbers[i], numbers[i], "钥栈大酒店"};
    }
    pdf_labels(document, labels, G_N_ELEMENTS(labels), 3, 34);
    g_autoptr(GBytes) file = finish(document);
    g_autofree char *text = read_back(file);
    for (int i = 0; i < 50; i++) {
        CU_ASSERT_EQUAL(count_of(text, numbers[i]), 1);
    }
    CU_ASSERT_EQUAL(count_of(text, "钥栈大酒店"), 50);
    CU_ASSERT(strstr(text, "Page 3 of 3") != NULL); /* seven rows of three on a page */
}

int main(void)
{
    CU_TestInfo tests[] = {
        {"texts of both scripts stand on the page", test_texts_of_both_scripts},
        {"quotes are wide in Chinese only", test_quotes_of_both_scripts},
        {"a table goes on over pages", test_a_table_over_pages},
        {"a paragraph longer than a page goes on", test_a_paragraph_longer_than_a_page},
        {"a row higher than a page ends with it", test_a_row_higher_than_a_page},
        {"what is no text does no harm", test_what_is_no_text_does_no_harm},
        {"the same content is the same file", test_the_same_content_is_the_same_file},
        {"codes of labels", test_codes},
        {"labels in a grid", test_labels},
        CU_TEST_INFO_NULL,
    };
    return test_main("ops/pdf", tests);
}
