// JavaScript's console, which writes lines to stdout and stderr. No arguments.
package main

import "syscall/js"

func main() {
	console := js.Global().Get("console")
	for _, method := range []string{"log", "info", "debug", "error", "warn"} {
		console.Call(method, "by", method)
	}
	console.Call("log")
	console.Call("log", "text", 1, -1.5, true, nil, js.Undefined())
	console.Call("log", "ünïcödé 😀", "two\nlines")
	console.Call("log", "%s is %d years and %i, %f, %j, 100%%, %o", "it", 42.9, 42.9, 1.5, "json")
	console.Call("log", "%s")
	console.Call("log", 1, "%s", 2)
	console.Call("log", js.Global().Get("NaN"), js.Global().Get("Infinity"), 1e21)
	console.Call("log", js.Global().Get("Symbol").Invoke("mark"))
}
