// Tries every change to files and directories that Go offers, all of which a read-only
// file system refuses, and prints the errors. No arguments; the same files as for files.go.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// paths has something of every kind, and things that are not there.
var paths = []string{"missing", "hello.txt", "dir", "dir/", "dir/a", "no/such", "hello.txt/x", "hello.txt/", "", "/", ".", "..", "dir/.", "missing/"}

func main() {
	section("open", open)
	section("one path", onePath)
	section("two paths", twoPaths)
	section("descriptors", descriptors)
	section("temporary", temporary)
	section("trees", trees)
	section("kinds", kinds)
}

func section(name string, body func()) {
	fmt.Println("==", name)
	defer func() {
		if reason := recover(); reason != nil {
			fmt.Printf("%s: panic: %v (%T)\n", name, reason, reason)
		}
	}()
	body()
}

func open() {
	flags := []int{os.O_WRONLY, os.O_RDWR, os.O_CREATE, os.O_WRONLY | os.O_CREATE | os.O_EXCL, os.O_RDWR | os.O_CREATE | os.O_TRUNC,
		os.O_TRUNC, os.O_WRONLY | os.O_APPEND, os.O_CREATE | os.O_EXCL}
	for _, path := range paths {
		for _, flag := range flags {
			f, err := os.OpenFile(path, flag, 0o644)
			fmt.Printf("%#x %v\n", flag, err)
			if err == nil {
				_, err = f.Write([]byte("x"))
				fmt.Println(err, f.Close())
			}
		}
		_, err := os.Create(path)
		fmt.Println("create", err, os.WriteFile(path, []byte("x"), 0o644))
	}
}

func onePath() {
	moment := time.Unix(1000, 0)
	for _, path := range paths {
		fmt.Println(os.Mkdir(path, 0o755))
		fmt.Println(os.MkdirAll(path, 0o755))
		fmt.Println(os.Remove(path))
		fmt.Println(os.Chmod(path, 0o600))
		fmt.Println(os.Chown(path, 1, 1))
		fmt.Println(os.Lchown(path, 1, 1))
		fmt.Println(os.Chtimes(path, moment, moment))
		fmt.Println(os.Truncate(path, 3))
		fmt.Println(syscall.Unlink(path), syscall.Rmdir(path))
	}
}

func twoPaths() {
	for _, path := range paths {
		for _, other := range paths {
			fmt.Println(os.Rename(path, other))
			fmt.Println(os.Link(path, other))
		}
		fmt.Println(os.Symlink("target", path))
	}
}

func descriptors() {
	for _, path := range []string{"hello.txt", "dir"} {
		f, err := os.Open(path)
		fmt.Println(path, err)
		n, err := f.Write([]byte("text"))
		fmt.Println(n, err)
		n, err = f.WriteAt([]byte("text"), 2)
		fmt.Println(n, err)
		n, err = f.WriteString("")
		fmt.Println(n, err)
		fmt.Println(f.Truncate(1), f.Chmod(0o600), f.Chown(1, 1), f.Sync())
		f.Seek(1, 0)
		n, err = f.Write([]byte("text"))
		fmt.Println(n, err, f.Close())
	}
	n, err := syscall.Write(77, []byte("x"))
	fmt.Println(n, err)
}

func temporary() {
	_, err := os.CreateTemp("dir", "fixed")
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) { // the name is random
		fmt.Println(pathErr.Op, pathErr.Err)
	}
	_, err = os.MkdirTemp("", "fixed")
	if errors.As(err, &pathErr) {
		fmt.Println(pathErr.Op, pathErr.Err)
	}
	fmt.Println(os.TempDir())
}

func trees() {
	fmt.Println(os.RemoveAll("missing"))
	fmt.Println(os.RemoveAll("dir/sub"))
	fmt.Println(os.RemoveAll("hello.txt"))
	fmt.Println(os.RemoveAll("dir/."))
	fmt.Println(os.MkdirAll("dir/new/one", 0o755))
	fmt.Println(os.MkdirAll("dir/sub/deep", 0o755))
	fmt.Println(os.MkdirAll("hello.txt/x", 0o755))
	data, err := os.ReadFile("dir/sub/deep/leaf")
	fmt.Printf("%q %v\n", data, err)
}

func kinds() {
	for _, err := range []error{os.Mkdir("x", 0), os.Mkdir("dir", 0), os.Remove("no/such"), os.Rename("a", "b")} {
		fmt.Println(err, errors.Is(err, fs.ErrExist), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS))
	}
}
