/* A folder that can do less than a disk, for whatever is started with LD_PRELOAD of this and
 *   POOR_FOLDER  the folder
 *   POOR_LACKS   what it lacks: "modes" (as FAT: everything is rwxr-xr-x, chmod is refused), "memory" (no memory map
 *                that processes share, as FAT by FUSE or 9p), "locks" (as NFS and CIFS without their lock service),
 *                "writing" (as a medium that is read-only)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define REFUSE(reason) do { errno = (reason); return -1; } while (0)

static int lacks(const char *what) {
    const char *all = getenv("POOR_LACKS");
    return all && strstr(all, what);
}

static int named(const char *path) {
    const char *folder = getenv("POOR_FOLDER");
    return folder && path && !strncmp(path, folder, strlen(folder));
}

static int opened(int file) {
    char link[64], path[PATH_MAX + 1];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX);
    if (length < 0) return 0;
    path[length] = 0;
    return named(path);
}

static int closed(const char *path, int flags) {
    return ((flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT)) && lacks("writing") && named(path);
}

static int widened(int file, int flags) {
    if (file >= 0 && (flags & O_CREAT) && lacks("modes") && opened(file)) REAL(fchmod)(file, 0755);
    return file;
}

#define OPENER(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, int); va_end(more); \
        if (closed(path, flags)) REFUSE(EROFS); \
        return widened(REAL(name)(path, flags, mode), flags); \
    }
OPENER(open)
OPENER(open64)

#define OPENER_AT(name) \
    int name(int at, const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, int); va_end(more); \
        if (closed(path, flags)) REFUSE(EROFS); \
        return widened(REAL(name)(at, path, flags, mode), flags); \
    }
OPENER_AT(openat)
OPENER_AT(openat64)

int access(const char *path, int mode) {
    if ((mode & W_OK) && lacks("writing") && named(path)) REFUSE(EROFS);
    return REAL(access)(path, mode);
}

int mkdir(const char *path, mode_t mode) {
    if (lacks("writing") && named(path)) REFUSE(EROFS);
    int done = REAL(mkdir)(path, mode);
    if (!done && lacks("modes") && named(path)) REAL(chmod)(path, 0755);
    return done;
}

int chmod(const char *path, mode_t mode) {
    if (lacks("modes") && named(path)) REFUSE(EPERM);
    return REAL(chmod)(path, mode);
}

int fchmod(int file, mode_t mode) {
    if (lacks("modes") && opened(file)) REFUSE(EPERM);
    return REAL(fchmod)(file, mode);
}

int fchmodat(int at, const char *path, mode_t mode, int flags) {
    if (lacks("modes") && named(path)) REFUSE(EPERM);
    return REAL(fchmodat)(at, path, mode, flags);
}

#define MAPPER(name) \
    void *name(void *at, size_t length, int protection, int flags, int file, off_t offset) { \
        if ((flags & MAP_SHARED) && file >= 0 && lacks("memory") && opened(file)) { errno = ENODEV; return MAP_FAILED; } \
        return REAL(name)(at, length, protection, flags, file, offset); \
    }
MAPPER(mmap)
MAPPER(mmap64)

int flock(int file, int operation) {
    if (lacks("locks") && opened(file)) REFUSE(ENOLCK);
    return REAL(flock)(file, operation);
}

#define CONTROL(name) \
    int name(int file, int command, ...) { \
        va_list more; va_start(more, command); void *argument = va_arg(more, void *); va_end(more); \
        int locking = command == F_SETLK || command == F_SETLKW || command == F_GETLK || command == F_OFD_SETLK; \
        if (locking && lacks("locks") && opened(file)) REFUSE(ENOLCK); \
        return REAL(name)(file, command, argument); \
    }
CONTROL(fcntl)
CONTROL(fcntl64)
