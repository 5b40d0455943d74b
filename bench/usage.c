/*
 * usage FILE COMMAND...: runs a command and writes to FILE what it took: seconds of wall time, seconds of CPU time
 * (user and system, of all its threads and children), and the most memory that was resident at once, in KiB.
 * The command is started from this small process because Linux counts the memory of whoever starts it as well.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec * 1e-6; }

int main(int argc, char **argv) {
  struct timespec from, to;
  struct rusage used;
  int status;
  if (argc < 3) return 64;
  clock_gettime(CLOCK_MONOTONIC, &from);
  const pid_t child = fork();
  if (child < 0) return 71;
  if (child == 0) {
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  if (wait4(child, &status, 0, &used) != child) return 71;
  clock_gettime(CLOCK_MONOTONIC, &to);
  FILE *file = fopen(argv[1], "w");
  if (file == NULL) return 73;
  fprintf(file, "%.6f %.6f %ld\n", to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) * 1e-9,
          seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss);
  fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
