// Copies standard input to standard output, says on standard error what it was
// started with, and exits with the code that `-exit` gives.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
)

func main() {
	exit := flag.Int("exit", 0, "exit code")
	flag.Parse()

	fmt.Fprintf(os.Stderr, "arguments: %q\n", flag.Args())
	environment := os.Environ()
	sort.Strings(environment)
	fmt.Fprintf(os.Stderr, "environment: %q\n", environment)

	copied, err := io.Copy(os.Stdout, os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, "copy:", err)
		os.Exit(1)
	}
	fmt.Fprintf(os.Stderr, "copied: %d bytes\n", copied)
	os.Exit(*exit)
}
