package main

// packages are those that cells can import without a toolchain: the standard
// library but for what interp/bind names with a reason, gonum, and this
// module's own.
var packages = []string{
	"archive/tar", "archive/zip", "bufio", "bytes", "compress/bzip2", "compress/flate", "compress/gzip", "compress/lzw", "compress/zlib",
	"container/heap", "container/list", "container/ring", "context",
	"crypto/des", "crypto/dsa", "crypto/ecdh", "crypto/ecdsa", "crypto/ed25519", "crypto/elliptic", "crypto/fips140", "crypto/hkdf", "crypto/hpke", "crypto/mldsa",
	"crypto/mlkem", "crypto/mlkem/mlkemtest", "crypto/pbkdf2", "crypto/rc4", "crypto/rsa", "crypto/sha3", "crypto/tls", "crypto/x509", "crypto/x509/pkix",
	"debug/buildinfo", "debug/dwarf", "debug/elf", "debug/gosym", "debug/macho", "debug/pe", "debug/plan9obj", "encoding/asn1", "encoding/json/jsontext", "encoding/json/v2",
	"go/build", "go/build/constraint", "go/constant", "go/doc", "go/doc/comment", "go/importer", "go/types", "go/version",
	"mime/quotedprintable", "net/http/cgi", "net/http/fcgi", "net/http/httptrace", "net/http/httputil", "net/rpc", "net/rpc/jsonrpc", "net/smtp", "os/user",
	"structs", "testing/cryptotest", "testing/slogtest", "testing/synctest", "time/tzdata", "uuid",
	"crypto", "crypto/aes", "crypto/cipher", "crypto/hmac", "crypto/md5", "crypto/rand", "crypto/sha1", "crypto/sha256", "crypto/sha512", "crypto/subtle",
	"database/sql", "database/sql/driver", "embed", "encoding", "encoding/ascii85", "encoding/base32", "encoding/base64", "encoding/binary", "encoding/csv", "encoding/gob",
	"encoding/hex", "encoding/json", "encoding/pem", "encoding/xml", "errors", "expvar", "flag", "fmt",
	"go/ast", "go/format", "go/parser", "go/printer", "go/scanner", "go/token",
	"hash", "hash/adler32", "hash/crc32", "hash/crc64", "hash/fnv", "hash/maphash", "html", "html/template",
	"image", "image/color", "image/color/palette", "image/draw", "image/gif", "image/jpeg", "image/png", "index/suffixarray",
	"io", "io/fs", "io/ioutil", "log", "log/slog", "math", "math/big", "math/bits", "math/cmplx", "math/rand", "math/rand/v2",
	"mime", "mime/multipart", "net", "net/http", "net/http/cookiejar", "net/http/httptest", "net/mail", "net/netip", "net/textproto", "net/url",
	"os", "os/exec", "os/signal", "path", "path/filepath", "reflect", "regexp", "regexp/syntax", "runtime", "runtime/debug", "runtime/metrics", "runtime/pprof", "runtime/trace",
	"sort", "strconv", "strings", "sync", "sync/atomic", "testing", "testing/fstest", "testing/iotest", "testing/quick",
	"text/scanner", "text/tabwriter", "text/template", "text/template/parse", "time", "unicode", "unicode/utf16", "unicode/utf8",

	"gonum.org/v1/gonum/blas", "gonum.org/v1/gonum/blas/blas64", "gonum.org/v1/gonum/diff/fd", "gonum.org/v1/gonum/floats",
	"gonum.org/v1/gonum/floats/scalar", "gonum.org/v1/gonum/integrate", "gonum.org/v1/gonum/interp", "gonum.org/v1/gonum/mat",
	"gonum.org/v1/gonum/optimize", "gonum.org/v1/gonum/stat", "gonum.org/v1/gonum/stat/distuv",
	"gonum.org/v1/plot", "gonum.org/v1/plot/font", "gonum.org/v1/plot/palette", "gonum.org/v1/plot/palette/moreland",
	"gonum.org/v1/plot/plotter", "gonum.org/v1/plot/plotutil", "gonum.org/v1/plot/text", "gonum.org/v1/plot/vg",
	"gonum.org/v1/plot/vg/draw", "gonum.org/v1/plot/vg/vgimg", "gonum.org/v1/plot/vg/vgsvg",

	"github.com/dlfs-go/book/display", "github.com/dlfs-go/book/dlfs", "github.com/dlfs-go/book/dlfs/mnist", "github.com/dlfs-go/book/dlfs/dataset",
	"github.com/dlfs-go/book/display/gophernotes", "github.com/dlfs-go/book/display/gophernotes/cell", "github.com/dlfs-go/book/plotting",
}

// onSystems are packages that have other names on each system. Their bindings
// are made for each of these, and are there only on these.
var onSystems = map[string][]string{
	"syscall":    {"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64"},
	"log/syslog": {"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64"},
}
