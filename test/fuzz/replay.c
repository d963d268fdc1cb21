/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a target over every file of its corpus. usage: fuzz_NAME FOLDER|FILE… */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "fuzz.h"

static int n_run;

static void run_file(const char *path)
{
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (!f || fstat(fileno(f), &st) != 0) log_die("cannot read %s", path);
    size_t size = (size_t)st.st_size;
    uint8_t *data =
        malloc(size ? size : 1); /* of exactly this size, so that reading past the end is noticed */
    if (!data || fread(data, 1, size, f) != size) log_die("cannot read %s", path);
    fclose(f);
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    n_run++;
}

static void run_folder(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) {
        run_file(path);
        return;
    }
    for (struct dirent *e; (e = readdir(dir));) {
        char name[4096];
        if (e->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        run_file(name);
    }
    closedir(dir);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) run_folder(argv[i]);
    printf("%d inputs\n", n_run);
    return n_run > 0 ? 0 : 1;
}
