// Goroutines, channels, locks, memory. No arguments.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

func main() {
	section("pipeline", pipeline)
	section("mutex", mutex)
	section("select", selects)
	section("once and pool", onceAndPool)
	section("condition", condition)
	section("panics", panics)
	section("goexit", goexit)
	section("deep stacks", deepStacks)
	section("memory", memory)
	section("maps", maps)
	section("runtime", aboutRuntime)
	section("finalizers", finalizers)
}

func section(name string, body func()) {
	fmt.Println("==", name)
	body()
}

func pipeline() {
	numbers, squares := make(chan int), make(chan int, 3)
	go func() {
		for i := 0; i < 1000; i++ {
			numbers <- i
		}
		close(numbers)
	}()
	var workers sync.WaitGroup
	for i := 0; i < 8; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for n := range numbers {
				squares <- n * n
			}
		}()
	}
	go func() { workers.Wait(); close(squares) }()
	sum, count := 0, 0
	for square := range squares {
		sum += square
		count++
	}
	fmt.Println(sum, count)
}

func mutex() {
	var lock sync.Mutex
	var shared sync.RWMutex
	var atomically int64
	counter, readers := 0, int64(0)
	var all sync.WaitGroup
	for i := 0; i < 100; i++ {
		all.Add(2)
		go func() {
			defer all.Done()
			for j := 0; j < 100; j++ {
				lock.Lock()
				before := counter
				runtime.Gosched()
				counter = before + 1
				lock.Unlock()
				atomic.AddInt64(&atomically, 2)
			}
		}()
		go func() {
			defer all.Done()
			shared.RLock()
			atomic.AddInt64(&readers, 1)
			runtime.Gosched()
			shared.RUnlock()
		}()
	}
	all.Wait()
	fmt.Println(counter, atomically, readers)
}

func selects() {
	a, b, quit := make(chan int), make(chan int), make(chan struct{})
	go func() {
		for i := 0; i < 10; i++ {
			if i%2 == 0 {
				a <- i
			} else {
				b <- i
			}
		}
		close(quit)
	}()
	seen := []int{}
	for {
		select {
		case n := <-a:
			seen = append(seen, n)
		case n := <-b:
			seen = append(seen, n)
		case <-quit:
			sort.Ints(seen)
			fmt.Println(seen)
			select {
			case <-a:
			default:
				fmt.Println("nothing more")
			}
			return
		}
	}
}

func onceAndPool() {
	var once sync.Once
	calls := 0
	for i := 0; i < 5; i++ {
		once.Do(func() { calls++ })
	}
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	for i := 0; i < 100; i++ {
		pool.Put(pool.Get())
	}
	var m sync.Map
	m.Store("k", 1)
	value, ok := m.Load("k")
	fmt.Println(calls, value, ok)
}

func condition() {
	var lock sync.Mutex
	ready, woken := sync.NewCond(&lock), 0
	open := false
	var all sync.WaitGroup
	for i := 0; i < 10; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			lock.Lock()
			defer lock.Unlock()
			for !open {
				ready.Wait()
			}
			woken++
		}()
	}
	runtime.Gosched()
	lock.Lock()
	open = true
	lock.Unlock()
	ready.Broadcast()
	all.Wait()
	fmt.Println(woken)
}

type custom struct{ code int }

func (c custom) Error() string { return fmt.Sprint("custom ", c.code) }

func panics() {
	catch := func(body func()) {
		defer func() {
			reason := recover()
			var failure custom
			err, _ := reason.(error)
			fmt.Println(reason, errors.As(err, &failure))
		}()
		body()
	}
	var none *custom
	var list []int
	var table map[string]int
	var anything any = "text"
	zero := len(list)
	catch(func() { fmt.Println(none.code) })
	catch(func() { fmt.Println(list[5]) })
	catch(func() { table["x"] = 1 })
	catch(func() { fmt.Println(anything.(int)) })
	catch(func() { fmt.Println(1 / zero) })
	catch(func() { fmt.Println(list[1:zero]) })
	catch(func() { panic(custom{7}) })
	catch(func() { close((chan int)(nil)) })
	catch(func() { fmt.Println(make([]int, zero-1)) })
	catch(func() {
		defer func() { panic(fmt.Sprint("second after ", recover())) }()
		panic("first")
	})
	var wrongly runtime.Error
	func() {
		defer func() { wrongly, _ = recover().(runtime.Error) }()
		fmt.Println(list[zero])
	}()
	fmt.Println(wrongly)
}

func goexit() {
	done := make(chan string)
	go func() {
		defer close(done)
		defer func() { done <- fmt.Sprint("deferred ", recover()) }()
		runtime.Goexit()
	}()
	fmt.Println(<-done)
	_, more := <-done
	fmt.Println(more)
}

func deepStacks() {
	results := make(chan int)
	for i := 0; i < 4; i++ {
		go func() { results <- recurse(50000) }()
	}
	fmt.Println(<-results, <-results, <-results, <-results)
}

func recurse(n int) int {
	if n == 0 {
		return 0
	}
	var local [8]int
	local[n%8] = 1
	return recurse(n-1) + local[n%8]
}

func memory() {
	total := 0
	keep := [][]byte{}
	for i := 0; i < 300; i++ {
		block := make([]byte, 1<<16)
		block[i] = byte(i)
		if i%10 == 0 {
			keep = append(keep, block)
		}
		total += len(block)
	}
	runtime.GC()
	debug.FreeOSMemory()
	for i, block := range keep {
		if block[i*10] != byte(i*10) {
			fmt.Println("a block has changed")
		}
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println(total, stats.NumGC > 0, stats.HeapAlloc < 64<<20)
	var text strings.Builder
	for i := 0; i < 10000; i++ {
		text.WriteString("growing ")
	}
	fmt.Println(text.Len())
}

func maps() {
	m := map[int]string{}
	for i := 0; i < 5000; i++ {
		m[i*7919%10007] = fmt.Sprint(i)
	}
	for i := 0; i < 2500; i++ {
		delete(m, i*7919%10007)
	}
	sum := 0
	for key := range m {
		sum += key
	}
	fmt.Println(len(m), sum)
}

func aboutRuntime() {
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.GOMAXPROCS(0), runtime.Compiler, runtime.NumGoroutine())
	_, file, line, ok := runtime.Caller(0)
	fmt.Println(file[strings.LastIndex(file, "/")+1:], line > 0, ok)
	fmt.Println(strings.Contains(string(debug.Stack()), "main.aboutRuntime"))
}

func finalizers() {
	done := make(chan bool, 1)
	func() {
		object := &custom{1}
		runtime.SetFinalizer(object, func(*custom) { done <- true })
	}()
	for i := 0; i < 20; i++ {
		runtime.GC()
		runtime.Gosched()
		select {
		case <-done:
			fmt.Println("finalized")
			return
		default:
		}
	}
	fmt.Println("not finalized")
}
