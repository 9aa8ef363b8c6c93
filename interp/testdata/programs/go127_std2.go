package main

import (
	"context"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"go/build"
	"go/build/constraint"
	"go/doc/comment"
	"go/version"
	"math/big"
	"mime/quotedprintable"
	"net/http/httptrace"
	"net/rpc"
	"net/smtp"
	"os/user"
	"strings"
	"structs"
	"time"
	_ "time/tzdata"
)

type Arith struct{ _ structs.HostLayout }

func (Arith) Twice(n int, out *int) error { *out = 2 * n; return nil }

func main() {
	fmt.Printf("%x\n", sha3.Sum256([]byte("abc")))
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	sum := sha256.Sum256([]byte("message"))
	sig, err2 := ecdsa.SignASN1(rand.Reader, key, sum[:])
	fmt.Println(err, err2, ecdsa.VerifyASN1(&key.PublicKey, sum[:], sig))
	a, _ := ecdh.X25519().GenerateKey(rand.Reader)
	b, _ := ecdh.X25519().GenerateKey(rand.Reader)
	s1, _ := a.ECDH(b.PublicKey())
	s2, _ := b.ECDH(a.PublicKey())
	fmt.Println(string(s1) == string(s2), len(s1))

	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "cell"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<31, 0), DNSNames: []string{"cell.example"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	cert, err2 := x509.ParseCertificate(der)
	fmt.Println(err, err2, cert.Subject, cert.VerifyHostname("cell.example"))
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	_, err = cert.Verify(x509.VerifyOptions{Roots: pool, DNSName: "other.example"})
	fmt.Println(err)
	raw, _ := asn1.Marshal([]int{1, 2})
	fmt.Printf("%x\n", raw)

	ctx := build.Default
	ok, _ := ctx.MatchFile("testdata", "x_windows.go")
	x, err := constraint.Parse("//go:build linux && !cgo")
	fmt.Println(ok, x, err, version.Compare("go1.27.4", "go1.27rc1"))
	var p comment.Parser
	fmt.Print(string(new(comment.Printer).Text(p.Parse("A [Link] to\n  - a list"))))

	var w strings.Builder
	q := quotedprintable.NewWriter(&w)
	q.Write([]byte("h=é"))
	q.Close()
	fmt.Println(w.String())
	trace := &httptrace.ClientTrace{GetConn: func(hostPort string) { fmt.Println(hostPort) }}
	httptrace.ContextClientTrace(httptrace.WithClientTrace(context.Background(), trace)).GetConn("host:80")
	auth := smtp.PlainAuth("", "me", "pw", "mail.example")
	_, _, err = auth.Start(&smtp.ServerInfo{Name: "elsewhere", TLS: true})
	fmt.Println(err)
	fmt.Println(rpc.NewServer().RegisterName("Arith", Arith{}))
	_, err = user.LookupId("4294967290")
	fmt.Println(err)
	zone, err := time.LoadLocation("Asia/Seoul")
	fmt.Println(time.Unix(0, 0).In(zone).Format(time.RFC3339), err)
}
