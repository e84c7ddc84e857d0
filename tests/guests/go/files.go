// Reads files and directories in every way that Go offers. No arguments. It wants
// hello.txt ("Hello, world!\n"), empty, big.bin (200000 bytes), dir/a, dir/b.txt, dir/sub/deep/leaf, "spaced name", and
// "ünïcödé 😀", and prints nothing that depends on the host's owner, mode, or times of files.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"syscall"
)

func main() {
	section("ReadFile", readFile)
	section("Stat", stat)
	section("reading", reading)
	section("ReadAt", readAt)
	section("Seek", seek)
	section("ReadDir", readDir)
	section("Walk", walk)
	section("Glob", glob)
	section("DirFS", dirFS)
	section("working directory", workingDirectory)
	section("closed", closed)
	section("many open", manyOpen)
	section("special", special)
	section("errors", failures)
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

func readFile() {
	for _, path := range []string{"hello.txt", "/hello.txt", "./dir/../hello.txt", "//hello.txt", "dir/b.txt", "dir//sub/./deep/leaf",
		"../../hello.txt", "spaced name", "ünïcödé 😀", "empty", "big.bin", "missing", "dir", "dir/", "hello.txt/", "hello.txt/x", "no/such",
		"dir/missing/../a", "", "nul\x00byte", ".", "/", "hello.txt/..", "HELLO.TXT"} {
		data, err := os.ReadFile(path)
		fmt.Printf("%q %d %08x %v\n", path, len(data), crc32.ChecksumIEEE(data), err)
	}
}

func stat() {
	for _, path := range []string{"hello.txt", "dir", "dir/", "/", ".", "..", "empty", "missing", "hello.txt/x", "hello.txt/", "", "dir/sub/deep"} {
		for _, stat := range []func(string) (fs.FileInfo, error){os.Stat, os.Lstat} {
			info, err := stat(path)
			if err != nil {
				fmt.Printf("%q %v\n", path, err)
				continue
			}
			size := info.Size()
			if info.IsDir() {
				size = -1 // up to the file system
			}
			fmt.Printf("%q %q %v %v %d\n", path, info.Name(), info.IsDir(), info.Mode().Type(), size)
		}
	}
	one, _ := os.Stat("hello.txt")
	same, _ := os.Stat("./dir/../hello.txt")
	other, _ := os.Stat("empty")
	fmt.Println(os.SameFile(one, same), os.SameFile(one, other))
	f, _ := os.Open("hello.txt")
	opened, err := f.Stat()
	fmt.Println(err, opened.Size(), opened.Name(), os.SameFile(one, opened), one.ModTime().Equal(opened.ModTime()))
	f.Close()
}

func reading() {
	f, err := os.Open("hello.txt")
	fmt.Println(f.Name(), err)
	for _, size := range []int{0, 5, 1, 100, 1} {
		buffer := make([]byte, size)
		n, err := f.Read(buffer)
		fmt.Printf("%d %q %v\n", n, buffer[:n], err)
	}
	f.Close()
	f, _ = os.Open("big.bin")
	hash := crc32.NewIEEE()
	n, err := io.CopyBuffer(struct{ io.Writer }{hash}, struct{ io.Reader }{f}, make([]byte, 777))
	fmt.Printf("%d %08x %v\n", n, hash.Sum32(), err)
	f.Close()
	f, _ = os.Open("hello.txt")
	g, _ := os.Open("hello.txt")
	two := make([]byte, 2)
	io.ReadFull(f, two)
	rest, err := io.ReadAll(g)
	fmt.Printf("%q %q %v\n", two, rest, err)
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		fmt.Printf("%q\n", scanner.Text())
	}
	f.Close()
	g.Close()
}

func readAt() {
	f, _ := os.Open("hello.txt")
	defer f.Close()
	for _, offset := range []int64{0, 7, 13, 14, 15, 1 << 40, -1} {
		buffer := make([]byte, 5)
		n, err := f.ReadAt(buffer, offset)
		fmt.Printf("%d: %d %q %v\n", offset, n, buffer[:n], err)
	}
	first := make([]byte, 3)
	n, err := f.Read(first)
	fmt.Printf("%d %q %v\n", n, first, err)
	part, err := io.ReadAll(io.NewSectionReader(f, 7, 5))
	fmt.Printf("%q %v\n", part, err)
}

func seek() {
	f, _ := os.Open("hello.txt")
	defer f.Close()
	for _, move := range []struct {
		offset int64
		whence int
	}{{7, io.SeekStart}, {-3, io.SeekCurrent}, {-2, io.SeekEnd}, {0, io.SeekCurrent}, {100, io.SeekStart}, {-200, io.SeekCurrent}, {-1, io.SeekStart},
		{0, 9}, {1, io.SeekStart}} {
		at, err := f.Seek(move.offset, move.whence)
		buffer := make([]byte, 4)
		n, readErr := f.Read(buffer)
		fmt.Println(move, at, err, n, string(buffer[:n]), readErr)
	}
}

func readDir() {
	for _, path := range []string{".", "/", "dir", "dir/sub/", "dir/sub/deep", "hello.txt", "missing", "hello.txt/x"} {
		entries, err := os.ReadDir(path)
		fmt.Printf("%q %v\n", path, err)
		for _, entry := range entries {
			info, err := entry.Info()
			fmt.Printf("  %q %v %v %v %v\n", entry.Name(), entry.IsDir(), entry.Type(), info.Name(), err)
		}
	}
	d, _ := os.Open("dir")
	defer d.Close()
	total := []string{}
	for {
		names, err := d.Readdirnames(2)
		total = append(total, names...)
		if err != nil {
			fmt.Println(len(names), err)
			break
		}
	}
	sort.Strings(total)
	fmt.Printf("%q\n", total)
	again, err := d.Readdirnames(-1)
	fmt.Println(len(again), err)
	_, err = d.Seek(0, io.SeekStart)
	infos, readErr := d.Readdir(0)
	fmt.Println(err, len(infos), readErr)
	n, err := d.Read(make([]byte, 10))
	fmt.Println(n, err)
	f, _ := os.Open("hello.txt")
	defer f.Close()
	_, err = f.Readdirnames(1)
	fmt.Println(err)
}

func walk() {
	err := filepath.Walk("dir", func(path string, info fs.FileInfo, err error) error {
		fmt.Println(path, info.IsDir(), err)
		return nil
	})
	fmt.Println(err)
	err = filepath.WalkDir("/", func(path string, entry fs.DirEntry, err error) error {
		fmt.Println(path, entry.IsDir(), err)
		if entry.Name() == "sub" {
			return filepath.SkipDir
		}
		return nil
	})
	fmt.Println(err)
	err = filepath.WalkDir("missing", func(path string, entry fs.DirEntry, err error) error {
		fmt.Println(path, entry, err)
		return err
	})
	fmt.Println(err)
}

func glob() {
	for _, pattern := range []string{"*", "dir/*", "*/*/*", "h?llo.*", "[a-e]*", "missing/*", "[", "/dir/[^a]*"} {
		found, err := filepath.Glob(pattern)
		fmt.Printf("%q %q %v\n", pattern, found, err)
	}
	fmt.Println(filepath.Abs("dir/../x"))
	fmt.Println(filepath.EvalSymlinks("dir/sub/../a"))
	fmt.Println(filepath.EvalSymlinks("dir/none"))
}

func dirFS() {
	root := os.DirFS("dir")
	data, err := fs.ReadFile(root, "b.txt")
	fmt.Printf("%q %v\n", data, err)
	for _, path := range []string{"missing", "../hello.txt", "/a", "a/b", ".", "sub"} {
		_, err := fs.ReadFile(root, path)
		fmt.Println(path, err)
	}
	sub, err := fs.Sub(root, "sub/deep")
	fmt.Println(err)
	found, err := fs.Glob(sub, "*")
	fmt.Println(found, err)
}

func workingDirectory() {
	show := func() {
		wd, err := os.Getwd()
		data, readErr := os.ReadFile("leaf")
		fmt.Printf("%s %v %q %v\n", wd, err, data, readErr)
	}
	show()
	for _, path := range []string{"dir", "sub/deep", "missing", "leaf", "..", "/dir/sub/deep/", "../../../../..", "", "hello.txt/x", "./dir/./sub/.."} {
		fmt.Printf("%q %v\n", path, os.Chdir(path))
		show()
	}
	d, _ := os.Open("sub/deep")
	fmt.Println(d.Chdir())
	show()
	d.Close()
	fmt.Println(os.Chdir("/"))
}

func closed() {
	f, _ := os.Open("hello.txt")
	fmt.Println(f.Close(), f.Close())
	_, err := f.Read(make([]byte, 1))
	fmt.Println(err, errors.Is(err, os.ErrClosed))
	_, err = f.Seek(0, 0)
	fmt.Println(err)
	_, err = f.Stat()
	fmt.Println(err)
	_, err = f.Readdirnames(0)
	fmt.Println(err)
	var none *os.File
	fmt.Println(none.Close())
	for _, fd := range []int{99, -1} {
		_, err := syscall.Read(fd, make([]byte, 1))
		_, seekErr := syscall.Seek(fd, 0, 0)
		var st syscall.Stat_t
		fmt.Println(fd, err, seekErr, syscall.Close(99), syscall.Fstat(99, &st))
	}
}

func manyOpen() {
	files := []*os.File{}
	for i := 0; i < 200; i++ {
		f, err := os.Open("hello.txt")
		if err != nil {
			fmt.Println(i, err)
			break
		}
		files = append(files, f)
	}
	seen := map[uintptr]bool{}
	for _, f := range files {
		data, err := io.ReadAll(f)
		if !bytes.Equal(data, []byte("Hello, world!\n")) || err != nil || seen[f.Fd()] {
			fmt.Println("a file is not as it should be", err)
		}
		seen[f.Fd()] = true
	}
	for _, f := range files {
		f.Close()
	}
	fmt.Println(len(files))
}

func special() {
	for _, path := range []string{"hello.txt", "dir", "missing"} {
		target, err := os.Readlink(path)
		fmt.Printf("%q %q %v\n", path, target, err)
	}
	_, _, err := os.Pipe()
	fmt.Println(err)
	f, _ := os.Open("hello.txt")
	defer f.Close()
	fmt.Println(f.Sync())
	for _, flag := range []int{os.O_RDONLY | os.O_APPEND, os.O_RDONLY | os.O_EXCL, os.O_RDONLY | os.O_SYNC, os.O_RDONLY | os.O_CREATE} {
		f, err := os.OpenFile("hello.txt", flag, 0o644)
		fmt.Println(err)
		if err == nil {
			data, err := io.ReadAll(f)
			fmt.Println(len(data), err)
			f.Close()
		}
	}
}

func failures() {
	for _, path := range []string{"missing", "hello.txt/x", "", "no/such/file", "dir"} {
		_, err := os.ReadFile(path)
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			errno, isErrno := pathErr.Err.(syscall.Errno)
			fmt.Printf("%s %q %v %v\n", pathErr.Op, pathErr.Path, pathErr.Err, isErrno)
			fmt.Println(int(errno), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrInvalid))
		}
	}
}
