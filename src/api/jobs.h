/* SPDX-License-Identifier: Apache-2.0 */
/* Long work that a caller leaves running: imports and exports with progress, cancel and a result
 * that is kept for seven days (ui-design §8). A job lives in DIR/jobs/ID.json; one that a restart
 * cut short says `interrupted`: what it had written stands, and the same file may be sent again. */
#ifndef API_JOBS_H
#define API_JOBS_H

#include "api/api_int.h"
#include "register/progress.h"

typedef struct Job Job;
/* The work, on a thread of the job's own, in job_cx. result: a JSON object; "" = none. */
typedef Err JobFn(Cx *cx, Api *api, Job *job, Buf *result);

typedef struct JobSpec {
    Str kind; /* "import", "export" */
    Str reg, file;
    bool dry_run;
    JobFn *fn;
} JobSpec;

/* Begin to make a job for the caller of cx; texts are copied. Nothing runs before job_go. */
Job *job_new(Cx *cx, Api *api, const JobSpec *spec);
Cx *job_cx(Job *job); /* memory of the work, gone when it ends */
void **job_arg(Job *job);
Progress *job_progress(Job *job);
/* Where a file that the work makes belongs; GET /api/jobs/{id}/file serves it as `type`. */
Str job_file(Cx *cx, const Api *api, Job *job, Str type);
/* Start it and answer 202 with its description. fails: ERR_BUSY, the job is gone then. */
MUST_USE Err job_go(Cx *cx, HttpCall *call, Job *job);

/* Read what DIR/jobs holds; what was running when the program ended is `interrupted` now. */
MUST_USE Err jobs_open(Cx *boot, Api *api);
void jobs_close(Api *api); /* cancels what runs and waits for it */

#endif
