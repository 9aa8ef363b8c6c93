package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dlfs-go/book/notebook"
	"github.com/dlfs-go/book/site"
)

// Serve shows pages, makes the one whose notebook changes anew, and tells the
// browser.
func TestServe(t *testing.T) {
	path := write(t, "40 + 2")
	if _, err := dlfs(t, "run", "--inplace", path); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- serve(ctx, w, io.Discard, "localhost:0", bookFlags{execute: "stale"}, []string{path}) }()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := regexp.MustCompile(`http://\S+/`).FindString(line)
	get := func(name string) string {
		t.Helper()
		resp, err := http.Get(url + name)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if page := get("nb.html"); !strings.Contains(page, "42</pre>") || !strings.Contains(page, "EventSource") {
		t.Errorf("%snb.html does not show the result, or does not wait for changes", url)
	}
	if page := get(""); !strings.Contains(page, "nb.html") {
		t.Error("the front page lacks the notebook")
	}
	if css := get("book.css"); strings.Contains(css, "EventSource") {
		t.Error("the styles are changed")
	}
	events, err := http.Get(url + strings.TrimPrefix(eventsPath, "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	told := bufio.NewReader(events.Body)
	if _, err := told.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	nb, err := notebook.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	nb.Cells[0].Source = "40 + 3"
	if err := nb.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)) // for file systems with coarse times
	for line := ""; !strings.HasPrefix(line, "data:"); {
		if line, err = told.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	if page := get("nb.html"); !strings.Contains(page, "43</pre>") {
		t.Error("the page does not show the new result")
	}
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("serve does not end")
	}
}

// A request does not leave the folder of the pages.
func TestServeStaysInside(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.html"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := &server{dir: filepath.Join(dir, "pages")}
	for _, path := range []string{"/../x.html", "/a/../../x.html", "//../x.html"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, &http.Request{Method: "GET", URL: &url.URL{Path: path}})
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s shows a file outside", path)
		}
	}
}

// Of several notebooks that have changed, one that cannot be read does not
// keep the others from being shown.
func TestServeOneBroken(t *testing.T) {
	bad, good := filepath.Join(t.TempDir(), "bad.ipynb"), write(t, "1")
	if err := os.WriteFile(bad, []byte("half of a"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := &server{flags: bookFlags{allowErrors: true}, dir: t.TempDir(), log: io.Discard, book: &site.Book{}, changed: make(chan struct{})}
	told := s.changed
	if err := s.rebuild(t.Context(), []string{bad, good}); err == nil || !strings.Contains(err.Error(), bad) {
		t.Errorf("error %v, want one about %s", err, bad)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "nb.html")); err != nil {
		t.Errorf("the other page: %v", err)
	}
	select {
	case <-told:
	default:
		t.Error("the browser was not told")
	}
}

// A page of the web whose name leads here is not answered.
func TestServeOwnHost(t *testing.T) {
	for host, want := range map[string]bool{"localhost:8080": true, "127.0.0.1:1": true, "[::1]:8080": true, "LOCALHOST": true, "192.168.0.5:80": true, "box.lan:8080": true,
		"evil.com": false, "evil.com:8080": false, "localhost.evil.com": false, "": false, "127.0.0.1.evil.com:8080": false} {
		if got := ownHost(host, "box.lan:8080"); got != want {
			t.Errorf("%q: %t, want %t", host, got, want)
		}
	}
}

// The server shows pages, and does nothing else that a stranger may ask for.
func TestServeTakesNothing(t *testing.T) {
	s := &server{dir: t.TempDir(), addr: "localhost:0"}
	for _, tt := range []struct {
		method, path string
		want         int
	}{
		{http.MethodPost, "/index.html", http.StatusMethodNotAllowed}, {http.MethodDelete, "/", http.StatusMethodNotAllowed}, {http.MethodPut, "/x", http.StatusMethodNotAllowed},
		{http.MethodGet, "/" + strings.Repeat("a", 100_000), http.StatusNotFound}, {http.MethodGet, "/" + strings.Repeat("a", 100_000) + ".html", http.StatusNotFound},
		{http.MethodHead, "/none.html", http.StatusNotFound},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(tt.method, "http://localhost"+tt.path, nil)
		s.ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s %.20s: %d, want %d", tt.method, tt.path, w.Code, tt.want)
		}
	}
}

// An address without a host is this machine's own.
func TestServeListensOnLoopback(t *testing.T) {
	path := write(t, "1")
	if _, err := dlfs(t, "run", "--inplace", path); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- serve(ctx, w, io.Discard, ":0", bookFlags{execute: "stale"}, []string{path}) }()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil || !strings.Contains(line, "http://127.0.0.1:") && !strings.Contains(line, "http://[::1]:") {
		t.Errorf("with --addr :0 it says %q, %v, want an address of the loopback interface", line, err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
