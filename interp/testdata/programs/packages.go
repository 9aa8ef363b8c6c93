package main

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"container/list"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"maps"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"
	"text/template"
	"time"
	"unicode"
)

type Addr struct {
	Street string `json:"street"`
	Zip    *int   `json:"zip,omitempty"`
}
type Person struct {
	Name string         `json:"name"`
	Age  int            `json:"age,string"`
	Tags []string       `json:"tags"`
	Meta map[string]any `json:"meta,omitempty"`
	Addr
	Extra json.RawMessage `json:"extra,omitempty"`
	priv  int
	When  Date `json:"when"`
}
type Date struct{ y, m, d int }

func (d Date) MarshalJSON() ([]byte, error) {
	return json.Marshal(fmt.Sprintf("%04d-%02d-%02d", d.y, d.m, d.d))
}
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	_, err := fmt.Sscanf(s, "%d-%d-%d", &d.y, &d.m, &d.d)
	return err
}

type Level int

func (l Level) MarshalText() ([]byte, error) { return []byte("L" + strconv.Itoa(int(l))), nil }
func (l *Level) UnmarshalText(b []byte) error {
	n, err := strconv.Atoi(string(b[1:]))
	*l = Level(n)
	return err
}

type PQ []*Item
type Item struct {
	v    string
	p, i int
}

func (q PQ) Len() int           { return len(q) }
func (q PQ) Less(i, j int) bool { return q[i].p > q[j].p }
func (q PQ) Swap(i, j int)      { q[i], q[j] = q[j], q[i]; q[i].i, q[j].i = i, j }
func (q *PQ) Push(x any)        { it := x.(*Item); it.i = len(*q); *q = append(*q, it) }
func (q *PQ) Pop() any          { o := *q; n := len(o); it := o[n-1]; *q = o[:n-1]; return it }

type rot13 struct{ r io.Reader }

func (r rot13) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	for i := range p[:n] {
		c := p[i]
		switch {
		case c >= 'a' && c <= 'z':
			p[i] = 'a' + (c-'a'+13)%26
		case c >= 'A' && c <= 'Z':
			p[i] = 'A' + (c-'A'+13)%26
		}
	}
	return n, err
}

type countW struct{ n int }

func (c *countW) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

type F struct{ v float64 }

func (f F) Format(s fmt.State, verb rune) {
	w, ok := s.Width()
	fmt.Fprintf(s, "F<%c %v %v %v>", verb, f.v, w, ok)
}

type GS struct{ a int }

func (g GS) GoString() string { return "GS!" }

type sc struct{ a, b int }

func (s *sc) Scan(st fmt.ScanState, verb rune) error {
	_, err := fmt.Fscanf(st, "%d/%d", &s.a, &s.b)
	return err
}

var stdout strings.Builder

func main() {
	defer func() { fmt.Print(stdout.String()) }()
	zip := 123
	p := Person{Name: "A", Age: 3, Addr: Addr{"S", &zip}, Meta: map[string]any{"k": []int{1}}, When: Date{2020, 1, 2}}
	b, err := json.Marshal(p)
	fmt.Println(string(b), err)
	var q Person
	err = json.Unmarshal([]byte(`{"name":"B","age":"7","tags":["x"],"street":"T","zip":9,"extra":{"a":1},"when":"2021-03-04","unknown":1}`), &q)
	fmt.Println(q.Name, q.Age, q.Tags, q.Street, *q.Zip, string(q.Extra), q.When, err)
	fmt.Println(json.Unmarshal([]byte(`{"name":5}`), &q))
	lv := map[Level]Level{1: 2}
	b, _ = json.Marshal(lv)
	var lv2 map[Level]Level
	fmt.Println(string(b), json.Unmarshal(b, &lv2), lv2)
	pq := &PQ{}
	for i, w := range []string{"a", "b", "c"} {
		heap.Push(pq, &Item{v: w, p: i * (3 - i)})
	}
	(*pq)[0].p = -1
	heap.Fix(pq, 0)
	for pq.Len() > 0 {
		fmt.Print(heap.Pop(pq).(*Item).v, " ")
	}
	fmt.Println()
	io.Copy(&stdout, rot13{strings.NewReader("Uryyb\n")})
	cw := &countW{}
	fmt.Fprintf(cw, "%s %d", "abc", 12345)
	fmt.Println(cw.n)
	fmt.Printf("%v %5d %s|%#v %v\n", F{1.5}, F{2}, F{3}, GS{1}, GS{1})
	var s sc
	fmt.Sscan("4/5", &s)
	fmt.Println(s)
	tm := template.Must(template.New("x").Funcs(template.FuncMap{"up": strings.ToUpper, "add": func(a, b int) int { return a + b }}).Parse("{{.Name | up}} {{add .Age 1}} {{range $i, $t := .Tags}}{{$i}}={{$t}} {{end}}{{.When}} {{len .Meta}} {{with .Addr}}{{.Street}}{{end}}\n"))
	fmt.Println(tm.Execute(&stdout, p), tm.Execute(&stdout, &q))
	v := reflect.ValueOf(&p).Elem()
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Print(f.Name, ":", f.Type, ":", f.Tag.Get("json"), ":", f.Anonymous, " ")
	}
	fmt.Println(t.NumMethod(), reflect.PointerTo(t).NumMethod(), t.Kind())
	v.FieldByName("Name").SetString("set")
	fmt.Println(p.Name, v.FieldByName("priv").CanSet(), reflect.DeepEqual(p, p), reflect.TypeOf(lv).Key())
	m := reflect.ValueOf(p.When).MethodByName("MarshalJSON").Call(nil)
	fmt.Println(string(m[0].Bytes()), m[1].IsNil())
	fnv := reflect.MakeFunc(reflect.TypeOf(func(int, int) int { return 0 }), func(a []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(int(a[0].Int() * a[1].Int()))}
	})
	fmt.Println(fnv.Interface().(func(int, int) int)(6, 7), reflect.TypeOf(Date.MarshalJSON), reflect.ValueOf(p.When.MarshalJSON).Kind())
	l := list.New()
	l.PushBack(p.When)
	l.PushFront("x")
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	fmt.Println(regexp.MustCompile(`(\w)(\d+)`).ReplaceAllStringFunc("a1 b22", func(s string) string { return strings.ToUpper(s) + "!" }))
	sc := bufio.NewScanner(strings.NewReader("one two\nthree"))
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Print(sc.Text(), ";")
	}
	sc = bufio.NewScanner(strings.NewReader("a,b,c"))
	sc.Split(func(data []byte, eof bool) (int, []byte, error) {
		if i := bytes.IndexByte(data, ','); i >= 0 {
			return i + 1, data[:i], nil
		}
		if eof && len(data) > 0 {
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	for sc.Scan() {
		fmt.Print(sc.Text(), ".")
	}
	fmt.Println()
	fmt.Println(new(big.Int).Exp(big.NewInt(2), big.NewInt(100), nil), strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return -1
		}
		return r + 1
	}, "aBc"), strings.FieldsFunc("a1b2", unicode.IsDigit))
	ps := []Person{{Name: "z", Age: 1}, {Name: "a", Age: 2}, {Name: "m", Age: 1}}
	slices.SortStableFunc(ps, func(a, b Person) int { return cmp.Or(cmp.Compare(a.Age, b.Age), strings.Compare(a.Name, b.Name)) })
	for _, p := range ps {
		fmt.Print(p.Name, p.Age, " ")
	}
	i, ok := slices.BinarySearchFunc(ps, "m", func(p Person, s string) int { return strings.Compare(p.Name, s) })
	fmt.Println(i, ok, slices.IndexFunc(ps, func(p Person) bool { return p.Age == 2 }), slices.MaxFunc(ps, func(a, b Person) int { return a.Age - b.Age }).Name)
	g := maps.Collect(maps.All(map[string]Date{"a": {1, 2, 3}}))
	fmt.Println(g, slices.Collect(maps.Values(g)), slices.Sorted(maps.Keys(map[Level]int{3: 1, 1: 2})), slices.Repeat([]Level{1}, 3), slices.Chunk([]int{1, 2, 3}, 2) != nil)
	for c := range slices.Chunk([]Level{1, 2, 3}, 2) {
		fmt.Print(c)
	}
	var seq iter.Seq2[int, string] = slices.All([]string{"a", "b"})
	for i, s := range seq {
		fmt.Print(i, s)
	}
	fmt.Println(slices.Compact([]int{1, 1, 2, 2, 1}), slices.Insert([]string{"a"}, 0, "b", "c"), slices.Delete([]int{1, 2, 3}, 0, 1), len(slices.Concat([]int{1}, []int{2, 3})))
	var sm sync.Map
	sm.Store(Date{1, 1, 1}, Level(3))
	val, ok := sm.Load(Date{1, 1, 1})
	fmt.Println(val, ok)
	sm.Range(func(k, v any) bool { fmt.Println(k, v); return true })
	var buf bytes.Buffer
	fmt.Println(gob.NewEncoder(&buf).Encode(Addr{"gob", &zip}))
	var ad Addr
	fmt.Println(gob.NewDecoder(&buf).Decode(&ad), ad.Street, *ad.Zip)
	binary.Write(&buf, binary.LittleEndian, struct {
		A uint16
		B [2]int8
	}{1, [2]int8{2, -1}})
	fmt.Println(buf.Bytes())
	tw := tabwriter.NewWriter(&stdout, 0, 8, 1, ' ', 0)
	fmt.Fprintln(tw, "a\tb\tc")
	fmt.Fprintln(tw, "aaa\tbbb\tc")
	tw.Flush()
	slog.New(slog.NewTextHandler(&stdout, &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == "time" {
			return slog.Attr{}
		}
		return a
	}})).Info("hi", "k", Level(2), "d", p.When)
	d := 90 * time.Minute
	fmt.Println(d, d.Hours(), time.Date(2020, 2, 30, 0, 0, 0, 0, time.UTC).Format(time.RFC3339), time.March)
	fmt.Println(strconv.Quote("a\n"), func() error { _, err := strconv.Atoi("x"); return err }())
}
