package slices

import (
	"cmp"
	"sort"
)

// Sort sorts s in ascending order. Slices of the common types are sorted by
// compiled code.
func Sort[S ~[]E, E cmp.Ordered](x S) {
	switch s := any([]E(x)).(type) {
	case []int:
		sort.Ints(s)
	case []float64:
		sort.Float64s(s)
	case []string:
		sort.Strings(s)
	default:
		mergeSort(x, cmp.Compare[E])
	}
}

// SortFunc sorts x by c. Package sort leaves equal elements in the same order
// as the standard library's SortFunc; a short slice is sorted by insertion.
func SortFunc[S ~[]E, E any](x S, c func(a, b E) int) {
	if len(x) <= short {
		insertionSort(x, c)
		return
	}
	sort.Slice(x, func(i, j int) bool { return c(x[i], x[j]) < 0 })
}

// short is the length up to which the standard library sorts by insertion.
const short = 12

// SortStableFunc sorts x by c and keeps the order of equal elements.
func SortStableFunc[S ~[]E, E any](x S, c func(a, b E) int) { mergeSort(x, c) }

// run is the length up to which insertion is quicker than merging.
const run = 8

func mergeSort[S ~[]E, E any](x S, c func(a, b E) int) {
	for i := 0; i < len(x); i += run {
		insertionSort(x[i:min(i+run, len(x))], c)
	}
	buf := make(S, len(x))
	for n := run; n < len(x); n *= 2 {
		for i := 0; i+n < len(x); i += 2 * n {
			merge(x[i:min(i+2*n, len(x))], n, buf, c)
		}
	}
}

func insertionSort[S ~[]E, E any](x S, c func(a, b E) int) {
	for i := 1; i < len(x); i++ {
		v, j := x[i], i
		for j > 0 && c(v, x[j-1]) < 0 {
			x[j] = x[j-1]
			j--
		}
		x[j] = v
	}
}

// merge merges x[:n] and x[n:], both sorted.
func merge[S ~[]E, E any](x S, n int, buf S, c func(a, b E) int) {
	left := buf[:copy(buf, x[:n])]
	i, j, k := 0, n, 0
	for i < len(left) && j < len(x) {
		if c(x[j], left[i]) < 0 {
			x[k] = x[j]
			j++
		} else {
			x[k] = left[i]
			i++
		}
		k++
	}
	copy(x[k:], left[i:])
}

// IsSorted reports whether x is in ascending order.
func IsSorted[S ~[]E, E cmp.Ordered](x S) bool { return IsSortedFunc(x, cmp.Compare[E]) }

// IsSortedFunc is like IsSorted, by c.
func IsSortedFunc[S ~[]E, E any](x S, c func(a, b E) int) bool {
	for i := len(x) - 1; i > 0; i-- {
		if c(x[i], x[i-1]) < 0 {
			return false
		}
	}
	return true
}

// Min returns the least element of x. It panics if there is none.
func Min[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Min: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		m = min(m, v)
	}
	return m
}

// MinFunc returns the first least element of x by c.
func MinFunc[S ~[]E, E any](x S, c func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MinFunc: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		if c(v, m) < 0 {
			m = v
		}
	}
	return m
}

// Max returns the greatest element of x. It panics if there is none.
func Max[S ~[]E, E cmp.Ordered](x S) E {
	if len(x) < 1 {
		panic("slices.Max: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		m = max(m, v)
	}
	return m
}

// MaxFunc returns the first greatest element of x by c.
func MaxFunc[S ~[]E, E any](x S, c func(a, b E) int) E {
	if len(x) < 1 {
		panic("slices.MaxFunc: empty list")
	}
	m := x[0]
	for _, v := range x[1:] {
		if c(v, m) > 0 {
			m = v
		}
	}
	return m
}

// BinarySearch finds the place of target in the sorted x.
func BinarySearch[S ~[]E, E cmp.Ordered](x S, target E) (int, bool) {
	return BinarySearchFunc(x, target, cmp.Compare[E])
}

// BinarySearchFunc is like BinarySearch, by c.
func BinarySearchFunc[S ~[]E, E, T any](x S, target T, c func(E, T) int) (int, bool) {
	lo, hi := 0, len(x)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if c(x[mid], target) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(x) && c(x[lo], target) == 0
}
