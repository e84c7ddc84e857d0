// Changes files beneath a directory through an os.Root, which opens everything relative to a descriptor, and prints what
// came of each step.
//
//	roots DIRECTORY    DIRECTORY is empty
package main

import (
	"fmt"
	"io/fs"
	"os"
)

func main() {
	directory := os.Args[1]
	root, err := os.OpenRoot(directory)
	fmt.Println("open root", err)
	if err != nil {
		os.Exit(1)
	}
	file, err := root.Create("a.txt")
	fmt.Println("create", err)
	if err == nil {
		_, err = file.WriteString("hello")
		fmt.Println("write", err, file.Close())
	}
	fmt.Println("mkdir", root.Mkdir("d", 0o777), root.Mkdir("d", 0o777))
	fmt.Println("write file", root.WriteFile("d/x", []byte("x"), 0o666), root.WriteFile("d/x", []byte("again"), 0o666))
	read(root, "d/x")
	fmt.Println("rename", root.Rename("d/x", "d/y"))
	fmt.Println("symlink", root.Symlink("y", "d/l"), root.Symlink("../../out", "d/out"))
	read(root, "d/l")
	read(root, "d/out")
	read(root, "../a.txt")
	fmt.Println("link", root.Link("d/y", "d/z"))
	fmt.Println("remove", root.Remove("d/y"), root.Remove("d/none"))
	sub, err := root.OpenRoot("d")
	fmt.Println("open root below", err)
	if err == nil {
		fmt.Println("write there", sub.WriteFile("q", []byte("q"), 0o600))
		read(sub, "../a.txt")
	}
	fmt.Println("truncate", os.Truncate(directory+"/a.txt", 2))
	read(root, "a.txt")
	fmt.Println("walk", fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		fmt.Println(" ", path, entry.Type(), err)
		return nil
	}))
	fmt.Println("remove all", root.RemoveAll("d"))
	made, err := os.MkdirTemp(directory, "made")
	fmt.Println("temporary", made != "", err)
}

func read(root *os.Root, name string) {
	text, err := root.ReadFile(name)
	fmt.Printf("read %s: %q %v\n", name, text, err)
}
