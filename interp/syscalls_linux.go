package interp

import (
	"reflect"
	"syscall"

	"github.com/dlfs-go/book/interp/exec"
)

// golang.org/x/sys/unix is interpreted: terminals, and with them the packages
// that colour and draw there, ask it for little. Its functions in assembly, all
// of which are system calls, run as those of package syscall.

func init() {
	type call = func(number, a, b, c, d, e, f uintptr) (r1, r2 uintptr, err syscall.Errno)
	six := func(f func(number, a, b, c, d, e, f uintptr) (uintptr, uintptr, syscall.Errno)) call { return f }
	three := func(f func(number, a, b, c uintptr) (uintptr, uintptr, syscall.Errno)) call {
		return func(number, a, b, c, _, _, _ uintptr) (uintptr, uintptr, syscall.Errno) { return f(number, a, b, c) }
	}
	natives := map[string]exec.Native{
		"golang.org/x/sys/unix.gettimeofday": func(_ *exec.Thread, args, results []reflect.Value) {
			_, _, err := syscall.RawSyscall(syscall.SYS_GETTIMEOFDAY, uintptr(args[0].UnsafePointer()), 0, 0)
			results[0].SetUint(uint64(err))
		},
		"golang.org/x/sys/unix.vgetrandom": func(_ *exec.Thread, _, results []reflect.Value) {
			results[0].SetInt(-1) // not supported: it then asks the kernel
		},
	}
	for name, f := range map[string]call{
		"Syscall": three(syscall.Syscall), "Syscall6": six(syscall.Syscall6), "SyscallNoError": three(syscall.Syscall),
		"RawSyscall": three(syscall.RawSyscall), "RawSyscall6": six(syscall.RawSyscall6), "RawSyscallNoError": three(syscall.RawSyscall),
	} {
		natives["golang.org/x/sys/unix."+name] = systemCall(f)
	}
	addNatives(natives)
}

// systemCall is the native of a function that takes a number and up to six
// words, and returns two and, if it can fail, an error.
func systemCall(f func(number, a, b, c, d, e, f uintptr) (r1, r2 uintptr, err syscall.Errno)) exec.Native {
	return func(_ *exec.Thread, args, results []reflect.Value) {
		var in [7]uintptr
		for i, a := range args {
			in[i] = uintptr(a.Uint())
		}
		r1, r2, err := f(in[0], in[1], in[2], in[3], in[4], in[5], in[6])
		results[0].SetUint(uint64(r1))
		results[1].SetUint(uint64(r2))
		if len(results) > 2 {
			results[2].SetUint(uint64(err))
		}
	}
}
