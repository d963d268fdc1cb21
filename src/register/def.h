/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions: what a YAML file of doc/definitions.md becomes. Immutable after loading; lives as
 * long as the program. */
#ifndef REGISTER_DEF_H
#define REGISTER_DEF_H

#include "base/base.h"

typedef enum Type {
    TYPE_TEXT,
    TYPE_INT,
    TYPE_REAL,
    TYPE_BOOL,
    TYPE_MONEY,
    TYPE_TIME,
    TYPE_DATE,
    TYPE_CODE,
    TYPE_CODES,
    TYPE_REF,
    TYPE_OBJECT,
    TYPE_REGION,
    TYPE_PHONE,
    TYPE_ID_NUMBER,
    TYPE_CREDIT_CODE,
    TYPE_JSON,
    TYPE_FILES,
    TYPE_GEOMETRY
} Type;

typedef enum Geometry {
    GEOMETRY_NONE,
    GEOMETRY_POINT,
    GEOMETRY_LINE,
    GEOMETRY_POLYGON,
    GEOMETRY_ANY
} Geometry;
typedef enum Need { NEED_NO, NEED_FORM, NEED_IMPORT } Need; /* NEED_IMPORT: also in forms */

typedef struct Label {
    Str zh, en;
} Label;

typedef struct Expr Expr; /* a condition, see expr.c */

typedef struct Field {
    Str key;
    int index; /* of its value in Rec.v */
    Type type;
    Str arg;       /* list of a code, register of a ref */
    int max_chars; /* of a text */
    Need need;
    bool loose; /* ref that may keep a text which is in no register */
    bool computed, search, indexed;
    bool numbered; /* a text that is left empty gets the next number of its year */
    bool observed; /* a time that a device's clock fills in when it is left empty */
    bool builtin;  /* ref, region, lon, lat, geometry: not declared by the file */
    Level level;
    Str unit, source;
    double min, max;
    bool has_min, has_max;
    Str default_text; /* p == NULL: none */
    Label label, hint, group;
    int line;
} Field;

typedef struct State {
    Str key;
    Label label;
    Str tone;
    bool final;
} State;

typedef struct Strs {
    Str *p;
    size_t n;
} Strs;

typedef struct Sets {
    Str field, value; /* value: now, actor, or a literal */
} Sets;

typedef struct Action {
    Str key;
    Label label;
    Strs from; /* "*" = any */
    Str to;    /* "" = stays */
    Strs roles, needs, takes;
    Sets *sets;
    size_t n_sets;
    const Expr *guard; /* NULL = none */
    Str guard_text, source;
    bool needs_reason;
    int persons;          /* 1 or 2 */
    const Expr *two_when; /* 2 only where this holds afterwards; NULL = always */
    Str undoes;           /* another action of this register that this one takes back; "" = none */
    int within_s;         /* for so long, and only by whoever took it */
} Action;

typedef struct Rung {
    int percent;
    Str to;
} Rung;

typedef enum ClockEvent { CLOCK_NEVER, CLOCK_CREATE, CLOCK_STATE, CLOCK_FIELD } ClockEvent;
typedef enum DueKind { DUE_FIELD, DUE_MS, DUE_WORKDAYS, DUE_PARAM } DueKind;

typedef struct Clock {
    Str key;
    Label label;
    ClockEvent starts, stops;
    Strs start_states, stop_states;
    Str start_field, stop_field;
    DueKind due;
    Str due_field, due_param;
    int64_t due_ms, due_unit_ms;
    int due_workdays;
    Str owner_field, owner_role;
    const Expr *when;
    Rung *ladder;
    size_t n_ladder;
    Str source;
} Clock;

/* One value, one record at a time: a team that is on its way is not sent elsewhere. With an amount
 * the value (a reference) is shared: what all records take of it is at most what it has. */
typedef struct Exclusive {
    Str field;
    Strs states;    /* as long as the record is in one of these */
    Str amount, of; /* of the record and of what it refers to; "" = one at a time */
    Label label;    /* what a second one is told */
    Str sql;        /* another record in these states with this value, and what all of them take */
} Exclusive;

typedef struct Check {
    Str field;
    const Expr *rule;
    Str rule_text;
    Label label;
} Check;

typedef enum Verb {
    VERB_READ,
    VERB_CREATE,
    VERB_UPDATE,
    VERB_VOID,
    VERB_IMPORT,
    VERB_EXPORT,
    VERB_REVEAL,
    VERB_N
} Verb;

typedef struct Reg {
    Str key;
    Label label;
    Str area, source;
    Geometry geometry;
    Field *fields; /* declared ones in order, then builtin ones */
    size_t n_fields;
    Strs title;   /* fields that name a record */
    Str dated_by; /* "" = none */
    Str region_from;
    bool open_to_all_regions;
    Strs *unique; /* natural keys */
    size_t n_unique;
    Check *checks;
    size_t n_checks;
    Exclusive *exclusive;
    size_t n_exclusive;
    Strs *one_of; /* groups of fields, of each exactly one is given */
    size_t n_one_of;
    State *states;
    size_t n_states;
    Str initial;
    Action *actions;
    size_t n_actions;
    Clock *clocks;
    size_t n_clocks;
    Strs access[VERB_N]; /* n == 0: the default of the roles file */
    bool access_given[VERB_N];
    int f_region, f_lon, f_lat, f_geometry, f_ref;                    /* indexes, -1 = none */
    Map by_key;                                                       /* Str → Field* */
    Str sql_table, sql_place, sql_columns, sql_one, sql_put, sql_new; /* made once: table.c */
    Str *sql_twin; /* by unique key; the last is that of ref */
    Str file;      /* where it came from */
    Str yaml;      /* its text */
} Reg;

typedef struct Code {
    Str code;
    Label label;
    Str parent, colour, level;
} Code;

typedef struct CodeList {
    Str name;
    Code *codes;
    size_t n;
    Map by_code;
} CodeList;

typedef struct Model {
    Reg **regs; /* ordered by key */
    size_t n_regs;
    Map by_key; /* Str → Reg* */
    CodeList **lists;
    size_t n_lists;
    Map lists_by_name;
    Map workdays; /* "2019-10-01" → "off" or "work", of data/workdays-cn.csv */
    Digest version;
    const struct ModelFile *files; /* all that it was built from */
    size_t n_files;
    const struct Indicators *indicators; /* made of it by the system of that name */
    const struct Quality *quality;       /* and by this one */
    const struct Assessments *assessments;
} Model;

/* One file that was refused: the others are loaded all the same. */
typedef struct Refusal {
    Str file;
    int line; /* 0 = the file as a whole */
    Str reason;
} Refusal;

typedef struct Refusals {
    Refusal *p;
    size_t n, cap;
} Refusals;

/* A file by its path below the model folder: "registers/incident.yaml". */
typedef struct ModelFile {
    Str path, body;
} ModelFile;

/* Move the failures of cx, whose fields are "file:line", to the list. */
void refusals_take(Cx *cx, Refusals *to, Str file);
/* Build the model from files, which live as long as cx; a later file of the same path wins over an
 * earlier one unless it is broken. refused may be empty. */
MUST_USE Err model_load(Cx *cx, const ModelFile *files, size_t n, Refusals *refused, Model **ret);
/* Check one definition alone: fails with ERR_INVALID, field = "file:line". Used by the loader,
 * editors and the fuzzer. */
MUST_USE Err reg_parse(Cx *cx, Str file, Str yaml, Reg **ret);

const Reg *model_reg(const Model *m, Str key);        /* NULL = none */
const CodeList *model_list(const Model *m, Str name); /* NULL = none */
const Code *code_find(const CodeList *l, Str code);   /* NULL = none */
const Field *reg_field(const Reg *r, Str key);        /* NULL = none */
const State *reg_state(const Reg *r, Str key);
const Action *reg_action(const Reg *r, Str key);
/* Is this local day (days since 1970) a working day: Monday to Friday but for the table's
 * exceptions. */
bool model_is_workday(const Model *m, int64_t day);
/* Instant at the end of the n-th working day after the day of `from_ms` (the first day is left
 * out). */
int64_t model_add_workdays(const Model *m, int64_t from_ms, int n);
const char *type_name(Type t);
const char *verb_name(Verb v);
/* JSON Schema of the definition language. */
Str model_schema_json(Cx *cx);

#endif
