/* A wall clock that jumps: loaded before the C library, it adds the seconds that a file names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    const char *path = getenv("PYGLOSS_TEST_CLOCK");
    if (result != 0 || clock != CLOCK_REALTIME || !path) return result;
    FILE *file = fopen(path, "r");
    if (!file) return result;
    long long seconds = 0;
    if (fscanf(file, "%lld", &seconds) == 1) now->tv_sec += seconds;
    fclose(file);
    return result;
}
