// Values between Go and JavaScript: conversions, kinds, properties, comparisons,
// and what each accessor says of a value that is not of its kind. No arguments.
package main

import (
	"fmt"
	"math"
	"syscall/js"
)

func main() {
	section("ValueOf", valueOf)
	section("kinds", kinds)
	section("accessors", accessors)
	section("truth", truth)
	section("equality", equality)
	section("properties", properties)
	section("indices", indices)
	section("lengths", lengths)
	section("instances", instances)
	section("numbers", numbers)
	section("strings", strings)
	section("zero value", zeroValue)
	section("many references", manyReferences)
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

// show tells what is in a value. Of objects that are no arrays, it does not.
func show(v js.Value) string {
	if v.Type() != js.TypeObject || !v.InstanceOf(global("Array")) {
		return v.String()
	}
	items := []string{}
	for i := 0; i < v.Length(); i++ {
		items = append(items, show(v.Index(i)))
	}
	return fmt.Sprint(items)
}

func object() js.Value { return global("Object").New() }

type named struct {
	name  string
	value js.Value
}

// samples has a value of every kind.
func samples() []named {
	return []named{
		{"undefined", js.Undefined()},
		{"null", js.Null()},
		{"true", js.ValueOf(true)},
		{"false", js.ValueOf(false)},
		{"0", js.ValueOf(0)},
		{"-0", js.ValueOf(math.Copysign(0, -1))},
		{"1", js.ValueOf(1)},
		{"NaN", js.ValueOf(math.NaN())},
		{"Infinity", js.ValueOf(math.Inf(1))},
		{"empty string", js.ValueOf("")},
		{"string", js.ValueOf("text")},
		{"symbol", global("Symbol").Invoke("mark")},
		{"object", object()},
		{"array", js.ValueOf([]any{1, 2})},
		{"function", global("Object")},
		{"bytes", global("Uint8Array").New(2)},
		{"error", global("Error").New("broken")},
		{"global", js.Global()},
	}
}

func valueOf() {
	values := []any{
		nil, true, false, int(-1), int8(-8), int16(-16), int32(-32), int64(-64), uint(1), uint8(8), uint16(16),
		uint32(32), uint64(64), uintptr(5), float32(0.5), float64(0.25), int64(1) << 53, uint64(math.MaxUint64),
		math.MaxFloat64, math.SmallestNonzeroFloat64, "text", "", "\x00", js.ValueOf("value"),
		[]any{1, "two", nil, []any{3.5}}, map[string]any{"a": map[string]any{"deep": true}},
		[]any{}, map[string]any{},
	}
	for _, value := range values {
		converted := js.ValueOf(value)
		fmt.Printf("%T: %v, %s\n", value, converted.Type(), show(converted))
	}
	for _, value := range []any{struct{}{}, []int{1}, map[string]int{}, complex(1, 2), make(chan int), new(int)} {
		attempt(fmt.Sprintf("%T", value), func() { fmt.Println(js.ValueOf(value)) })
	}
}

func kinds() {
	for _, sample := range samples() {
		v := sample.value
		fmt.Println(sample.name, v.Type(), v.String(), v.IsUndefined(), v.IsNull(), v.IsNaN())
		fmt.Printf("%v %s\n", v, v)
	}
	attempt("no such type", func() { fmt.Println(js.Type(99).String()) })
}

func accessors() {
	for _, sample := range samples() {
		v := sample.value
		attempt(sample.name+" Bool", func() { fmt.Println(sample.name, "Bool", v.Bool()) })
		attempt(sample.name+" Int", func() {
			if !v.IsNaN() && !v.Equal(js.ValueOf(math.Inf(1))) { // what these convert to depends on the processor
				fmt.Println(sample.name, "Int", v.Int())
			}
		})
		attempt(sample.name+" Float", func() { fmt.Println(sample.name, "Float", v.Float()) })
		attempt(sample.name+" Get", func() { fmt.Println(sample.name, "Get", v.Get("nothing").Type()) })
		attempt(sample.name+" Set", func() {
			if !v.Equal(js.Global()) {
				v.Set("something", 1)
				fmt.Println(sample.name, "Set", v.Get("something").Type())
			}
		})
		attempt(sample.name+" Delete", func() { v.Delete("something"); fmt.Println(sample.name, "Delete") })
		attempt(sample.name+" Index", func() { fmt.Println(sample.name, "Index", v.Index(0).Type()) })
		attempt(sample.name+" SetIndex", func() {
			if !v.Equal(js.Global()) {
				v.SetIndex(0, 1)
				fmt.Println(sample.name, "SetIndex", v.Index(0).Type())
			}
		})
		attempt(sample.name+" Length", func() {
			if v.Type() == js.TypeFunction {
				return // Go asks for no function's length
			}
			if v.Type() == js.TypeObject && v.Get("length").IsUndefined() {
				return // parseInt(undefined) is NaN, whose integer depends on the processor
			}
			fmt.Println(sample.name, "Length", v.Length())
		})
		attempt(sample.name+" InstanceOf", func() {
			fmt.Println(sample.name, "InstanceOf", v.InstanceOf(global("Object")), v.InstanceOf(global("Error")))
		})
	}
}

func truth() {
	for _, sample := range samples() {
		fmt.Println(sample.name, sample.value.Truthy())
	}
}

func equality() {
	all := samples()
	for _, one := range all {
		for _, other := range all {
			if one.value.Equal(other.value) {
				fmt.Println(one.name, "=", other.name)
			}
		}
	}
	fmt.Println(js.ValueOf("a").Equal(js.ValueOf("a")), object().Equal(object()))
	fmt.Println(global("Symbol").Invoke("a").Equal(global("Symbol").Invoke("a")))
	fmt.Println(js.ValueOf(1).Equal(js.ValueOf(1.0)), js.ValueOf(1).Equal(js.ValueOf("1")))
	fmt.Println(global("Array").Get("prototype").Get("concat").Equal(js.ValueOf([]any{}).Get("concat")))
}

func properties() {
	o := object()
	o.Set("b", 1)
	o.Set("a", "text")
	o.Set("10", "ten")
	o.Set("9", "nine")
	o.Set("ünïcödé 😀", nil)
	o.Set("", "empty name")
	o.Set("undefined", js.Undefined())
	o.Delete("a")
	o.Delete("nothing")
	o.Set("b", 2)
	fmt.Println(o.Get("b").Int(), o.Get("a").Type(), o.Get("").String(), o.Index(9).String(), o.Get("10").String())
	fmt.Println(o.Get("ünïcödé 😀").Type(), o.Get("undefined").Type())
	fmt.Println(o.Call("hasOwnProperty", "undefined").Bool(), o.Call("hasOwnProperty", "a").Bool())
	o.Set("self", o)
	fmt.Println(o.Get("self").Get("self").Equal(o), o.Get("toString").Type())
	o.Set("toString", "mine")
	fmt.Println(o.Get("toString").String())
	o.Delete("toString")
	fmt.Println(o.Get("toString").Type(), o.Call("toString").String())
	frozen := global("Object").Call("freeze", js.ValueOf(map[string]any{"a": 1}))
	frozen.Set("a", 2)
	frozen.Set("b", 2)
	frozen.Delete("a")
	fmt.Println(frozen.Get("a"), frozen.Get("b"))
}

func indices() {
	a := js.ValueOf([]any{"zero", "one"})
	a.SetIndex(3, "three")
	fmt.Println(a.Length(), a.Index(0), a.Index(2).Type(), a.Index(3), a.Index(-1).Type(), a.Index(4).Type())
	a.SetIndex(-1, "minus one")
	fmt.Println(a.Length(), a.Get("-1"), a.Get("1"), a.Get("01").Type())
	a.Set("2", "two")
	a.Set("name", "an array")
	fmt.Println(show(a), a.Get("name"))
	a.Set("length", 2)
	fmt.Println(a.Length(), show(a), a.Get("3").Type())
	a.Set("length", 4)
	fmt.Println(a.Length(), show(a))
	a.Delete("0")
	fmt.Println(a.Length(), a.Index(0).Type(), show(a))
	s := js.ValueOf([]any{"a😀b"})
	fmt.Println(s.Index(0).String(), s.Length())
	b := global("Uint8Array").New(2)
	b.SetIndex(0, 257)
	b.SetIndex(1, -1)
	b.SetIndex(2, 5)
	fmt.Println(b.Index(0), b.Index(1), b.Index(2).Type(), b.Length())
}

func lengths() {
	fmt.Println(js.ValueOf([]any{1, 2, 3}).Length(), global("Uint8Array").New(5).Length())
	for _, length := range []any{7, 2.9, -2.9, 0} {
		fmt.Println(length, js.ValueOf(map[string]any{"length": length}).Length())
	}
}

func instances() {
	object, array, failure, bytes := global("Object"), global("Array"), global("Error"), global("Uint8Array")
	classes := []named{{"Object", object}, {"Array", array}, {"Error", failure}, {"Uint8Array", bytes},
		{"TypeError", global("TypeError")}, {"Function", global("Function")}, {"Date", global("Date")}}
	values := []named{{"{}", object.New()}, {"[]", array.New()}, {"Error", failure.New()}, {"bytes", bytes.New(1)},
		{"RangeError", global("RangeError").New()}, {"function", object}, {"Date", global("Date").New(0)},
		{"string", js.ValueOf("s")}, {"null", js.Null()}}
	for _, value := range values {
		for _, class := range classes {
			if value.value.InstanceOf(class.value) {
				fmt.Println(value.name, "is a", class.name)
			}
		}
	}
}

func numbers() {
	for _, number := range []float64{0, 1, -1, 0.1, 1.5, 1e21, 1e-7, 123456789012345680000, 1 << 53, -(1 << 31),
		math.Pi, math.MaxFloat64, math.SmallestNonzeroFloat64, math.NaN(), math.Inf(-1), math.Copysign(0, -1), 1e100} {
		v := js.ValueOf(number)
		fmt.Println(v.Float(), math.Signbit(v.Float()), v.String())
	}
	for _, number := range []any{2.9, -2.9, 1e15, -1e15, 1 << 40} {
		fmt.Println(js.ValueOf(number).Int())
	}
}

func strings() {
	for _, text := range []string{"", "plain", "ünïcödé", "日本語", "😀𝒳", "nul\x00byte", "\xff\xfe", "a\xf0\x9f\x98", "\xed\xa0\x80",
		"line\nbreak\ttab", "\u2028\u2029", "\ufeffmark", "\u0000", "e\u0301", "\U0010ffff"} {
		v := js.ValueOf(text)
		fmt.Printf("%q %q %v\n", text, v.String(), v.Equal(js.ValueOf(v.String())))
	}
	o := object()
	o.Set("toString", global("Object").Get("prototype").Get("toString"))
	fmt.Println(o.String(), o.Call("toString"), js.ValueOf([]any{}).Call("hasOwnProperty", "length"))
}

func zeroValue() {
	var zero js.Value
	fmt.Println(zero.Type(), zero.IsUndefined(), zero.Equal(js.Undefined()), zero.String(), zero.Truthy())
	fmt.Println(global("Array").New(zero, nil, js.Null()).Length())
}

// manyReferences makes Go hold more values than any table is likely to begin with, and lets go of them.
func manyReferences() {
	values := make([]js.Value, 20000)
	array := global("Array").New()
	for i := range values {
		values[i] = object()
		values[i].Set("number", i)
		array.SetIndex(i, values[i])
	}
	sum := 0
	for i := range values {
		if !array.Index(i).Equal(values[i]) {
			fmt.Println("another object at", i)
		}
		sum += values[i].Get("number").Int()
	}
	fmt.Println(array.Length(), sum)
}
