package kernel_test

import (
	"os"
	"path/filepath"
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
