#include "property/invoice/paper.h"

#include <string.h>

#define FIELD_COLUMNS 3

static const PaperText tax_number = {"Tax number", "税号"};
static const PaperText slip = {"slip", "凭单"};
static const PaperText reference = {"reference", "参考号"};

const char *paper_text(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));

    return text == NULL ? "" : text;
}

const char *paper_name(const Paper *paper, const json_t *object)
{
    return paper_text(object, paper->language == 0 ? "name_en" : "name_zh");
}

char *paper_amount(const Paper *paper, const json_t *object, const char *member)
{
    return money_format((Money){json_integer_value(json_object_get(object, member)), paper->currency});
}

char *paper_amount_head(const Paper *paper, const char *word)
{
    return g_strdup_printf("%s (%s)", word, paper->currency->code);
}

const char *paper_word(const Paper *paper, int which)
{
    return paper->texts[which][paper->language];
}

char *paper_means(const Paper *paper, const json_t *means)
{
    GString *text = g_string_new(paper_name(paper, means));
    bool card = strcmp(paper_text(means, "kind"), "card") == 0;

    if (paper_text(means, "last_four")[0] != '\0') {
        g_string_append_printf(text, " ·%s", paper_text(means, "last_four"));
    }
    if (paper_text(means, "reference")[0] != '\0') {
        g_string_append_printf(text, "%s%s %s", paper->language == 0 ? ", " : "，",
                               (card ? slip : reference)[paper->language], paper_text(means, "reference"));
    }
    return g_string_free(text, FALSE);
}

bool paper_open(Paper *paper, const json_t *document, bool chinese, const PaperText *texts, GError **error)
{
    *paper = (Paper){
        .document = document,
        .currency = currency_require(paper_text(document, "currency"), error),
        .texts = texts,
        .language = chinese ? 1 : 0,
    };
    return paper->currency != NULL;
}

void paper_begin(Paper *paper, const char *title)
{
    const json_t *hotel = json_object_get(paper->document, "hotel");
    const char *name = paper_name(paper, hotel);
    const char *number = paper_text(hotel, "tax_number");
    g_autofree char *address = g_strdup_printf("%s · %s %s · %s · %s", paper_text(hotel, "street"),
                                               paper_text(hotel, "postal_code"), paper_text(hotel, "city"),
                                               paper_text(hotel, "telephone"), paper_text(hotel, "email"));

    paper->pdf = pdf_document_new(
        &(PdfOptions){.title = title, .header_right = name, .language = paper->language == 0 ? "en" : "zh"});
    pdf_heading(paper->pdf, 2, name);
    pdf_note(paper->pdf, address);
    if (number[0] != '\0') {
        g_autofree char *text = g_strdup_printf("%s %s", tax_number[paper->language], number);
        pdf_note(paper->pdf, text);
    }
    pdf_space(paper->pdf, 6);
}

GBytes *paper_end(Paper *paper, GError **error)
{
    GBytes *bytes = pdf_document_finish(paper->pdf, error);

    g_clear_pointer(&paper->pdf, pdf_document_free);
    return bytes;
}

void paper_addressee(const Paper *paper, const json_t *to, const char *title)
{
    g_autofree char *text = g_strdup_printf("%s\n%s", paper_text(to, "name"), paper_text(to, "address"));

    pdf_paragraph(paper->pdf, g_strchomp(text));
    pdf_space(paper->pdf, 4);
    pdf_heading(paper->pdf, 1, title);
}

void paper_fields(const Paper *paper, const PdfField *fields)
{
    g_autoptr(GArray) said = g_array_new(FALSE, FALSE, sizeof(PdfField));

    for (; fields->label != NULL; fields++) {
        if (fields->value[0] != '\0') {
            g_array_append_val(said, *fields);
        }
    }
    pdf_fields(paper->pdf, (const PdfField *)(const void *)said->data, said->len, FIELD_COLUMNS);
    pdf_space(paper->pdf, 3);
}
