// What a program can ask about where it runs: arguments, environment, directories, user. It prints only
// what does not depend on the host. Any arguments.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"sort"
	"syscall"
)

func main() {
	fmt.Printf("%q\n", os.Args)
	environment := os.Environ()
	sort.Strings(environment)
	fmt.Printf("%q\n", environment)
	fmt.Printf("%q %q\n", os.Getenv("KEY"), os.ExpandEnv("<$KEY> <${NONE}>"))
	value, set := os.LookupEnv("EMPTY")
	fmt.Printf("%q %v\n", value, set)
	fmt.Println(os.Setenv("ADDED", "later"), os.Getenv("ADDED"), os.Unsetenv("KEY"), os.Getenv("KEY"))
	os.Clearenv()
	fmt.Println(len(os.Environ()))

	wd, err := os.Getwd()
	fmt.Println(wd, err, os.Getpagesize(), os.TempDir())
	name, err := os.Hostname()
	fmt.Println(name, err)
	_, err = os.Executable()
	fmt.Println(err)
	home, err := os.UserHomeDir()
	fmt.Printf("%q %v\n", home, err)
	_, err = os.UserCacheDir()
	fmt.Println(err)
	_, err = user.Lookup("nobody-of-this-name")
	fmt.Println(err)

	_, err = exec.LookPath("sh")
	fmt.Println(err)
	_, err = os.StartProcess("/bin/sh", []string{"sh"}, &os.ProcAttr{})
	fmt.Println(err)
	fmt.Println(exec.Command("/bin/sh").Run())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	signal.Stop(signals)
	_, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	fmt.Println(err)
	fmt.Println(syscall.Getpid() != 0, syscall.Getppid() >= 0)
}
