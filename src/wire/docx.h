/* SPDX-License-Identifier: Apache-2.0 */
/* Word documents (.docx) in the form of official documents 党政机关公文. A builder: make one, add
 * parts from top to bottom, finish. Sticky: the first fault is reported by docx_finish. Texts are
 * UTF-8; a line feed in them is a line break.
 * source: GB/T 9704-2012 §5 (page: A4, margins 37, 26, 35 and 28 mm, 22 lines of 28 characters of
 * 16 points 仿宋), §7.2 (head: mark, number, red rule), §7.3 (title 22 points 小标宋, headings 黑体
 * and 楷体, signature), §7.4 (copies), §7.5 (page number); ECMA-376 Part 1 (WordprocessingML;
 * charts §21.2, drawings §20.4) */
#ifndef WIRE_DOCX_H
#define WIRE_DOCX_H

#include "wire/plot.h"

enum {
    DOCX_MAX_BYTES = 16 * 1024 * 1024, /* of the text part, before it is packed */
    DOCX_MAX_COLUMNS = 60,
    DOCX_NAME_MAX = 40 /* of a bookmark, as Word has it */
};

typedef struct Docx Docx;

typedef struct DocxMeta { /* properties of the file */
    Str title, author;
    int64_t created_ms;
} DocxMeta;

/* An empty document; its memory is cx's. */
Docx *docx_new(Cx *cx, DocxMeta meta);

typedef struct DocxHead {
    Str copy_number; /* 份号, "" = none */
    Str secrecy;     /* 密级和保密期限 */
    Str urgency;     /* 紧急程度 */
    Str mark;        /* 发文机关标志, red: 衢州市应急管理局文件 */
    Str number;      /* 发文字号: 衢应急〔2026〕1号 */
    Str signer;      /* 签发人, of documents that go upward; "" = none */
} DocxHead;
/* The head with its red mark and rule; what is "" is left out. */
void docx_head(Docx *d, const DocxHead *head);

/* 标题, centred. */
void docx_title(Docx *d, Str text);
/* 主送机关, from the left edge. */
void docx_addressee(Docx *d, Str text);
/* 一、 (一) 1. (1): level 1 to 4; the number is part of the text. */
void docx_heading(Docx *d, int level, Str text);

typedef enum DocxAlign {
    DOCX_BODY /* indented by two characters */,
    DOCX_LEFT,
    DOCX_CENTRE,
    DOCX_RIGHT
} DocxAlign;
typedef enum DocxFont { DOCX_FANGSONG, DOCX_HEI, DOCX_KAI, DOCX_BOLD } DocxFont;

/* A paragraph of several runs: begin, runs and figures, end. */
void docx_para_begin(Docx *d, DocxAlign align);
void docx_run(Docx *d, DocxFont font, Str text);
/* A figure in a bookmark that names its source. key: `acc.count`; the bookmark is `acc_count`, a
 * further one of the same key `acc_count__2` and so on.
 * fails at the end: ERR_INVALID a key that is not a letter, then letters, digits, . and _, or whose
 * bookmark is longer than DOCX_NAME_MAX */
void docx_figure(Docx *d, Str key, Str text);
void docx_para_end(Docx *d);
/* A body paragraph of one run. */
void docx_para(Docx *d, Str text);

typedef struct DocxCell {
    Str text;
    Str key;         /* of a figure, "" = none */
    DocxAlign align; /* DOCX_BODY counts as centred */
} DocxCell;

typedef struct DocxTable {
    Str caption;       /* above it; "" = none */
    const int *widths; /* of each column, relative; NULL = all the same */
    size_t n_columns;
    size_t n_head;         /* rows that are repeated on each page */
    const DocxCell *cells; /* n_rows × n_columns, by row */
    size_t n_rows;
} DocxTable;
/* fails at the end: ERR_INVALID no column or more than DOCX_MAX_COLUMNS, a width < 1 */
void docx_table(Docx *d, const DocxTable *table);

/* A chart as wide as the text with its name and title below it, both kept on one page. The drawing
 * is Word's own (DrawingML), its numbers stand in it; alternative text says them in words. keys:
 * the figures it shows, each a bookmark around the caption, named as those of docx_figure. fails at
 * the end: ERR_INVALID a plot that is not sound, or a key as in docx_figure */
void docx_chart(Docx *d, const Plot *plot, const Str *keys, size_t n_keys);

/* 附件说明: one line for each attachment. */
void docx_attachments(Docx *d, const Str *names, size_t n);
/* 署名 and 成文日期, at the right. */
void docx_signature(Docx *d, Str body, Str date);
/* 版记 between two rules: copies to (抄送), who printed it and when. */
void docx_copies(Docx *d, Str copies, Str printer, Str date);
void docx_page_break(Docx *d);

/* The file. The same calls give the same bytes.
 * fails: ERR_INVALID as said above, or a paragraph that is not ended · ERR_TOO_BIG · ERR_IO the
 *        archive library failed */
MUST_USE Err docx_finish(Docx *d, Str *ret);

#endif
