/* SPDX-License-Identifier: Apache-2.0 */
/* Which files make the model: the embedded ones, then the city's own in DIR/model, which win. */
#include "base/embed.h"
#include "main/app.h"
#include "sys/sys.h"
#include "systems/assessment/assessment.h"
#include "systems/indicator/indicator.h"
#include "systems/quality/quality.h"

enum { FILE_MAX = 4 * 1024 * 1024, FILES_MAX = 10000 };

typedef struct Files {
    ModelFile *p;
    size_t n, cap;
} Files;

static void embedded(Cx *boot, Files *files)
{
    size_t first, n = embed_under(S("model/"), &first);
    for (size_t i = first; i < first + n; i++) {
        EmbedFile f = embed_at(i);
        vec_push(boot, files, ((ModelFile){str_from(f.path, 6), f.body}));
    }
}

static Err own(Cx *boot, Str dir, const char *folder, Files *files)
{
    SysNames names;
    Str path = str_fmt(boot, "%.*s/model/%s", STR_ARG(dir), folder);
    if (!sys_file_exists(boot, path)) return OK;
    TRY(sys_dir_list(boot, path, FILES_MAX, &names));
    for (size_t i = 0; i < names.n; i++) {
        Str name = str_fmt(boot, "%s/%.*s", folder, STR_ARG(names.p[i])), body;
        if (names.p[i].p[0] == '.') continue;
        TRY(sys_file_read(boot, str_fmt(boot, "%.*s/model/%.*s", STR_ARG(dir), STR_ARG(name)),
                          FILE_MAX, &body));
        vec_push(boot, files, ((ModelFile){name, body}));
    }
    return OK;
}

Err app_load_model(Cx *boot, Str dir, Refusals *refused, Model **ret)
{
    Files files = {0};
    embedded(boot, &files);
    TRY(own(boot, dir, "registers", &files));
    TRY(own(boot, dir, "codes", &files));
    TRY(own(boot, dir, "indicators", &files));
    TRY(own(boot, dir, "reports", &files));
    TRY(own(boot, dir, "quality", &files));
    TRY(own(boot, dir, "assessments", &files));
    TRY(model_load(boot, files.p, files.n, refused, ret));
    (*ret)->indicators = indicators_read(boot, *ret, refused);
    (*ret)->quality = quality_read(boot, *ret, refused);
    (*ret)->assessments = assessments_read(boot, *ret, refused);
    return OK;
}

/* The new model's memory stays until the program ends: old readers may hold the old one, and
 * reloads are rare. */
static void keep_until_end(App *app, Cx *model)
{
    mutex_lock(&app->wake_lock);
    app->models = vec_room(app->boot, app->models, app->n_models, &app->models_cap, sizeof(Cx *));
    app->models[app->n_models++] = model;
    mutex_unlock(&app->wake_lock);
}

Err app_reload(Cx *cx, void *ctx, Refusals *refused)
{
    App *app = ctx;
    Cx *keep = cx_open(cx->now_ms, 0);
    Model *model;
    keep->lang = cx->lang;
    Err err = app_load_model(keep, app->dir, refused, &model);
    if (err != OK) {
        (void)cx_carry(cx, keep, err);
        cx_close(keep);
        return err;
    }
    keep_until_end(app, keep);
    return book_set_model(cx, app->book, model);
}
