// A library: `generate` copies standard input to standard output behind what the
// initialisation has left, its arguments and a file; `keep_a_line` writes
// two; `exit_with_3` exits.
package main

import (
	"fmt"
	"io"
	"os"
)

var initialised = 0

func init() { initialised++ }

//go:wasmexport generate
func generate() {
	file, err := os.ReadFile("/rules")
	fmt.Printf("%d %q %q %v ", initialised, os.Args[1:], file, err)
	if _, err := io.Copy(os.Stdout, os.Stdin); err != nil {
		panic(err)
	}
}

//go:wasmexport keep_a_line
func keepALine() { os.Stdout.WriteString("a line\nand the next") }

//go:wasmexport exit_with_3
func exitWith3() { os.Exit(3) }

//go:wasmexport add
func add(a, b int32) int32 { return a + b }

// Not called: libraries have none.
func main() { panic("main was called") }
