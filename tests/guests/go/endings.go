// Ends in the way that the argument names, after a line on stdout.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"syscall/js"
	"time"
)

var endings = map[string]func(){
	"return":          func() {},
	"panic":           func() { panic("on purpose") },
	"panic-error":     func() { panic(errors.New("an error")) },
	"panic-stringer":  func() { panic(time.Second) },
	"panic-number":    func() { panic(42.5) },
	"panic-struct":    func() { panic(struct{ a, b int }{1, 2}) },
	"panic-lines":     func() { panic("first\nsecond") },
	"panic-twice":     func() { defer func() { panic("again") }(); panic("first") },
	"panic-goexit":    func() { defer runtime.Goexit(); panic("lost") },
	"panic-goroutine": func() { go func() { panic("elsewhere") }(); select {} },
	"nil":             func() { var p *int; *p = 1 },
	"index":           func() { var s []int; fmt.Println(s[len(os.Args)]) },
	"divide":          func() { zero := len(os.Args) - 2; fmt.Println(1 / zero) },
	"assertion":       func() { var v any = "text"; fmt.Println(v.(int)) },
	"nil-map":         func() { var m map[string]int; m["a"] = 1 },
	"nil-function":    func() { var f func(); f() },
	"deadlock":        func() { <-make(chan int) },
	"deadlock-mutex":  func() { var m sync.Mutex; m.Lock(); m.Lock() },
	"deadlock-group":  func() { var w sync.WaitGroup; w.Add(1); w.Wait() },
	"deadlock-two":    func() { c := make(chan int); go func() { c <- <-c }(); <-c },
	"select-nothing":  func() { select {} },
	"goexit":          func() { runtime.Goexit() },
	"unlock":          func() { var m sync.Mutex; m.Unlock() },
	"stderr-exit":     func() { os.Stderr.WriteString("to stderr\n"); os.Exit(9) },
	"syscall-exit":    func() { syscall.Exit(5) },
	"kill":            func() { fmt.Println(syscall.Kill(syscall.Getpid(), syscall.SIGTERM)); os.Exit(3) },
	"deferred-exit":   func() { defer os.Exit(6); panic("hidden by the exit") },
	"exit-goroutine":  func() { go os.Exit(7); select {} },
	"exit-callback":   func() { callback(func() { os.Exit(8) }).Invoke() },
	"exit-timeout":    func() { later(func() { os.Exit(10) }); select {} },
	"exit-timer":      func() { time.AfterFunc(time.Millisecond, func() { os.Exit(11) }); select {} },
	"panic-callback":  func() { callback(func() { panic("in a callback") }).Invoke() },
	"panic-timeout":   func() { later(func() { panic("in a timeout") }); select {} },
	"recover-callback": func() {
		defer func() { fmt.Println("recovered", recover()); os.Exit(12) }()
		callback(func() { panic("through JavaScript") }).Invoke()
	},
	"js-exception":   func() { js.Global().Get("Array").New(-1) },
	"js-instance":    func() { js.Global().InstanceOf(js.ValueOf(1)) },
	"js-value-panic": func() { js.Global().Get("undefined").Get("x") },
	"throw-in-timeout": func() {
		js.Global().Get("setTimeout").Invoke(js.Global().Get("Uint8Array"), 1) // which is called with new alone
		select {}
	},
	"pending-timer": func() { js.Global().Get("setTimeout").Invoke(callback(func() {}), 50) },
	"pending-goroutines": func() {
		for i := 0; i < 10; i++ {
			go func() { select {} }()
		}
	},
	"lost-call": func() { callback(func() { <-make(chan int) }).Invoke() },
}

func main() {
	name := os.Args[1]
	fmt.Println("about to end:", name)
	if strings.HasPrefix(name, "exit=") {
		code, _ := strconv.Atoi(name[len("exit="):])
		os.Exit(code)
	}
	endings[name]()
	fmt.Println("after")
}

func callback(body func()) js.Func {
	return js.FuncOf(func(js.Value, []js.Value) any { body(); return nil })
}

// later calls body from a timer, with null for this: hosts call timers with different values, and traces show them.
func later(body func()) { js.Global().Get("setTimeout").Invoke(callback(body).Call("bind", nil), 1) }
