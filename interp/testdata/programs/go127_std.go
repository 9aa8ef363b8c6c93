package main

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/mldsa"
	"crypto/pbkdf2"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
	"go/constant"
	"go/types"
	"hash/maphash"
	"net/http/httputil"
	"os"
	"runtime"
	"syscall"
	"uuid"
	"weak"
)

type P struct {
	X int `json:"x"`
}

func (p P) String() string { return fmt.Sprint("P", p.X) }

func main() {
	b, err := json.Marshal(map[string]P{"a": {1}}, jsontext.WithIndent(" "))
	fmt.Println(string(b), err)
	var back map[string]P
	fmt.Println(json.Unmarshal([]byte(`{"a":{"x":4}}`), &back), back)
	m := json.MarshalFunc(func(p P) ([]byte, error) { return []byte(fmt.Sprintf(`"p%d"`, p.X)), nil })
	b, err = json.Marshal([]any{P{7}, 3, "s"}, json.WithMarshalers(m))
	fmt.Println(string(b), err)
	v, ok := json.GetOption(json.Deterministic(true), json.Deterministic)
	fmt.Println(v, ok)
	q, _ := jsontext.AppendQuote(nil, "a\"b")
	fmt.Println(string(q))
	k, err := hkdf.Key(sha256.New, []byte("secret"), nil, "info", 8)
	fmt.Printf("%x %v\n", k, err)
	k, err = pbkdf2.Key(sha256.New, "pw", []byte("salt"), 10, 8)
	fmt.Printf("%x %v\n", k, err)
	x := &P{5}
	w := weak.Make(x)
	fmt.Println(w.Value() == x, w == weak.Make(x), weak.Make[int](nil).Value())
	runtime.KeepAlive(x)
	fmt.Println(syscall.SIGTERM, syscall.EINVAL, syscall.Getpid() == os.Getpid())
	fmt.Println(tls.Config{ServerName: "x"}.ServerName, tls.VersionName(tls.VersionTLS13))
	pub, priv, _ := ed25519.GenerateKey(nil)
	fmt.Println(ed25519.Verify(pub, []byte("m"), ed25519.Sign(priv, []byte("m"))))
	fmt.Println(types.Universe.Lookup("int"), constant.MakeInt64(4))
	fmt.Println(len(uuid.NewV7().String()))
	fmt.Println(maphash.ComparableHasher[string]{}.Equal("a", "a"))
	_ = mldsa.MLDSA44
	_, _ = httputil.DumpRequest, rsa.GenerateKey
}
