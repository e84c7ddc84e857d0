// Lists directories and reads files, and prints what it saw.
//
//     fs_walk BUFFER DIRECTORY    walks DIRECTORY, reading entries into a buffer of BUFFER bytes
//     fs_walk errors FILE         uses FILE and paths near it wrongly, and prints the errors
//
// Inode numbers, times, link counts, sizes of directories and the order of entries are not printed: they are the
// system's own business. Entries `.` and `..` are passed over, as systems may leave them out.

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/api.h>

enum { MAX_ENTRIES = 4096, MAX_PATH = 1024 };

struct entry {
    char name[256];
    unsigned type;
    __wasi_dircookie_t next;
};

struct listing {
    size_t count;
    struct entry entries[MAX_ENTRIES];
};

static void die(const char *what, const char *path) {
    fprintf(stderr, "fs_walk: %s: %s: %s\n", what, path, strerror(errno));
    exit(1);
}

// Entries that `fd_readdir` gives from `cookie` on, through a buffer that grows when not one entry fits.
static void list_raw(int fd, __wasi_dircookie_t cookie, size_t buffer_size, struct listing *listing) {
    uint8_t *buffer = malloc(buffer_size);
    listing->count = 0;
    for (;;) {
        __wasi_size_t used;
        __wasi_errno_t error = __wasi_fd_readdir(fd, buffer, buffer_size, cookie, &used);
        if (error != 0) {
            printf("fd_readdir: errno %u\n", error);
            exit(1);
        }
        size_t at = 0, complete = 0;
        while (at + sizeof(__wasi_dirent_t) <= used) {
            __wasi_dirent_t head;
            memcpy(&head, buffer + at, sizeof head);
            if (at + sizeof head + head.d_namlen > used || listing->count == MAX_ENTRIES)
                break;
            struct entry *entry = &listing->entries[listing->count++];
            snprintf(entry->name, sizeof entry->name, "%.*s", (int)head.d_namlen, buffer + at + sizeof head);
            entry->type = head.d_type;
            entry->next = cookie = head.d_next;
            at += sizeof head + head.d_namlen;
            complete++;
        }
        if (used < buffer_size)
            break;
        if (complete == 0)
            buffer = realloc(buffer, buffer_size *= 2);
    }
    free(buffer);
}

// The same entries as the C library gives them; whether they are those of `raw`, in the same order.
static bool readdir_agrees(const char *path, const struct listing *raw) {
    DIR *directory = opendir(path);
    if (!directory)
        die("opendir", path);
    bool agrees = true;
    size_t count = 0;
    for (struct dirent *seen; (seen = readdir(directory)); count++)
        agrees = agrees && count < raw->count && strcmp(seen->d_name, raw->entries[count].name) == 0 &&
                 seen->d_type == raw->entries[count].type;
    closedir(directory);
    return agrees && count == raw->count;
}

// Whether a listing that starts after any entry gives what follows that entry.
static bool every_cookie_resumes(int fd, size_t buffer_size, const struct listing *whole) {
    struct listing *rest = malloc(sizeof *rest);
    bool resumes = true;
    for (size_t i = 0; i < whole->count && resumes; i++) {
        list_raw(fd, whole->entries[i].next, buffer_size, rest);
        resumes = rest->count == whole->count - i - 1;
        for (size_t j = 0; j < rest->count && resumes; j++)
            resumes = strcmp(rest->entries[j].name, whole->entries[i + 1 + j].name) == 0;
    }
    free(rest);
    return resumes;
}

static uint32_t checksum(uint32_t sum, const uint8_t *bytes, size_t count) {
    while (count-- > 0)
        sum = (sum ^ *bytes++) * 16777619u;
    return sum;
}

// Reads to the end in pieces of `piece` bytes, at the descriptor's own offset or, with pread, at given ones.
static uint32_t read_whole(int fd, size_t piece, bool with_pread) {
    uint8_t buffer[512];
    uint32_t sum = 2166136261u;
    off_t offset = 0;
    for (ssize_t got;; offset += got) {
        got = with_pread ? pread(fd, buffer, piece, offset) : read(fd, buffer, piece);
        if (got < 0)
            die(with_pread ? "pread" : "read", "a file");
        if (got == 0)
            return sum;
        sum = checksum(sum, buffer, got);
    }
}

static void show_seek(int fd, const char *name, off_t offset, int whence) {
    errno = 0;
    long long reached = lseek(fd, offset, whence);
    int error = errno;
    uint8_t byte = 0;
    ssize_t got = read(fd, &byte, 1);
    printf("  seek %s %lld: at %lld, errno %d, then reads %zd (%02x), tells %lld\n", name, (long long)offset, reached,
           error, got, byte, (long long)lseek(fd, 0, SEEK_CUR));
}

static void show_file(const char *path) {
    int fd = open(path, O_RDONLY);
    struct stat by_fd, by_path;
    if (fd < 0 || fstat(fd, &by_fd) != 0 || stat(path, &by_path) != 0)
        die("open or stat", path);
    printf("file %s: %lld bytes, by path %lld, regular %d\n", path, (long long)by_fd.st_size,
           (long long)by_path.st_size, S_ISREG(by_fd.st_mode) && S_ISREG(by_path.st_mode));

    uint32_t at_once = read_whole(fd, 512, false);
    lseek(fd, 0, SEEK_SET);
    uint32_t in_pieces = read_whole(fd, 7, false);
    lseek(fd, 3, SEEK_SET);
    uint32_t positioned = read_whole(fd, 11, true);
    printf("  checksum %08x, in pieces %08x, positioned %08x, tells %lld\n", at_once, in_pieces, positioned,
           (long long)lseek(fd, 0, SEEK_CUR));
    show_seek(fd, "set", 0, SEEK_SET);
    show_seek(fd, "set", by_fd.st_size / 2, SEEK_SET);
    show_seek(fd, "cur", 2, SEEK_CUR);
    show_seek(fd, "end", -1, SEEK_END);
    show_seek(fd, "end", 0, SEEK_END);
    show_seek(fd, "end", 100, SEEK_END);
    show_seek(fd, "cur", -by_fd.st_size - 1000, SEEK_CUR);
    close(fd);
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const struct entry *)left)->name, ((const struct entry *)right)->name);
}

static void walk(const char *path, size_t buffer_size) {
    int fd = open(path, O_RDONLY | O_DIRECTORY);
    if (fd < 0)
        die("open", path);
    struct listing *listing = malloc(sizeof *listing);
    list_raw(fd, 0, buffer_size, listing);
    printf("directory %s: every cookie resumes %d, readdir agrees %d\n", path,
           every_cookie_resumes(fd, buffer_size, listing), readdir_agrees(path, listing));
    close(fd);

    qsort(listing->entries, listing->count, sizeof *listing->entries, by_name);
    for (size_t i = 0; i < listing->count; i++) {
        const struct entry *entry = &listing->entries[i];
        if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0)
            continue;
        char below[MAX_PATH];
        snprintf(below, sizeof below, "%s/%s", strcmp(path, "/") == 0 ? "" : path, entry->name);
        printf("entry %s: type %u\n", below, entry->type);
        if (entry->type == DT_DIR)
            walk(below, buffer_size);
        else
            show_file(below);
    }
    free(listing);
}

static void show_open(const char *format, const char *file, int flags) {
    char path[MAX_PATH];
    snprintf(path, sizeof path, format, file);
    errno = 0;
    int fd = open(path, flags);
    printf("open %s, flags %#x: %s, errno %d\n", path, flags, fd < 0 ? "fails" : "succeeds", errno);
    if (fd >= 0)
        close(fd);
}

static void show_errors(const char *file) {
    show_open("%s.missing", file, O_RDONLY);
    show_open("%s/below", file, O_RDONLY);
    show_open("%s/", file, O_RDONLY);
    show_open("%s", file, O_RDONLY | O_DIRECTORY);
    show_open("%s/..", file, O_RDONLY);
    show_open("%s/../missing", file, O_RDONLY);
    show_open("/../../..%s", file, O_RDONLY);

    int fd = open(file, O_RDONLY);
    uint8_t byte = 0;
    __wasi_ciovec_t out = {&byte, 1};
    __wasi_iovec_t in = {&byte, 1};
    __wasi_size_t count;
    __wasi_filesize_t offset;
    uint8_t buffer[64];
    printf("fd_write to a file opened for reading: errno %u\n", __wasi_fd_write(fd, &out, 1, &count));
    printf("fd_readdir of a file: errno %u\n", __wasi_fd_readdir(fd, buffer, sizeof buffer, 0, &count));
    printf("fd_seek from an unknown base: errno %u\n", __wasi_fd_seek(fd, 0, 9, &offset));
    printf("fd_prestat_get of a file: errno %u\n", __wasi_fd_prestat_get(fd, (__wasi_prestat_t *)buffer));
    close(fd);
    printf("fd_read of a closed descriptor: errno %u\n", __wasi_fd_read(fd, &in, 1, &count));
    printf("fd_close of a closed descriptor: errno %u\n", __wasi_fd_close(fd));
    printf("fd_tell of a closed descriptor: errno %u\n", __wasi_fd_tell(fd, &offset));
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: fs_walk BUFFER DIRECTORY | errors FILE\n");
        return 2;
    }
    if (strcmp(argv[1], "errors") == 0)
        show_errors(argv[2]);
    else
        walk(argv[2], strtoul(argv[1], NULL, 10));
    return 0;
}
