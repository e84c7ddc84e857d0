// Timers, tickers, deadlines: what happens in which order, not how long it takes. No arguments.
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

func main() {
	section("After", after)
	section("AfterFunc", afterFunc)
	section("Stop and Reset", stopAndReset)
	section("Ticker", ticker)
	section("Sleep", sleep)
	section("zero and negative", zero)
	section("contexts", contexts)
	section("select", selects)
	section("many", many)
	section("monotonic", monotonic)
	section("zones", zones)
}

func section(name string, body func()) {
	fmt.Println("==", name)
	body()
}

// step is long enough that a host with a real clock tells one from two, unless its machine is very busy.
const step = 25 * time.Millisecond

func after() {
	slow, fast, middle := time.After(3*step), time.After(step), time.After(2*step)
	for i := 0; i < 3; i++ {
		select {
		case <-slow:
			fmt.Println("slow")
		case <-fast:
			fmt.Println("fast")
		case <-middle:
			fmt.Println("middle")
		}
	}
}

func afterFunc() {
	var waiting sync.WaitGroup
	var mutex sync.Mutex
	said := []int{}
	for _, n := range []int{3, 1, 2} {
		n := n
		waiting.Add(1)
		time.AfterFunc(time.Duration(n)*step, func() {
			defer waiting.Done()
			mutex.Lock()
			said = append(said, n)
			mutex.Unlock()
		})
	}
	waiting.Wait()
	fmt.Println(said)
}

func stopAndReset() {
	never := time.AfterFunc(step, func() { fmt.Println("this was stopped") })
	fmt.Println(never.Stop(), never.Stop())
	timer := time.NewTimer(time.Hour)
	fmt.Println(timer.Reset(step))
	<-timer.C
	fmt.Println(timer.Stop(), timer.Reset(step))
	<-timer.C
	again := time.AfterFunc(time.Hour, func() {})
	fmt.Println(again.Reset(2*time.Hour), again.Stop(), again.Reset(time.Hour), again.Stop())
	time.Sleep(2 * step)
}

func ticker() {
	ticks := time.NewTicker(step)
	last := time.Time{}
	for i := 0; i < 5; i++ {
		now := <-ticks.C
		fmt.Println(i, now.After(last))
		last = now
	}
	ticks.Reset(step / 2)
	<-ticks.C
	ticks.Stop()
	select {
	case <-ticks.C:
		fmt.Println("ticked after it was stopped")
	case <-time.After(3 * step):
		fmt.Println("stopped")
	}
}

func sleep() {
	start := time.Now()
	time.Sleep(step)
	fmt.Println(time.Since(start) >= step, time.Since(start) < 100*step)
	results := make(chan int)
	for _, n := range []int{4, 2, 3, 1} {
		n := n
		go func() {
			time.Sleep(time.Duration(n) * step)
			results <- n
		}()
	}
	fmt.Println(<-results, <-results, <-results, <-results)
}

func zero() {
	time.Sleep(0)
	time.Sleep(-time.Second)
	<-time.After(-1)
	<-time.After(0)
	<-time.NewTimer(0).C
	done := make(chan bool)
	time.AfterFunc(-time.Hour, func() { close(done) })
	<-done
	func() {
		defer func() { fmt.Println(recover()) }()
		time.NewTicker(0)
	}()
}

func contexts() {
	ctx, cancel := context.WithTimeout(context.Background(), step)
	child, cancelChild := context.WithCancel(ctx)
	fmt.Println(ctx.Err(), child.Err())
	<-child.Done()
	fmt.Println(ctx.Err(), child.Err(), errors.Is(child.Err(), context.DeadlineExceeded))
	cancelChild()
	cancel()
	ctx, cancel = context.WithTimeout(context.Background(), time.Hour)
	time.AfterFunc(step, cancel)
	<-ctx.Done()
	fmt.Println(ctx.Err())
	ctx, cancel = context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	fmt.Println(ctx.Err())
	cancel()
}

func selects() {
	messages := make(chan string)
	go func() {
		time.Sleep(step)
		messages <- "message"
	}()
	for i := 0; i < 2; i++ {
		select {
		case message := <-messages:
			fmt.Println(message)
		case <-time.After(10 * step):
			fmt.Println("timeout")
		}
	}
}

func many() {
	var waiting sync.WaitGroup
	for i := 0; i < 1000; i++ {
		waiting.Add(1)
		time.AfterFunc(time.Duration(i%10)*time.Millisecond, waiting.Done)
	}
	waiting.Wait()
	fmt.Println("all")
}

func monotonic() {
	last := time.Now()
	for i := 0; i < 100; i++ {
		now := time.Now()
		if now.Before(last) {
			fmt.Println("time went back")
		}
		last = now
	}
	fmt.Println(last.Year() >= 2022, last.Round(0).Equal(last))
}

func zones() {
	moment := time.Unix(1234567890, 0)
	fmt.Println(moment.Local().Format(time.RFC3339), moment.UTC().Format(time.RFC1123))
	_, err := time.LoadLocation("No/Where")
	fmt.Println(err != nil)
	utc, err := time.LoadLocation("UTC")
	fmt.Println(utc, err, time.Local)
}
