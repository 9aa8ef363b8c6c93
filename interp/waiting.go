package interp

import (
	"reflect"
	"sync"
	"time"

	"github.com/dlfs-go/book/interp/exec"
)

// The functions here stand in for those that wait, so that a stopped cell does
// not.
func init() {
	addNatives(map[string]exec.Native{
		"time.Sleep": sleep,
		"(*sync.WaitGroup).Wait": func(th *exec.Thread, args, _ []reflect.Value) {
			wg := args[0].Interface().(*sync.WaitGroup)
			if wg == nil {
				wg.Add(0) // fails here: the race detector does not see the end of a Wait that does
			}
			await(th, wg.Wait)
		},
		"(*sync.WaitGroup).Go": func(th *exec.Thread, args, _ []reflect.Value) {
			wg, f := args[0].Interface().(*sync.WaitGroup), args[1].Interface().(func())
			wg.Add(1)
			th.Run().Go(func() {
				defer wg.Done()
				f()
			})
		},
		"(*sync.Cond).Wait": func(th *exec.Thread, args, _ []reflect.Value) {
			c := args[0].Interface().(*sync.Cond)
			if l, ok := c.L.(interface{ TryLock() bool }); ok && l.TryLock() {
				c.L.Unlock()
				panic(exec.Fatal("sync: unlock of unlocked mutex")) // or else the runtime would end the process
			}
			await(th, c.Wait)
		},
		"(*sync.Mutex).Lock":    lock(func(v reflect.Value) bool { return v.Interface().(*sync.Mutex).TryLock() }),
		"(*sync.RWMutex).Lock":  lock(func(v reflect.Value) bool { return v.Interface().(*sync.RWMutex).TryLock() }),
		"(*sync.RWMutex).RLock": lock(func(v reflect.Value) bool { return v.Interface().(*sync.RWMutex).TryRLock() }),
	})
}

func sleep(th *exec.Thread, args, _ []reflect.Value) {
	t := time.NewTimer(time.Duration(args[0].Int()))
	defer t.Stop()
	select {
	case <-t.C:
	case <-th.Run().Done():
		th.Stop()
	}
}

// await calls what waits in a goroutine of its own, which is left behind if the
// run is stopped. It panics as wait does.
func await(th *exec.Thread, wait func()) {
	ready := make(chan struct{})
	var failure any
	go func() {
		defer close(ready)
		defer func() { failure = recover() }()
		wait()
	}()
	th.Wait(ready)
	if failure != nil {
		panic(failure)
	}
}

// lock takes a lock by trying, so that it can be given up.
func lock(try func(reflect.Value) bool) exec.Native {
	return func(th *exec.Thread, args, _ []reflect.Value) {
		if try(args[0]) {
			return
		}
		defer th.Waiting()()
		for wait := time.Microsecond; !try(args[0]); wait = min(2*wait, time.Millisecond) {
			select {
			case <-time.After(wait):
			case <-th.Run().Done():
				th.Stop()
			}
		}
	}
}
