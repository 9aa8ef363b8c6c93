package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/dlfs-go/book/site"
)

func serveCommand() *cobra.Command {
	var f bookFlags
	var addr string
	cmd := &cobra.Command{
		Use: "serve [NOTEBOOK|DIR…]", Short: "Show the book in a browser",
		Long: "Serve makes the pages and shows them on this machine. The page of a notebook that\n" +
			"changes is made anew, and the browser shows it.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return serve(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), addr, f, args)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "localhost:8080", "address to listen on; port 0 takes a free one")
	f.add(cmd)
	return cmd
}

// server shows a book and keeps it fresh.
type server struct {
	flags bookFlags
	args  []string
	dir   string
	log   io.Writer
	book  *site.Book
	seen  map[string]time.Time // when a notebook last changed
	addr  string               // that it was told to listen on

	mu      sync.Mutex
	changed chan struct{} // closed when the pages have changed
}

func serve(ctx context.Context, stdout, log io.Writer, addr string, f bookFlags, args []string) error {
	dir, err := os.MkdirTemp("", "dlfs-book-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s := &server{flags: f, args: args, dir: dir, log: log, addr: addr, seen: map[string]time.Time{}, changed: make(chan struct{})}
	if host, port, err := net.SplitHostPort(addr); err == nil && host == "" { // who means all interfaces says 0.0.0.0
		addr = net.JoinHostPort("localhost", port)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("%w (another address: --addr localhost:0)", err)
	}
	defer l.Close()
	if s.book, err = f.read(ctx, log, args); err != nil {
		return err
	}
	s.fresh()
	if err := writeSite(log, s.book, dir); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "the book is at http://%s/ (Ctrl-C ends)\n", l.Addr())
	go s.watch(ctx)
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	go func() {
		<-ctx.Done()
		srv.Close()
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// fresh returns the notebooks that have changed since it was last called.
func (s *server) fresh() []string {
	paths, err := notebooks(s.args)
	if err != nil {
		return nil // a folder that is being moved: later
	}
	var list []string
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && info.ModTime().After(s.seen[p]) {
			s.seen[p] = info.ModTime()
			list = append(list, p)
		}
	}
	return list
}

// gone takes notebooks that are no longer there out of the book, and reports
// whether there were any. The last one stays: a book has a page.
func (s *server) gone() bool {
	found := false
	for path := range s.seen {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) || s.book.Len() < 2 {
			continue
		}
		delete(s.seen, path)
		for _, name := range s.book.Remove(path) {
			os.Remove(filepath.Join(s.dir, name))
			found = true
		}
	}
	return found
}

// watch makes pages anew when their notebooks change.
func (s *server) watch(ctx context.Context) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		gone := s.gone()
		if list := s.fresh(); len(list) > 0 || gone {
			if err := s.rebuild(ctx, list); err != nil {
				fmt.Fprintln(s.log, "dlfs:", err)
			}
		}
	}
}

// rebuild makes the pages of some notebooks anew. One that fails keeps its page
// and does not keep the others from theirs.
func (s *server) rebuild(ctx context.Context, paths []string) error {
	var failed []error
	for _, path := range paths {
		if err := s.flags.addTo(ctx, s.log, s.book, path); err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) < len(paths) || len(paths) == 0 {
		if err := writeSite(s.log, s.book, s.dir); err != nil {
			return errors.Join(append(failed, err)...)
		}
		s.mu.Lock()
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
	}
	return errors.Join(failed...)
}

// eventsPath is where a page waits for changes; reload is the script that
// does. Pages that are read from disk have neither.
const (
	eventsPath = "/.changes"
	reload     = `<script>new EventSource("` + eventsPath + `").onmessage=()=>location.reload()</script></body>`
)

const (
	// maxPath is longer than the path of any page.
	maxPath = 1024
	// writeTime is how long a page may take on its way.
	writeTime = time.Minute
)

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !ownHost(r.Host, s.addr) {
		http.Error(w, "this server answers only for its own address: a page of another name may not read it", http.StatusMisdirectedRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this server shows pages and takes nothing", http.StatusMethodNotAllowed)
		return
	}
	if len(r.URL.Path) > maxPath {
		http.NotFound(w, r)
		return
	}
	if r.URL.Path == eventsPath {
		s.events(w, r)
		return
	}
	// A client that does not read must not keep its connection.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = "index.html"
	}
	if filepath.Ext(name) == ".html" && filepath.IsLocal(filepath.FromSlash(name)) {
		if page, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name))); err == nil {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
			w.Write(bytes.Replace(page, []byte("</body>"), []byte(reload), 1))
			return
		}
	}
	http.FileServer(http.Dir(s.dir)).ServeHTTP(w, r)
}

// ownHost reports whether a request names this server: an address, localhost,
// or the name that it listens on. A page of the web whose name was made to lead
// here (DNS rebinding) names itself.
func ownHost(host, addr string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	listen, _, _ := net.SplitHostPort(addr)
	name = strings.Trim(name, "[]")
	return net.ParseIP(name) != nil || strings.EqualFold(name, "localhost") || name != "" && strings.EqualFold(name, listen)
}

// events tells a browser when the pages have changed.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	flush, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "this connection cannot wait", http.StatusNotImplemented)
		return
	}
	s.mu.Lock()
	changed := s.changed
	s.mu.Unlock()
	fmt.Fprint(w, ": waiting\n\n")
	flush.Flush()
	select {
	case <-r.Context().Done():
	case <-changed:
		fmt.Fprint(w, "data: changed\n\n")
		flush.Flush()
	}
}
