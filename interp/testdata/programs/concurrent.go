package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

func worker(id int, jobs <-chan int, out chan<- [2]int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		out <- [2]int{id, j * j}
	}
}

func gen(ctx context.Context) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := 0; ; i++ {
			select {
			case ch <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}

func sieve(n int) (primes []int) {
	src := make(chan int)
	go func() {
		for i := 2; ; i++ {
			src <- i
		}
	}()
	ch := src
	for range n {
		p := <-ch
		primes = append(primes, p)
		next := make(chan int)
		go func(in, out chan int) {
			for {
				if v := <-in; v%p != 0 {
					out <- v
				}
			}
		}(ch, next)
		ch = next
	}
	return
}

type safe struct {
	sync.RWMutex
	m map[string]int
}

func (s *safe) inc(k string) {
	s.Lock()
	defer s.Unlock()
	s.m[k]++
}

func main() {
	jobs, out := make(chan int), make(chan [2]int, 100)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go worker(i, jobs, out, &wg)
	}
	for i := range 10 {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	close(out)
	var got []int
	for r := range out {
		got = append(got, r[1])
	}
	sort.Ints(got)
	fmt.Println(got)
	ctx, cancel := context.WithCancel(context.Background())
	sum := 0
	for v := range gen(ctx) {
		sum += v
		if v == 100 {
			break
		}
	}
	cancel()
	fmt.Println(sum, ctx.Err(), errors.Is(ctx.Err(), context.Canceled))
	fmt.Println(sieve(15))
	s := safe{m: map[string]int{}}
	var n atomic.Int64
	var wg2 sync.WaitGroup
	for range 20 {
		wg2.Go(func() {
			for range 50 {
				s.inc("k")
				n.Add(1)
				runtime.Gosched()
			}
		})
	}
	wg2.Wait()
	fmt.Println(s.m, n.Load())
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	tick := time.After(time.Millisecond)
	var nilc chan int
	select {
	case <-nilc:
		fmt.Println("never")
	case <-tick:
		fmt.Println("tick")
	}
	c := make(chan int, 1)
	for i := range 4 {
		select {
		case c <- i:
			fmt.Println("sent", i)
		case v, ok := <-c:
			fmt.Println("received", v, ok)
		}
	}
	select {
	case v := <-c:
		fmt.Println("left", v)
	default:
		fmt.Println("empty")
	}
	close(c)
	v, ok := <-c
	fmt.Println(v, ok, len(c), cap(c))
	done := make(chan error)
	go func() {
		defer func() { done <- fmt.Errorf("caught %v", recover()) }()
		panic("in goroutine")
	}()
	fmt.Println(<-done)
	go func() {
		defer close(done)
		defer fmt.Println("goexit runs defers")
		runtime.Goexit()
	}()
	<-done
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := false
	go func() { mu.Lock(); ready = true; mu.Unlock(); cond.Broadcast() }()
	mu.Lock()
	for !ready {
		cond.Wait()
	}
	mu.Unlock()
	fmt.Println("ready", ready)
	chans := make([]chan string, 3)
	for i := range chans {
		chans[i] = make(chan string)
		go func() { chans[i] <- fmt.Sprint("from ", i) }()
	}
	for _, c := range chans {
		fmt.Println(<-c)
	}
	type req struct {
		n    int
		resp chan int
	}
	reqs := make(chan req)
	go func() {
		for r := range reqs {
			r.resp <- r.n * 2
		}
	}()
	r := req{21, make(chan int)}
	reqs <- r
	fmt.Println(<-r.resp)
	var m sync.Map
	m.Store(1, "a")
	act, loaded := m.LoadOrStore(1, "b")
	fmt.Println(act, loaded)
	pool := sync.Pool{New: func() any { return new(int) }}
	fmt.Println(*pool.Get().(*int))
	var ap atomic.Pointer[safe]
	fmt.Println(ap.Load() == nil, ap.CompareAndSwap(nil, &s), ap.Load().m["k"])
	old := ap.Swap(nil)
	ap.Store(old)
	var av atomic.Value
	av.Store([]int{1})
	fmt.Println(av.Load(), ap.Load() == &s)
	tctx, c2 := context.WithTimeout(context.Background(), time.Millisecond)
	defer c2()
	<-tctx.Done()
	fmt.Println(tctx.Err())
}
