// Standard streams. The argument says what to do: "copy" stdin to stdout; "count" the bytes
// and lines of stdin; "write N" lines to stdout, "both N" lines to stdout and stderr; "read-after-end" of stdin; "print" with print and
// println, which go to stderr; "unbuffered N" one-byte writes; "close" the streams and use them; "fds" as new files.
package main

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strconv"
)

func main() {
	count := 0
	if len(os.Args) > 2 {
		count, _ = strconv.Atoi(os.Args[2])
	}
	switch os.Args[1] {
	case "copy":
		n, err := io.Copy(os.Stdout, os.Stdin)
		fmt.Fprintln(os.Stderr, n, err)
	case "count":
		countInput()
	case "write":
		writer := bufio.NewWriterSize(os.Stdout, 1<<16)
		for i := 0; i < count; i++ {
			fmt.Fprintf(writer, "line %d of what a plugin might print\n", i)
		}
		fmt.Fprintln(os.Stderr, writer.Flush())
	case "both":
		for i := 0; i < count; i++ {
			fmt.Fprintln(os.Stdout, "out", i)
			fmt.Fprintln(os.Stderr, "err", i)
		}
	case "read-after-end":
		readAfterEnd()
	case "print":
		print("print ", 1, " ", true, " ", "text\n")
		println("println", -5, 2.5, 'x', "ünïcödé 😀")
		fmt.Println("and stdout")
	case "unbuffered":
		for i := 0; i < count; i++ {
			os.Stdout.Write([]byte{byte('a' + i%26)})
		}
	case "close":
		closeStreams()
	case "fds":
		fmt.Fprintln(os.NewFile(1, "out"), "to 1")
		fmt.Fprintln(os.NewFile(2, "err"), "to 2")
		n, err := os.NewFile(77, "none").Write([]byte("x"))
		fmt.Println(n, err)
	}
}

func countInput() {
	hash, bytes, lines := crc32.NewIEEE(), 0, 0
	reader := bufio.NewReader(io.TeeReader(os.Stdin, hash))
	for {
		line, err := reader.ReadString('\n')
		bytes += len(line)
		if err != nil {
			fmt.Printf("%d bytes, %d lines, %08x, %v\n", bytes, lines, hash.Sum32(), err)
			return
		}
		lines++
	}
}

func readAfterEnd() {
	data, err := io.ReadAll(os.Stdin)
	fmt.Printf("%q %v\n", data, err)
	for i := 0; i < 3; i++ {
		n, err := os.Stdin.Read(make([]byte, 10))
		fmt.Println(n, err)
	}
}

func closeStreams() {
	fmt.Fprintln(os.Stderr, os.Stdin.Close())
	_, err := os.Stdin.Read(make([]byte, 1))
	fmt.Fprintln(os.Stderr, err)
	fmt.Println("before")
	fmt.Fprintln(os.Stderr, os.Stdout.Close())
	_, err = fmt.Println("after")
	fmt.Fprintln(os.Stderr, err)
}
