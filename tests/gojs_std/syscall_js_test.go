// The values that js_test.go makes with eval.

package js_test

import "syscall/js"

func makeDummys() js.Value {
	global := js.Global()
	dummys := js.ValueOf(map[string]any{
		"someBool":   true,
		"someString": "abc\u1234",
		"someInt":    42,
		"someFloat":  42.123,
		"someArray":  []any{41, 42, 43},
		"someDate":   global.Get("Date").New(),
		"add": js.FuncOf(func(_ js.Value, args []js.Value) any {
			return args[0].Float() + args[1].Float()
		}),
		"zero":            0,
		"stringZero":      "0",
		"NaN":             global.Get("NaN"),
		"emptyObj":        map[string]any{},
		"emptyArray":      []any{},
		"Infinity":        global.Get("Infinity"),
		"objNumber0":      global.Get("Number").New(0),
		"objBooleanFalse": global.Get("Boolean").New(false),
	})
	dummys.Set("NegInfinity", -global.Get("Infinity").Float())
	return dummys
}

func makeFrozen() js.Value {
	return js.Global().Get("Object").Call("freeze", js.ValueOf(map[string]any{"field": 5}))
}
