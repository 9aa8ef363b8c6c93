package kernel_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dlfs-go/book/kernel"
)

const goodConnection = `{"transport":"tcp","ip":"127.0.0.1","shell_port":5001,"control_port":5002,"stdin_port":5003,"iopub_port":5004,"hb_port":5005,"key":"k","signature_scheme":"hmac-sha256","kernel_name":"go"}`

func TestLoadConnection(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"good", "", "", ""},
		{"no signature", `"key":"k","signature_scheme":"hmac-sha256",`, `"key":"",`, ""},
		{"ipc", `"tcp","ip":"127.0.0.1"`, `"ipc","ip":"/tmp/k"`, ""},
		{"not JSON", "{", "", "not the JSON"},
		{"a port as text", "5001", `"5001"`, "not the JSON"},
		{"transport", "tcp", "udp", `the transport is "udp"`},
		{"no address", "127.0.0.1", "", "no ip"},
		{"scheme", "sha256", "md5", `"hmac-md5"`},
		{"no port", `"stdin_port":5003,`, "", "stdin_port is 0"},
		{"port out of range", "5005", "65536", "hb_port is 65536"},
		{"both keys", `"key":"k"`, `"key":"k","curve_publickey":"p","curve_secretkey":"s"`, ""},
		{"half a pair of keys", `"key":"k"`, `"key":"k","curve_publickey":"p"`, "only one of curve_publickey"},
		{"port twice", "5004", "5001", "shell_port and iopub_port are both 5001"},
	} {
		file := filepath.Join(t.TempDir(), "kernel.json")
		os.WriteFile(file, []byte(strings.Replace(goodConnection, tt.old, tt.new, 1)), 0o600)
		_, err := kernel.LoadConnection(file)
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: error %v, want %q and the name of the file", tt.name, err, tt.want)
		}
	}
	if _, err := kernel.LoadConnection(filepath.Join(t.TempDir(), "none.json")); err == nil || !strings.Contains(err.Error(), "none.json") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestAddress(t *testing.T) {
	for _, tt := range []struct{ transport, ip, network, address string }{
		{"tcp", "127.0.0.1", "tcp", "127.0.0.1:5004"},
		{"tcp", "*", "tcp", ":5004"},
		{"tcp", "::1", "tcp", "[::1]:5004"},
		{"ipc", "/tmp/k", "unix", "/tmp/k-5004"},
	} {
		c := kernel.Connection{Transport: tt.transport, IP: tt.ip, IOPubPort: 5004}
		if n, a := c.Address(kernel.IOPub); n != tt.network || a != tt.address {
			t.Errorf("%s %s: %s %s, want %s %s", tt.transport, tt.ip, n, a, tt.network, tt.address)
		}
	}
}

// The kernel says who can read along, and only where somebody can.
func TestWarnings(t *testing.T) {
	for _, tt := range []struct {
		name string
		conn kernel.Connection
		mode os.FileMode
		want []string
	}{
		{"loopback", kernel.Connection{Transport: "tcp", IP: "127.0.0.1", Key: "k"}, 0o600, []string{"every user of this machine"}},
		{"IPv6 loopback", kernel.Connection{Transport: "tcp", IP: "::1", Key: "k"}, 0o600, []string{"every user of this machine"}},
		{"all interfaces", kernel.Connection{Transport: "tcp", IP: "0.0.0.0", Key: "k"}, 0o600, []string{"over the network"}},
		{"ZeroMQ's star", kernel.Connection{Transport: "tcp", IP: "*", Key: "k"}, 0o600, []string{"over the network"}},
		{"no key", kernel.Connection{Transport: "ipc", IP: "/tmp/k"}, 0o600, []string{"not signed"}},
		{"ipc", kernel.Connection{Transport: "ipc", IP: "/tmp/k", Key: "k"}, 0o600, nil},
		{"encrypted", kernel.Connection{Transport: "tcp", IP: "0.0.0.0", Key: "k", CurvePublicKey: "p", CurveSecretKey: "s"}, 0o600, nil},
		{"a file for all", kernel.Connection{Transport: "ipc", IP: "/tmp/k", Key: "k"}, 0o644, []string{"can be read by others"}},
	} {
		file := filepath.Join(t.TempDir(), "kernel.json")
		os.WriteFile(file, nil, tt.mode)
		if runtime.GOOS == "windows" && tt.mode != 0o600 {
			continue
		}
		got := tt.conn.Warnings(file)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %q, want %d warnings", tt.name, got, len(tt.want))
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: %q, want %q in it", tt.name, got[i], want)
			}
		}
	}
}

func FuzzLoadConnection(f *testing.F) {
	f.Add([]byte(goodConnection))
	f.Fuzz(func(t *testing.T, b []byte) {
		file := filepath.Join(t.TempDir(), "c.json")
		os.WriteFile(file, b, 0o600)
		c, err := kernel.LoadConnection(file)
		if err != nil {
			return
		}
		for ch := kernel.Shell; ch <= kernel.Heartbeat; ch++ {
			if _, a := c.Address(ch); a == "" {
				t.Errorf("%s: no address for %s", b, ch)
			}
		}
	})
}
