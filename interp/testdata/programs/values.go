package main

import (
	"fmt"
	"math"
	"math/cmplx"
	"strings"
	"unicode/utf8"
)

type Point struct{ X, Y int }
type Line struct {
	A, B Point
	tags [2]string
}

func (p Point) Moved(d int) Point { p.X += d; return p }
func (p *Point) Move(d int)       { p.X += d }

type Animal interface{ Sound() string }
type Walker interface {
	Animal
	Walk() string
}
type Base struct{ name string }

func (b Base) Name() string     { return b.name }
func (b *Base) Rename(s string) { b.name = s }
func (b Base) Sound() string    { return "..." }

type Dog struct {
	Base
	*Point
	age int
}

func (d Dog) Sound() string { return "woof " + d.Base.Sound() }
func (d *Dog) Walk() string { d.age++; d.Move(1); return fmt.Sprint(d.name, d.age, d.X) }

type Logger struct{ Animal }

func (l Logger) Sound() string { return "[" + l.Animal.Sound() + "]" }

type Matrix [2][2]float64

func (m Matrix) T() Matrix { m[0][1], m[1][0] = m[1][0], m[0][1]; return m }

type fn func(int) int

func (f fn) Twice(x int) int { return f(f(x)) }

func modify(a [3]int, s []int, m map[string]int, l Line) {
	a[0], s[0], m["x"], l.A.X = 100, 100, 100, 100
}

func main() {
	a, s, m, l := [3]int{1}, []int{1}, map[string]int{"x": 1}, Line{}
	modify(a, s, m, l)
	fmt.Println(a, s, m, l)
	p := Point{1, 2}
	q := p.Moved(5)
	p.Move(10)
	fmt.Println(p, q, p == Point{11, 2}, p != q)
	lines := map[string]Line{"a": {A: Point{1, 2}, tags: [2]string{"t"}}}
	c := lines["a"]
	c.A.X = 50
	c.tags[1] = "u"
	fmt.Println(lines, c, lines["none"])
	ptrs := map[string]*Point{"p": {3, 4}}
	ptrs["p"].X++
	ptrs["p"].Move(2)
	fmt.Println(*ptrs["p"])
	counts := map[Point][]int{}
	counts[Point{1, 1}] = append(counts[Point{1, 1}], 5)
	nested := map[string]map[string]int{"a": {}}
	nested["a"]["b"]++
	nested["a"]["b"] += 2
	fmt.Println(counts, nested)
	d := &Dog{Base{"rex"}, &Point{}, 3}
	d.Rename("max")
	var w Walker = d
	fmt.Println(w.Walk(), w.Sound(), d.Name(), Logger{d}.Sound(), d.Point.X)
	var an Animal = *d
	_, isW := an.(Walker)
	fmt.Println(isW, an.Sound())
	mt := Matrix{{1, 2}, {3, 4}}
	fmt.Println(mt.T(), mt)
	fmt.Println(fn(func(x int) int { return x * 3 }).Twice(2))
	anon := struct {
		Name string
		In   struct{ V int }
	}{Name: "n"}
	anon.In.V = 4
	copy1 := anon
	copy1.In.V = 5
	fmt.Printf("%+v %+v\n", anon, copy1)
	arr := [...]Point{2: {1, 1}, 0: {9, 9}}
	for i := range arr {
		arr[i].Move(i)
	}
	fmt.Println(arr, len(arr))
	sp := []*Point{{1, 2}, {3, 4}}
	for _, p := range sp {
		p.X *= 10
	}
	fmt.Println(*sp[0], *sp[1])
	grid := make([][]rune, 2)
	for i := range grid {
		grid[i] = []rune(strings.Repeat(".", 3))
	}
	grid[1][2] = '#'
	for _, r := range grid {
		fmt.Println(string(r))
	}
	z := complex(3, -4)
	z2 := 2i * z
	fmt.Println(real(z), imag(z), cmplx.Abs(z), z2, z == 3-4i, -z, z*z, z/z2)
	var c64 complex64 = 1 + 2i
	c64 *= c64
	fmt.Println(c64, cmplx.Sqrt(-1))
	fmt.Printf("%.2f %T\n", cmplx.Exp(1i*math.Pi), c64)
	str := "aé世\xff!"
	for i, r := range str {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println(len(str), utf8.RuneCountInString(str), []rune(str), []byte(str)[1], str[1:3], string(rune(0x4e16)))
	bs := []byte("hello")
	bs2 := bs[1:3]
	bs2 = append(bs2, 'X')
	copy(bs, "J")
	fmt.Println(string(bs), string(bs2), cap(bs2) >= 3)
	bs = append(bs, " world"...)
	fmt.Println(string(bs), strings.Compare("a", "b"), "a"+"b" < "ac")
	var i8 int8 = -128
	var u8 uint8 = 255
	var i32 int32 = math.MaxInt32
	i8--
	u8++
	i32 += 2
	fmt.Println(i8, u8, i32, -i8, ^u8, i8>>1, uint8(200)>>3, int8(-7)/2, int8(-7)%3, -7>>1, 7&^5)
	f := 1e100
	fmt.Println(int64(float32(16777217)), uint8(int(300)&0xff), math.Inf(1) > f, math.NaN() == math.NaN(), float32(0.1), float64(float32(0.1)))
	sh := 70
	fmt.Println(1<<sh == 0, uint32(1)<<31, int64(-1)>>sh, uint64(1)<<63)
	clear(nested)
	clear(s)
	fmt.Println(nested, s, min(1, 2.5), max("a", "b"), min(f, math.NaN()))
	x := [4]int{1, 2, 3, 4}
	sl := x[1:2:3]
	sl = append(sl, 30)
	sl = append(sl, 40)
	sl[0] = 99
	fmt.Println(x, sl, len(sl))
	ap := (*[2]int)(x[:2])
	ap[0] = 7
	av := [2]int(x[2:])
	av[0] = 8
	fmt.Println(x, *ap, av)
	var ifaces = []any{1, "a", nil, Point{1, 2}, &p == nil}
	fmt.Println(ifaces...)
	fmt.Println(any(1) == any(1), any(1) == any(1.0), any(p) == any(Point{11, 2}), error(nil) == nil)
	var np *Point
	var ni any = np
	fmt.Println(ni == nil, np == nil, ni == (*Point)(nil))
	delete(m, "x")
	v, ok := m["x"]
	fmt.Println(v, ok, len(m))
	type local struct{ a, b any }
	fmt.Printf("%v %+v %T\n", local{1, "x"}, local{nil, 2}, local{})
	goto end
end:
	fmt.Printf("%v %#v %d %q %x %08.3f|%-5s|%5s|%t %p\n", p, p, []int{1}, "s", "hi", 3.14159, "a", "b", true, nil)
}
