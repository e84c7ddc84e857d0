// Calls in both directions between Go and JavaScript: Go functions as callbacks,
// methods of JavaScript's own that call them, exceptions, promises. No arguments.
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
	section("array methods", arrayMethods)
	section("function methods", functionMethods)
	section("construction", construction)
	section("exceptions", exceptions)
	section("misuse", misuse)
	section("results", results)
	section("nesting", nesting)
	section("released", released)
	section("promises", promises)
	section("order of tasks", orderOfTasks)
	section("accessors", accessors)
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

func show(v js.Value) string { return global("JSON").Call("stringify", v).String() }

func callbackOf(body func(this js.Value, args []js.Value) any) js.Func { return js.FuncOf(body) }

func calls() {
	math := global("Math")
	say(math.Call("max", 1, 7.5, -3), math.Call("max"), math.Call("floor", -1.5), math.Call("abs", "-4"))
	say(global("String").Invoke(12.5), global("Number").Invoke("0x10"), global("Boolean").Invoke(""))
	say(global("parseInt").Invoke("ff", 16), global("isNaN").Invoke("x"))
	say(show(global("Array").Call("of", nil, js.Undefined(), true, 1, "s", []any{1}, map[string]any{"k": "v"})))
	say(show(global("Array").Call("from", "a😀b")), show(global("Array").Call("from", map[string]any{"length": 2})))
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
	say(f.Type(), f.String(), f.Get("call").Type(), f.InstanceOf(global("Function")), f.InstanceOf(global("Object")))
	f.Set("tag", "a function has properties too")
	say(f.Get("tag"), f.Truthy())
}

func arrayMethods() {
	numbers := js.ValueOf([]any{3, 1, 2, 10})
	double := callbackOf(func(this js.Value, args []js.Value) any { return args[0].Int() * 2 })
	seen := callbackOf(func(this js.Value, args []js.Value) any {
		say("seen", args[0], args[1], args[2].Equal(numbers), this.Type())
		return nil
	})
	sum := callbackOf(func(this js.Value, args []js.Value) any { return args[0].Int() + args[1].Int() })
	less := callbackOf(func(this js.Value, args []js.Value) any { return args[0].Float() - args[1].Float() })
	even := callbackOf(func(this js.Value, args []js.Value) any { return args[0].Int()%2 == 0 })
	say(show(numbers.Call("map", double)), show(numbers.Call("filter", even)))
	numbers.Call("forEach", seen)
	numbers.Call("forEach", seen, map[string]any{"this": "argument"})
	say(numbers.Call("reduce", sum), numbers.Call("reduce", sum, 100), numbers.Call("reduceRight", sum))
	say(numbers.Call("find", even), numbers.Call("findIndex", even), numbers.Call("some", even), numbers.Call("every", even))
	say(show(numbers.Call("slice").Call("sort", less)), show(numbers.Call("slice").Call("sort")))
	say(show(global("Array").Call("from", numbers, double)))
	attempt("reduce of nothing", func() { global("Array").New().Call("reduce", sum) })
	say(numbers.Call("indexOf", 2), numbers.Call("includes", 5), show(numbers.Call("concat", []any{1}, 2)))
	say(show(numbers.Call("splice", 1, 2, "x")), show(numbers), show(numbers.Call("reverse")))
	say(numbers.Call("push", 1, 2), numbers.Call("pop"), numbers.Call("shift"), numbers.Call("unshift", 0), show(numbers))
	say(show(global("Array").New(3).Call("fill", 7)), show(js.ValueOf([]any{1, []any{2, []any{3}}}).Call("flat")))
	say(js.ValueOf([]any{1, nil, js.Undefined(), "x"}).Call("join", "-"), global("Array").Call("isArray", numbers))
}

func functionMethods() {
	describe := callbackOf(func(this js.Value, args []js.Value) any {
		return fmt.Sprint(show(this), " ", len(args), " ", args)
	})
	this := js.ValueOf(map[string]any{"a": 1})
	say(describe.Call("call", this, 1, 2), describe.Call("apply", this, []any{1, "x"}))
	say(describe.Call("apply", this), describe.Call("call"))
	bound := describe.Call("bind", this, "first")
	say(bound.Invoke("second"), bound.Call("call", nil, "third"))
	say(global("Reflect").Call("apply", describe, this, []any{"r"}))
	say(global("Math").Get("max").Call("apply", nil, []any{4, 9, 2}))
	attempt("apply to a number", func() { describe.Call("apply", this, 5) })
	has := global("Object").Get("prototype").Get("hasOwnProperty")
	say(has.Call("call", this, "a"), has.Call("call", this, "b"))
}

func construction() {
	say(show(global("Array").New(2)), show(global("Array").New(1, 2)), show(global("Object").New(nil)))
	class := callbackOf(func(this js.Value, args []js.Value) any {
		this.Set("made", len(args))
		return nil
	})
	made := class.New(1, 2, 3)
	say(show(made), made.InstanceOf(class.Value), made.Get("constructor").Equal(class.Value))
	other := callbackOf(func(js.Value, []js.Value) any { return map[string]any{"other": true} })
	say(show(other.New()))
	class.Get("prototype").Set("shared", "yes")
	say(made.Get("shared"), show(global("Reflect").Call("construct", class, []any{1})))
	attempt("Math.max", func() { global("Math").Get("max").New() })
	attempt("Symbol", func() { global("Symbol").New() })
	attempt("Promise", func() { global("Promise").Invoke(1) })
}

func exceptions() {
	failing := []struct {
		name string
		body func()
	}{
		{"JSON.parse", func() { global("JSON").Call("parse", "[1,") }},
		{"no such method", func() { global("Object").New().Call("missing") }},
		{"not a function", func() { js.ValueOf(map[string]any{"x": 1}).Call("x") }},
		{"property of null", func() { global("Reflect").Call("ownKeys", nil) }},
		{"array length", func() { global("Array").New(-1) }},
		{"typed array length", func() { global("Uint8Array").New(-1) }},
		{"repeat", func() { global("String").New("x").Call("repeat", -1) }},
		{"cyclic JSON", func() {
			o := global("Object").New()
			o.Set("self", o)
			global("JSON").Call("stringify", o)
		}},
		{"symbol to string", func() { global("Array").Call("of", global("Symbol").Invoke("s")).Call("join") }},
		{"frozen", func() {
			global("Object").Call("defineProperty", global("Object").Call("freeze", global("Object").New()), "x", map[string]any{"value": 1})
		}},
	}
	for _, one := range failing {
		var failure js.Error
		attempt(one.name, func() {
			defer func() {
				reason := recover()
				if err, ok := reason.(error); ok && errors.As(err, &failure) {
					v := failure.Value
					say(one.name, "throws", v.Get("name"), v.InstanceOf(global("Error")), v.Get("stack").Type())
				}
				panic(reason)
			}()
			one.body()
			panic("nothing was thrown")
		})
	}
}

func misuse() {
	attempt("Invoke of an object", func() { global("Math").Invoke() })
	attempt("New of an object", func() { global("Math").New() })
	attempt("Call of undefined", func() { js.Undefined().Call("x") })
	attempt("Call of a string", func() { js.ValueOf("text").Call("toUpperCase") })
	attempt("Call of a number", func() { js.ValueOf(1).Call("toFixed") })
	attempt("Invoke of null", func() { js.Null().Invoke() })
	attempt("an argument of no JavaScript type", func() { global("Math").Call("max", struct{}{}) })
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

// await waits for a promise, from a goroutine that is not a callback.
func await(promise js.Value) (js.Value, bool) {
	type outcome struct {
		value    js.Value
		resolved bool
	}
	done := make(chan outcome, 1)
	settle := func(resolved bool) js.Func {
		return callbackOf(func(_ js.Value, args []js.Value) any {
			done <- outcome{args[0], resolved}
			return nil
		})
	}
	resolve, reject := settle(true), settle(false)
	defer resolve.Release()
	defer reject.Release()
	promise.Call("then", resolve, reject)
	result := <-done
	return result.value, result.resolved
}

func promises() {
	class := global("Promise")
	say(await(class.Call("resolve", 1)))
	say(await(class.Call("reject", "no")))
	say(await(class.Call("resolve", class.Call("resolve", "nested"))))
	plus := callbackOf(func(_ js.Value, args []js.Value) any { return args[0].Int() + 1 })
	caught := callbackOf(func(_ js.Value, args []js.Value) any { return "caught " + args[0].String() })
	always := callbackOf(func(_ js.Value, args []js.Value) any { say("finally", len(args)); return "ignored" })
	say(await(class.Call("resolve", 1).Call("then", plus).Call("then", plus)))
	say(await(class.Call("reject", "x").Call("then", plus).Call("catch", caught)))
	say(await(class.Call("resolve", 5).Call("finally", always)))
	executor := callbackOf(func(_ js.Value, args []js.Value) any {
		resolve := args[0]
		go func() { resolve.Invoke("from a goroutine") }()
		return nil
	})
	say(await(class.New(executor)))
	all, _ := await(class.Call("all", []any{1, class.Call("resolve", 2), "three"}))
	say(show(all))
	say(await(class.Call("all", []any{1, class.Call("reject", "one failed")})))
	say(await(class.Call("race", []any{class.Call("resolve", "first"), class.Call("resolve", "second")})))
	settled, _ := await(class.Call("allSettled", []any{1, class.Call("reject", "r")}))
	say(show(settled))
}

func orderOfTasks() {
	done := make(chan bool)
	saying := func(what string) js.Func {
		return callbackOf(func(js.Value, []js.Value) any { say(what); return nil })
	}
	start := callbackOf(func(js.Value, []js.Value) any {
		global("setTimeout").Invoke(saying("timeout 20"), 20)
		global("setTimeout").Invoke(saying("timeout 1"), 1)
		global("Promise").Call("resolve", nil).Call("then", saying("microtask 1")).Call("then", saying("microtask 2"))
		global("queueMicrotask").Invoke(saying("queued microtask"))
		say("synchronous")
		return nil
	})
	global("setTimeout").Invoke(start, 0)
	cancelled := global("setTimeout").Invoke(saying("cancelled"), 5)
	global("clearTimeout").Invoke(cancelled)
	withArguments := callbackOf(func(_ js.Value, args []js.Value) any {
		say("with arguments", args)
		close(done)
		return nil
	})
	global("setTimeout").Invoke(withArguments, 60, "a", 2)
	<-done
}

func accessors() {
	o := global("Object").New()
	get := callbackOf(func(this js.Value, _ []js.Value) any { return this.Get("hidden").String() + " by getter" })
	set := callbackOf(func(this js.Value, args []js.Value) any { this.Set("hidden", args[0]); return nil })
	global("Object").Call("defineProperty", o, "shown", map[string]any{"get": get, "set": set, "enumerable": true})
	o.Set("shown", "value")
	say(o.Get("shown"), show(o))
	stringer := callbackOf(func(js.Value, []js.Value) any { return "my own text" })
	o.Set("toString", stringer)
	say(global("String").Invoke(o), global("Array").Call("of", o, 1).Call("join", "+"))
	o.Set("toJSON", callbackOf(func(_ js.Value, args []js.Value) any { return []any{"json of", args[0]} }))
	say(show(js.ValueOf(map[string]any{"key": o})))
}
