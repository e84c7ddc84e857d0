// What JavaScript tells about its objects: Reflect, property descriptors, iteration, copies, and the console's
// groups, counts and assertions. No arguments.
package main

import (
	"fmt"
	"syscall/js"
)

func main() {
	section("Reflect", reflection)
	section("not on objects", nonObjects)
	section("calls", calls)
	section("descriptors", descriptors)
	section("extensibility", extensibility)
	section("own", own)
	section("iteration", iteration)
	section("copies", copies)
	section("functions", functions)
	section("data views", dataViews)
	section("numbers", numbers)
	section("sorting", sorting)
	section("console", console)
}

func section(name string, body func()) {
	fmt.Println("==", name)
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

func show(v any) string {
	value := js.ValueOf(v)
	if text := global("JSON").Call("stringify", value); text.Type() == js.TypeString {
		return text.String()
	}
	return global("String").Invoke(value).String()
}

// tell prints what a function of an object gives, or fails with.
func tell(object, function string, args ...any) {
	attempt(object+"."+function, func() {
		fmt.Println(object+"."+function, show(global(object).Call(function, args...)))
	})
}

func object(properties map[string]any) js.Value { return js.ValueOf(properties) }

func reflection() {
	o := object(map[string]any{"a": 1})
	tell("Reflect", "get", o, "a")
	tell("Reflect", "get", o, "missing")
	tell("Reflect", "set", o, "b", 2)
	tell("Reflect", "has", o, "b")
	tell("Reflect", "has", o, "toString")
	tell("Reflect", "ownKeys", o)
	tell("Reflect", "ownKeys", []any{"x", "y"})
	tell("Reflect", "getOwnPropertyDescriptor", o, "a")
	tell("Reflect", "getOwnPropertyDescriptor", o, "toString")
	tell("Reflect", "defineProperty", o, "c", map[string]any{"value": 3, "enumerable": true})
	tell("Reflect", "defineProperty", o, "c", map[string]any{"value": 4})
	tell("Reflect", "set", o, "c", 5)
	tell("Reflect", "deleteProperty", o, "c")
	tell("Reflect", "deleteProperty", o, "a")
	tell("Reflect", "isExtensible", o)
	tell("Reflect", "preventExtensions", o)
	tell("Reflect", "isExtensible", o)
	tell("Reflect", "set", o, "new", 1)
	tell("Reflect", "getPrototypeOf", []any{})
	tell("Reflect", "setPrototypeOf", o, nil)
	p := global("Object").Call("create", nil)
	tell("Reflect", "setPrototypeOf", p, map[string]any{"inherited": true})
	fmt.Println(p.Get("inherited"))
	attempt("cycle", func() {
		inner := global("Object").Call("create", p)
		tell("Reflect", "setPrototypeOf", p, inner)
	})
	tell("Reflect", "apply", global("Math").Get("max"), js.Undefined(), []any{3, 9, 4})
	tell("Reflect", "construct", global("Array"), []any{3})
	tell("Reflect", "construct", global("Date"), []any{86400000})
	attempt("construct", func() { global("Reflect").Call("construct", global("Math").Get("max"), []any{}) })
	attempt("apply", func() { global("Reflect").Call("apply", 5, nil, []any{}) })
	attempt("apply", func() { global("Reflect").Call("apply", global("Math").Get("max"), nil, nil) })
}

func nonObjects() {
	for _, function := range []string{
		"get", "set", "has", "ownKeys", "getOwnPropertyDescriptor", "defineProperty", "deleteProperty", "isExtensible",
		"preventExtensions", "getPrototypeOf", "setPrototypeOf",
	} {
		tell("Reflect", function, 5, "a", 1)
	}
	for _, function := range []string{
		"keys", "values", "entries", "getOwnPropertyNames", "getOwnPropertySymbols", "getOwnPropertyDescriptors", "isFrozen",
		"isExtensible", "freeze", "preventExtensions", "getPrototypeOf", "isSealed", "seal",
	} {
		tell("Object", function, "text")
		tell("Object", function, nil)
	}
	tell("Object", "assign", nil, map[string]any{})
	tell("Object", "create", 5)
	tell("Object", "setPrototypeOf", map[string]any{}, 5)
	tell("Object", "setPrototypeOf", nil, nil)
	tell("Object", "defineProperty", 5, "a", map[string]any{})
	tell("Object", "defineProperty", map[string]any{}, "a", 5)
	tell("Object", "defineProperty", map[string]any{}, "a", map[string]any{"get": 5})
	tell("Object", "defineProperty", map[string]any{}, "a", map[string]any{"get": js.Undefined(), "value": 1})
	tell("Object", "fromEntries", 5)
	tell("Object", "fromEntries", []any{5})
	tell("Object", "hasOwn", nil, "a")
}

func calls() {
	this := js.FuncOf(func(this js.Value, args []js.Value) any {
		return fmt.Sprint(this.Get("name"), len(args), args)
	})
	defer this.Release()
	receiver := object(map[string]any{"name": "receiver"})
	fmt.Println(this.Value.Call("call", receiver, 1, "two"))
	fmt.Println(this.Value.Call("apply", receiver, []any{1, "two", true}))
	fmt.Println(this.Value.Call("apply", receiver))
	bound := this.Value.Call("bind", receiver, "first")
	fmt.Println(bound.Invoke("second"), bound.Get("name"), bound.Get("length"))
	attempt("call of nothing", func() { receiver.Call("missing") })
	attempt("call of a property", func() { receiver.Call("name") })
	attempt("new of a function", func() { global("parseInt").New("5") })
}

func descriptors() {
	o := global("Object").New()
	kept := 0
	get := js.FuncOf(func(this js.Value, _ []js.Value) any { return kept })
	set := js.FuncOf(func(_ js.Value, args []js.Value) any { kept = 2 * args[0].Int(); return nil })
	defer get.Release()
	defer set.Release()
	// One by one: the order of a Go map is another each time.
	for _, properties := range []map[string]any{
		{"computed": map[string]any{"get": get, "set": set, "enumerable": true, "configurable": true}},
		{"fixed": map[string]any{"value": 1}},
		{"readOnly": map[string]any{"get": get}},
	} {
		global("Object").Call("defineProperties", o, properties)
	}
	o.Set("computed", 21)
	fmt.Println(o.Get("computed"), show(o), show(global("Object").Call("getOwnPropertyNames", o)))
	attempt("read only", func() { o.Set("readOnly", 1) })
	fmt.Println(o.Get("fixed"), o.Get("readOnly"))
	descriptors := global("Object").Call("getOwnPropertyDescriptors", o)
	for _, name := range []string{"computed", "fixed", "readOnly"} {
		descriptor := descriptors.Get(name)
		fmt.Println(name, show(global("Object").Call("keys", descriptor)), show(descriptor), descriptor.Get("get").Type())
	}
	attempt("fixed", func() {
		global("Object").Call("defineProperty", o, "fixed", map[string]any{"enumerable": true})
	})
	attempt("the same again", func() {
		global("Object").Call("defineProperty", o, "fixed", map[string]any{"value": 1})
		fmt.Println("the same again")
	})
	fmt.Println(o.Call("propertyIsEnumerable", "computed"), o.Call("propertyIsEnumerable", "fixed"))
	fmt.Println(o.Call("hasOwnProperty", "fixed"), o.Call("hasOwnProperty", "toString"))
	fmt.Println(global("Object").Get("prototype").Call("isPrototypeOf", o), o.Call("toLocaleString"), o.Call("valueOf").Equal(o))
}

func extensibility() {
	for _, function := range []string{"preventExtensions", "seal", "freeze"} {
		o := object(map[string]any{"a": 1})
		global("Object").Call(function, o)
		attempt("set", func() { o.Set("a", 2) })
		attempt("add", func() { o.Set("b", 2) })
		attempt("delete", func() { o.Delete("a") })
		attempt("prototype", func() { global("Object").Call("setPrototypeOf", o, nil) })
		object := global("Object")
		fmt.Println(function, show(o), object.Call("isExtensible", o), object.Call("isSealed", o), object.Call("isFrozen", o))
	}
	list := js.ValueOf([]any{1, 2})
	global("Object").Call("freeze", list)
	attempt("push", func() { list.Call("push", 3) })
	attempt("set", func() { list.SetIndex(0, 3) })
	attempt("length", func() { list.Set("length", 0) })
	attempt("sort", func() { list.Call("sort") })
	fmt.Println(show(list))
}

func own() {
	symbol := global("Symbol").Invoke("mark")
	o := object(map[string]any{"2": "two", "1": "one"})
	global("Reflect").Call("set", o, symbol, "hidden")
	o.Set("name", "last")
	fmt.Println(show(o), show(global("Object").Call("keys", o)))
	symbols := global("Object").Call("getOwnPropertySymbols", o)
	fmt.Println(symbols.Length(), symbols.Index(0).Call("toString"), symbols.Index(0).Get("description"))
	fmt.Println(global("Reflect").Call("ownKeys", o).Length(), global("Reflect").Call("get", o, symbol))
	tell("Object", "hasOwn", o, "name")
	tell("Object", "hasOwn", o, "toString")
	tell("Object", "is", js.Global().Get("NaN"), js.Global().Get("NaN"))
	tell("Object", "keys", "ab")
	tell("Object", "entries", "ab")
	tell("Object", "getOwnPropertyNames", "ab")
	tell("Object", "getOwnPropertyNames", []any{"a"})
}

func iteration() {
	list := js.ValueOf([]any{"a", "b"})
	for _, function := range []string{"keys", "values", "entries"} {
		iterator := list.Call(function)
		for {
			step := iterator.Call("next")
			fmt.Println(function, show(step))
			if step.Get("done").Bool() {
				break
			}
		}
		fmt.Println(iterator.Call("toString"), show(iterator.Call("next")))
	}
	tell("Array", "from", "h😀")
	tell("Array", "from", map[string]any{"length": 2, "0": "x"})
	double := js.FuncOf(func(_ js.Value, args []js.Value) any { return args[0].Int() * 2 })
	defer double.Release()
	tell("Array", "from", []any{1, 2}, double)
	tell("Array", "from", list.Call("entries"))
	tell("Array", "from", nil)
	tell("Object", "fromEntries", list.Call("entries"))
	own := object(map[string]any{})
	count := 0
	next := js.FuncOf(func(js.Value, []js.Value) any {
		count++
		return map[string]any{"done": count > 3, "value": count}
	})
	start := js.FuncOf(func(js.Value, []js.Value) any { return map[string]any{"next": next} })
	defer next.Release()
	defer start.Release()
	global("Reflect").Call("set", own, global("Symbol").Get("iterator"), start)
	tell("Array", "from", own)
	count = 0
	fmt.Println(global("Uint8Array").New(own).Call("join", "+"))
	attempt("spread", func() { global("Uint8Array").New(map[string]any{"length": "2", "0": 7}) })
}

func copies() {
	clone := func(v any) js.Value { return global("structuredClone").Invoke(v) }
	original := object(map[string]any{
		"list": []any{1, nil, []any{"deep"}}, "text": "t", "flag": true, "when": global("Date").New(5),
		"bytes": global("Uint8Array").New(3),
	})
	original.Set("self", original)
	copy := clone(original)
	fmt.Println(copy.Equal(original), copy.Get("self").Equal(copy), show(copy.Get("list")), copy.Get("when").Call("getTime"))
	copy.Get("bytes").SetIndex(0, 9)
	fmt.Println(original.Get("bytes").Call("toString"), copy.Get("bytes").Call("toString"))
	failure := clone(global("RangeError").New("far"))
	fmt.Println(failure.InstanceOf(global("RangeError")), failure.Get("message"), failure.Get("name"))
	fmt.Println(clone(5), clone("text"), clone(nil), clone(js.Undefined()))
	attempt("function", func() { clone(global("parseInt")) })
	attempt("symbol", func() { clone(global("Symbol").Invoke("mark")) })
	attempt("nothing", func() { global("structuredClone").Invoke() })
}

func functions() {
	for _, name := range []string{"parseInt", "Array", "Object", "structuredClone"} {
		function := global(name)
		fmt.Println(function.Get("name"), function.Get("length"), function.Call("toString"))
	}
	attempt("Function", func() { fmt.Println(global("Function").Get("prototype").Call("call")) })
	fmt.Println(global("Array").InstanceOf(global("Function")), global("Function").InstanceOf(global("Object")))
	fmt.Println(global("Object").Get("prototype").Get("constructor").Equal(global("Object")))
}

func dataViews() {
	buffer := global("ArrayBuffer").New(16)
	view := global("DataView").New(buffer, 2, 12)
	fmt.Println(view.Get("byteOffset"), view.Get("byteLength"), view.Get("buffer").Equal(buffer))
	for _, kind := range []string{"Int8", "Uint8", "Int16", "Uint16", "Int32", "Uint32", "Float32", "Float64"} {
		for _, little := range []bool{false, true} {
			view.Call("set"+kind, 1, -2.75, little)
			fmt.Println(kind, little, view.Call("get"+kind, 1, little), global("Uint8Array").New(buffer).Call("join"))
		}
		attempt(kind, func() { view.Call("get"+kind, 12) })
		attempt(kind, func() { view.Call("set"+kind, -1, 0) })
	}
	attempt("offset", func() { global("DataView").New(buffer, 17) })
	attempt("length", func() { global("DataView").New(buffer, 8, 9) })
	attempt("no buffer", func() { global("DataView").New(5) })
}

func numbers() {
	number := global("Number")
	for _, value := range []any{255, -7.5, 1e21, 0.000001, 123.456, "0x1f", " 12 ", "", "1_0", nil, true, js.Undefined()} {
		n := number.New(value)
		fmt.Println(show(value), n.Call("valueOf"), n.Call("toString", 16), n.Call("toFixed", 2), n.Call("toExponential"),
			n.Call("toPrecision", 3), number.Call("isInteger", value), number.Call("isSafeInteger", value))
	}
	attempt("radix", func() { number.New(5).Call("toString", 1) })
	attempt("digits", func() { number.New(5).Call("toFixed", 101) })
	attempt("precision", func() { number.New(5).Call("toPrecision", 0) })
	for _, name := range []string{"MAX_SAFE_INTEGER", "MIN_SAFE_INTEGER", "MAX_VALUE", "MIN_VALUE", "EPSILON"} {
		fmt.Println(name, number.Get(name).Call("toString"))
	}
	fmt.Println(global("Boolean").New(0).Call("toString"), global("Boolean").Invoke("x"))
}

func sorting() {
	compare := js.FuncOf(func(_ js.Value, args []js.Value) any { return args[0].Float() - args[1].Float() })
	defer compare.Release()
	list := func() js.Value { return js.ValueOf([]any{10, 9, 1, js.Undefined(), 2}) }
	numbers := js.ValueOf([]any{10, 9, 1, 2})
	fmt.Println(show(list().Call("sort")), show(numbers.Call("sort", compare)), show(numbers.Call("toSorted")))
	fmt.Println(show(numbers.Call("reverse")), show(numbers.Call("toReversed")), show(numbers))
	fmt.Println(show(numbers.Call("toSpliced", 1, 2, "x")), show(numbers.Call("with", 0, "w")))
	attempt("sort", func() { numbers.Call("sort", 5) })
	attempt("with", func() { numbers.Call("with", 9, 0) })
	fmt.Println(global("Uint8Array").Call("of", 3, 1, 2).Call("sort").Call("join"))
}

func console() {
	console := global("console")
	console.Call("group", "outer", 1)
	console.Call("log", "two\nlines")
	console.Call("groupCollapsed")
	console.Call("error", "inner")
	console.Call("groupEnd")
	console.Call("info", "outer again")
	console.Call("groupEnd")
	console.Call("groupEnd")
	console.Call("log", "outside")
	console.Call("count")
	console.Call("count", "label")
	console.Call("count")
	console.Call("countReset")
	console.Call("count")
	console.Call("assert", true, "not seen")
	console.Call("assert", false, "seen %s", "twice")
	console.Call("assert", false)
	console.Call("assert", 0, map[string]any{"a": 1})
	console.Call("dir", map[string]any{"a": map[string]any{"b": map[string]any{"c": map[string]any{"d": 1}}}})
	console.Call("dir", map[string]any{"a": map[string]any{"b": 1}}, map[string]any{"depth": 0})
	console.Call("log", "%c styled %d", "color: red", "42")
	console.Call("log", "%o %O", map[string]any{"a": 2}, map[string]any{"a": 1})
}
