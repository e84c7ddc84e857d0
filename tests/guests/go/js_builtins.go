// JavaScript's own objects, as Go programs use them: Object, Array, JSON, Math,
// Date, typed arrays, text coders, symbols, errors, and copies of bytes. No arguments.
package main

import (
	"fmt"
	"syscall/js"
)

func main() {
	section("Object", objects)
	section("JSON", json)
	section("Math", math)
	section("Date", dates)
	section("typed arrays", typedArrays)
	section("views", views)
	section("bytes to Go", bytesToGo)
	section("bytes to JavaScript", bytesToJS)
	section("text", text)
	section("strings", stringMethods)
	section("symbols", symbols)
	section("errors", failures)
	section("global", globals)
}

// say prints values, JavaScript's as JavaScript converts them to strings.
func say(values ...any) {
	for i, value := range values {
		if v, ok := value.(js.Value); ok && v.Type() != js.TypeString {
			values[i] = global("String").Invoke(v)
		}
	}
	fmt.Println(values...)
}

func section(name string, body func()) {
	say("==", name)
	attempt("section", body)
}

// attempt prints what body panics with.
func attempt(what string, body func()) {
	defer func() {
		if reason := recover(); reason != nil {
			fmt.Printf("%s: panic: %v (%T)\n", what, reason, reason)
		}
	}()
	body()
}

func global(name string) js.Value { return js.Global().Get(name) }

func show(v any) string { return global("JSON").Call("stringify", v).String() }

func objects() {
	object := global("Object")
	o := js.ValueOf(map[string]any{"a": 1})
	o.Set("b", []any{2})
	say(show(object.Call("keys", o)), show(object.Call("values", o)), show(object.Call("entries", o)))
	say(show(object.Call("assign", object.New(), o, nil, map[string]any{"a": "later"})))
	say(show(object.Call("fromEntries", []any{[]any{"x", 1}, []any{"y", 2}})))
	object.Call("defineProperty", o, "hidden", map[string]any{"value": 5})
	say(o.Get("hidden"), show(o), show(object.Call("getOwnPropertyNames", o)))
	o.Set("hidden", 6)
	o.Delete("hidden")
	say(o.Get("hidden"), show(object.Call("getOwnPropertyDescriptor", o, "hidden")), show(object.Call("getOwnPropertyDescriptor", o, "a")))
	attempt("redefine", func() { object.Call("defineProperty", o, "hidden", map[string]any{"value": 7}) })
	child := object.Call("create", o)
	child.Set("own", true)
	say(show(child), child.Get("a"), object.Call("getPrototypeOf", child).Equal(o))
	say(object.Call("isFrozen", o), object.Call("isFrozen", object.Call("freeze", o)), object.Call("is", 0, 0))
	say(o.Call("toString"), js.ValueOf([]any{}).Call("toString"), object.Get("name"))
	say(object.Get("prototype").Get("toString").Call("call", []any{}), object.Get("prototype").Get("toString").Call("call", nil))
	reflect := global("Reflect")
	say(reflect.Call("has", child, "a"), reflect.Call("get", child, "b"), show(reflect.Call("ownKeys", child)))
	say(reflect.Call("set", child, "c", 3), reflect.Call("deleteProperty", child, "c"), show(child))
}

func json() {
	parse := func(text string) js.Value { return global("JSON").Call("parse", text) }
	for _, text := range []string{"null", "true", "-1.5e3", `"\u00e9\ud83d\ude00\n\"\\"`, "[]", "[1, [2, {}]]", `{"b": 1, "a": {"2": 2, "1": 1}}`,
		` { "dup" : 1 , "dup" : 2 } `, `{"__proto__": 1}`, "1e400", "-0", "12345678901234567890"} {
		say(text, "->", show(parse(text)))
	}
	for _, text := range []string{"", "{", "[1,]", "01", "'x'", "nul", `"` + "\n" + `"`, `{"a" 1}`, "1 2", "+1", `"\x"`} {
		attempt(fmt.Sprintf("%q", text), func() {
			defer func() {
				if failure, ok := recover().(js.Error); ok {
					fmt.Printf("%q: %s\n", text, failure.Get("name"))
				}
			}()
			say(show(parse(text)))
		})
	}
	say(global("JSON").Call("stringify", map[string]any{"k": []any{1, map[string]any{}, []any{}}}, nil, 2))
	say(global("JSON").Call("stringify", []any{1}, nil, "--"))
	say(global("JSON").Call("stringify", js.Undefined()).Type(), show(global("Object")), show(js.ValueOf([]any{js.Undefined(), global("Symbol").Invoke()})))
	say(show("\u2028 \x01 \" \\ é 😀"), show(global("String").Call("fromCharCode", 0xd800)), show(global("NaN")), show(global("Infinity")))
	say(show(global("Date").New(0)), show(global("Uint8Array").Call("of", 1, 2)))
}

func math() {
	m := global("Math")
	for _, name := range []string{"abs", "ceil", "floor", "round", "trunc", "sign", "sqrt", "fround", "clz32"} {
		for _, x := range []any{-2.5, -0.5, 0, 0.49999999999999994, 2.5, 8, "16", nil} {
			say(name, x, m.Call(name, x))
		}
	}
	// The others differ in the last bit from one library to the next, but not where the result is exact.
	say(m.Call("cbrt", -27), m.Call("log2", 8), m.Call("log10", 1000), m.Call("exp", 0), m.Call("sin", 0), m.Call("log", 1))
	say(m.Call("pow", 2, 0.5), m.Call("pow", 2, -1074), m.Call("hypot", 3, 4), m.Call("atan2", 1, -1), m.Call("imul", 1<<31, 3))
	say(m.Call("min"), m.Call("max", 1, global("NaN")), m.Call("min", 0, -1), m.Get("PI"), m.Get("E"))
	x := m.Call("random").Float()
	say(x >= 0 && x < 1)
}

func dates() {
	date := global("Date")
	d := date.New(1234567890123)
	for _, getter := range []string{"getTime", "valueOf", "getUTCFullYear", "getUTCMonth", "getUTCDate", "getUTCDay", "getUTCHours",
		"getUTCMinutes", "getUTCSeconds", "getUTCMilliseconds", "getTimezoneOffset", "toISOString", "toJSON"} {
		say(getter, d.Call(getter))
	}
	say(date.Call("UTC", 2024, 1, 29, 12, 30), date.New(date.Call("UTC", 1600, 1, 29)).Call("toISOString"))
	say(date.New(-1).Call("toISOString"), date.New(8.64e15).Call("toISOString"), date.New(8.65e15).Call("getTime"))
	say(date.Call("parse", "2022-03-04T05:06:07.089Z"), date.New("2022-03-04").Call("getTime"))
	attempt("invalid date", func() { date.New(global("NaN")).Call("toISOString") })
	say(date.New().Call("getTime").Float() > 1.6e12, date.Call("now").Float() > 1.6e12, d.InstanceOf(date))
	say(date.New(2020, 1, 30).Call("getTime"), date.New(d).Call("getTime"))
}

func typedArrays() {
	for _, name := range []string{"Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array",
		"Uint32Array", "Float32Array", "Float64Array"} {
		class := global(name)
		a := class.Call("from", []any{1, -1, 300.7, 70000, 1e10, "12", global("NaN")})
		say(name, class.Get("BYTES_PER_ELEMENT"), a.Length(), a.Get("byteLength"), a.Call("join", " "))
	}
	bytes := global("Uint8Array").Call("of", 5, 3, 9, 1)
	part := bytes.Call("subarray", 1, 3)
	part.SetIndex(0, 77)
	say(bytes, part, part.Get("byteOffset"), part.Get("buffer").Equal(bytes.Get("buffer")))
	say(bytes.Call("subarray", -2), bytes.Call("slice", 1, -1), bytes.Call("indexOf", 9), bytes.Call("includes", 8))
	bytes.Call("set", []any{1, 2}, 2)
	say(bytes, bytes.Call("fill", 4, 0, 2), bytes.Call("reverse"))
	attempt("set too much", func() { bytes.Call("set", []any{1, 2}, 3) })
	copied := global("Uint8Array").New(bytes)
	copied.SetIndex(0, 0)
	say(bytes.Index(0), copied.Index(0), global("Object").Call("keys", bytes).Call("join"))
	say(global("Uint16Array").New(global("Uint8Array").Call("of", 1, 2)), bytes.Get("constructor").Get("name"))
	say(bytes.Call("slice").Call("sort"), bytes.Get("length"), bytes.InstanceOf(global("Uint8Array")))
}

func views() {
	buffer := global("ArrayBuffer").New(16)
	say(buffer.Get("byteLength"), buffer.Call("slice", 4, 10).Get("byteLength"), global("ArrayBuffer").Call("isView", buffer))
	floats, bytes := global("Float64Array").New(buffer), global("Uint8Array").New(buffer)
	floats.SetIndex(1, -2.5)
	say(floats, bytes)
	words := global("Uint32Array").New(buffer, 8, 2)
	say(words, words.Get("byteOffset"))
	attempt("unaligned", func() { global("Uint32Array").New(buffer, 2) })
	attempt("past the end", func() { global("Uint32Array").New(buffer, 8, 3) })
	view := global("DataView").New(buffer, 8)
	view.Call("setInt16", 0, -2)
	view.Call("setUint32", 2, 0xdeadbeef, true)
	say(view.Call("getUint16", 0), view.Call("getUint16", 0, true), view.Call("getInt32", 2, true), view.Get("byteLength"), bytes)
	attempt("outside the view", func() { view.Call("getUint8", 8) })
}

func bytesToGo() {
	source := global("Uint8Array").Call("of", 1, 2, 3, 4)
	for _, size := range []int{0, 2, 4, 8} {
		target := make([]byte, size)
		say(js.CopyBytesToGo(target, source), target)
	}
	target := make([]byte, 3)
	say(js.CopyBytesToGo(target, source.Call("subarray", 2)), target)
	say(js.CopyBytesToGo(target, global("Uint8ClampedArray").Call("of", 300, -5, 7)), target)
	for _, wrong := range []js.Value{js.ValueOf([]any{1, 2}), global("Int8Array").New(2), global("Uint16Array").New(2), js.ValueOf("text"),
		js.Null(), js.Undefined(), global("ArrayBuffer").New(4), js.ValueOf(3), global("Object").New()} {
		attempt(wrong.String(), func() { say(js.CopyBytesToGo(target, wrong)) })
	}
}

func bytesToJS() {
	for _, size := range []int{0, 2, 4} {
		target := global("Uint8Array").New(size)
		say(js.CopyBytesToJS(target, []byte{1, 2, 3}), target)
	}
	target := global("Uint8Array").New(6)
	say(js.CopyBytesToJS(target.Call("subarray", 2, 4), []byte{7, 8, 9}), target)
	say(js.CopyBytesToJS(global("Uint8ClampedArray").New(2), []byte{1}), js.CopyBytesToJS(target, nil))
	for _, wrong := range []js.Value{js.ValueOf([]any{1, 2}), global("Float32Array").New(2), js.ValueOf("text"), js.Null()} {
		attempt(wrong.String(), func() { say(js.CopyBytesToJS(wrong, []byte{1})) })
	}
	large := make([]byte, 1<<20)
	for i := range large {
		large[i] = byte(i * 7)
	}
	there := global("Uint8Array").New(len(large))
	back := make([]byte, len(large))
	say(js.CopyBytesToJS(there, large), js.CopyBytesToGo(back, there), string(back) == string(large))
}

func text() {
	encoder, decoder := global("TextEncoder").New(), global("TextDecoder").New()
	for _, s := range []string{"", "abc", "é日😀"} {
		encoded := encoder.Call("encode", s)
		say(encoded, decoder.Call("decode", encoded))
	}
	say(encoder.Call("encode", global("String").Call("fromCharCode", 0xd800, 0x41)), encoder.Call("encode").Length())
	for _, bytes := range [][]any{{0xff, 0x41}, {0xf0, 0x9f, 0x98}, {0xed, 0xa0, 0x80}, {0xef, 0xbb, 0xbf, 0x41}, {0xc0, 0x80}, {0xe2, 0x82, 0x41}} {
		fmt.Printf("%v %q\n", bytes, decoder.Call("decode", global("Uint8Array").Call("from", bytes)).String())
	}
	say(encoder.Get("encoding"), decoder.Get("encoding"), decoder.Get("fatal"), decoder.Get("ignoreBOM"))
	fmt.Printf("%q\n", decoder.Call("decode").String())
	strict := global("TextDecoder").New("utf-8", map[string]any{"fatal": true})
	attempt("fatal", func() { strict.Call("decode", global("Uint8Array").Call("of", 0xff)) })
	attempt("label", func() { global("TextDecoder").New("no such encoding") })
}

func stringMethods() {
	s := global("String").New("Hello, 😀 Wörld")
	for _, method := range []string{"toUpperCase", "toLowerCase", "trim", "toString", "valueOf"} {
		say(method, s.Call(method))
	}
	say(s.Get("length"), s.Call("charAt", 4), s.Call("indexOf", "o"), s.Call("lastIndexOf", "l"), s.Call("slice", -5, -1))
	say(s.Call("substring", 3, 1), s.Call("split", ", ").Length(), s.Call("startsWith", "He"), s.Call("endsWith", "x"))
	say(s.Call("replace", "l", "L"), s.Call("includes", "😀"), s.Call("padStart", 20, "*"), s.Call("concat", 1, nil))
	say(show(js.ValueOf([]any{"a,b,c"}).Index(0).Type().String()), global("String").Call("fromCodePoint", 0x1f600))
}

func symbols() {
	symbol := global("Symbol")
	s := symbol.Invoke("mark")
	say(s.Type(), s, s.Truthy(), symbol.Get("iterator").Type(), symbol.Call("for", "k").Equal(symbol.Call("for", "k")))
	o := global("Object").New()
	global("Reflect").Call("set", o, s, "by symbol")
	say(global("Reflect").Call("get", o, s), show(o), global("Object").Call("keys", o).Length(), global("Object").Call("getOwnPropertySymbols", o).Length())
	say(global("String").Invoke(s), symbol.Call("keyFor", symbol.Call("for", "k")))
	iterator := global("Reflect").Call("get", []any{"x"}, symbol.Get("iterator"))
	say(iterator.Type(), show(iterator.Call("call", []any{"x"}).Call("next")))
}

func failures() {
	for _, name := range []string{"Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError"} {
		e := global(name).New("what went wrong")
		say(e.Get("name"), e.Get("message"), e.Call("toString"), e.InstanceOf(global("Error")), e.InstanceOf(global(name)))
		say(js.Error{Value: e}.Error(), e.Get("constructor").Get("name"), global("Object").Call("keys", e).Length())
	}
	e := global("Error").New()
	say(e.Get("message").Type(), e.Call("toString"), global("Error").Invoke("called").Get("message"))
	e.Set("code", "ENOENT")
	e.Set("name", "Custom")
	e.Set("message", "text")
	say(e.Call("toString"), show(e), js.Error{Value: e}.Error())
	cause := global("Error").New("outer", map[string]any{"cause": e})
	say(cause.Get("cause").Equal(e))
}

func globals() {
	g := js.Global()
	for _, name := range []string{"Object", "Array", "Function", "Error", "JSON", "Math", "Date", "Promise", "Reflect", "Symbol", "Uint8Array",
		"ArrayBuffer", "DataView", "TextEncoder", "TextDecoder", "console", "process", "fs", "path", "crypto", "performance",
		"setTimeout", "clearTimeout", "setInterval", "queueMicrotask", "parseInt", "String", "Number", "Boolean", "NaN", "undefined"} {
		say(name, g.Get(name).Type())
	}
	say(g.Get("globalThis").Equal(g), g.Get("surely not there").Type())
	g.Set("mine", "a global")
	say(global("mine"), g.Call("hasOwnProperty", "mine"))
	g.Delete("mine")
	say(global("mine").Type())
	bytes := global("Uint8Array").New(8)
	say(global("crypto").Call("getRandomValues", bytes).Equal(bytes))
	say(global("path").Call("resolve", "/a/b", "../c", "./d"), global("path").Call("resolve", "x/../y/"), global("path").Call("resolve"))
	say(global("performance").Call("now").Type(), global("process").Call("cwd"))
}
