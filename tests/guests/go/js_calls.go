// Calls in both directions between Go and JavaScript: functions and methods, Go functions as callbacks, classes,
// exceptions. No arguments.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"syscall/js"
)

func main() {
	section("calls", calls)
	section("callbacks", callbacks)
	section("construction", construction)
	section("exceptions", exceptions)
	section("misuse", misuse)
	section("results", results)
	section("nesting", nesting)
	section("released", released)
	section("order of timers", orderOfTimers)
}

// out is what has been said since the last section: a write to standard output waits for an event, which never comes
// while JavaScript waits for the callback that wants to write.
var out bytes.Buffer

func say(values ...any) { fmt.Fprintln(&out, values...) }

func sayf(format string, values ...any) { fmt.Fprintf(&out, format, values...) }

func section(name string, body func()) {
	say("==", name)
	attempt("section", body)
	out.WriteTo(os.Stdout)
}

// attempt prints what body panics with.
func attempt(what string, body func()) {
	defer func() {
		if reason := recover(); reason != nil {
			sayf("%s: panic: %v (%T)\n", what, reason, reason)
		}
	}()
	body()
}

func global(name string) js.Value { return js.Global().Get(name) }

// show tells what is in an array.
func show(v js.Value) string {
	items := []js.Value{}
	for i := 0; i < v.Length(); i++ {
		items = append(items, v.Index(i))
	}
	return fmt.Sprint(items)
}

func callbackOf(body func(this js.Value, args []js.Value) any) js.Func { return js.FuncOf(body) }

func calls() {
	array := js.ValueOf([]any{3, 1})
	say(show(array.Call("concat")), show(array.Call("concat", nil, js.Undefined(), true, 1, "s", []any{1, []any{2}})))
	say(global("Object").New().Call("toString"), array.Call("hasOwnProperty", 1), array.Call("hasOwnProperty", 2))
	say(global("Symbol").Invoke().Type(), global("Date").New().Call("getTimezoneOffset"))
	bound := array.Get("concat").Call("bind", array, "first")
	say(show(bound.Invoke("second")), show(bound.Invoke()), show(bound.Call("bind", nil, "x").Invoke("y")))
}

func callbacks() {
	f := callbackOf(func(this js.Value, args []js.Value) any {
		say("this", this.Type(), len(args), "arguments")
		for _, arg := range args {
			say(arg.Type(), arg)
		}
		return len(args)
	})
	defer f.Release()
	say(f.Invoke(), f.Invoke(1, "two", nil, js.Undefined(), []any{}))
	o := js.ValueOf(map[string]any{"method": f, "name": "o"})
	say(o.Call("method", o), o.Get("method").Equal(f.Value))
	say(f.Type(), f.String(), f.Get("bind").Type(), f.InstanceOf(global("Function")), f.InstanceOf(global("Object")))
	f.Set("tag", "a function has properties too")
	say(f.Get("tag"), f.Truthy())
}

func construction() {
	say(show(global("Array").New(2)), show(global("Array").New(1, 2)), global("Object").New(nil).Type())
	class := callbackOf(func(this js.Value, args []js.Value) any {
		this.Set("made", len(args))
		return nil
	})
	made := class.New(1, 2, 3)
	say(made.Get("made"), made.InstanceOf(class.Value), made.InstanceOf(global("Object")))
	say(made.InstanceOf(class.Call("bind", nil)), class.Call("bind", nil, 1).New(2).Get("made"))
	other := callbackOf(func(js.Value, []js.Value) any { return map[string]any{"other": true} })
	say(other.New().Get("other"), other.New().InstanceOf(other.Value))
	class.Get("prototype").Set("shared", "yes")
	say(made.Get("shared"))
}

func exceptions() {
	failing := []struct {
		name string
		body func()
	}{
		{"no such method", func() { global("Object").New().Call("missing") }},
		{"not a function", func() { js.ValueOf(map[string]any{"x": 1}).Call("x") }},
		{"array length", func() { global("Array").New(-1) }},
		{"typed array length", func() { global("Uint8Array").New(-1) }},
	}
	for _, one := range failing {
		var failure js.Error
		attempt(one.name, func() {
			defer func() {
				reason := recover()
				if err, ok := reason.(error); ok && errors.As(err, &failure) {
					v := failure.Value
					say(one.name, "throws", v.Get("name"), v.InstanceOf(global("Error")), v.InstanceOf(global("TypeError")))
				}
				panic(reason)
			}()
			one.body()
			panic("nothing was thrown")
		})
	}
}

func misuse() {
	attempt("Invoke of an object", func() { global("console").Invoke() })
	attempt("Call of undefined", func() { js.Undefined().Call("x") })
	attempt("Call of a string", func() { js.ValueOf("text").Call("toUpperCase") })
	attempt("Call of a number", func() { js.ValueOf(1).Call("toFixed") })
	attempt("Invoke of null", func() { js.Null().Invoke() })
	attempt("an argument of no JavaScript type", func() { global("Array").New(struct{}{}) })
	attempt("New of a symbol", func() { global("Symbol").Invoke().New() })
}

func results() {
	for _, result := range []any{nil, true, 1, -0.5, "text", js.Null(), []any{1}, map[string]any{"k": nil}} {
		f := callbackOf(func(js.Value, []js.Value) any { return result })
		say(f.Invoke().Type(), f.Invoke())
		f.Release()
	}
}

// nesting goes from Go to JavaScript and back many times, and grows Go's stack while JavaScript is waiting.
func nesting() {
	var f js.Func
	f = callbackOf(func(this js.Value, args []js.Value) any {
		depth := args[0].Int()
		if depth == 0 {
			return deep(20000)
		}
		return f.Invoke(depth-1).Int() + 1
	})
	defer f.Release()
	say(f.Invoke(0), f.Invoke(1), f.Invoke(30))
}

func deep(n int) int {
	if n == 0 {
		return 0
	}
	var ballast [16]int
	ballast[n%16] = n
	return deep(n-1) + ballast[n%16] - n
}

func released() {
	f := callbackOf(func(js.Value, []js.Value) any { return "called" })
	g := f.Value
	f.Release()
	say(g.Type(), g.Invoke().Type())
	f.Release()
}

func orderOfTimers() {
	done := make(chan bool)
	saying := func(what string) js.Func {
		return callbackOf(func(js.Value, []js.Value) any { say(what); return nil })
	}
	start := callbackOf(func(js.Value, []js.Value) any {
		global("setTimeout").Invoke(saying("timeout 20"), 20)
		global("setTimeout").Invoke(saying("timeout 1"), 1)
		say("synchronous")
		return nil
	})
	global("setTimeout").Invoke(start, 0)
	withArguments := callbackOf(func(_ js.Value, args []js.Value) any {
		say("with arguments", args)
		close(done)
		return nil
	})
	global("setTimeout").Invoke(withArguments, 60, "a", 2)
	<-done
}
