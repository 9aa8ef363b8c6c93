package kernel

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"

	"github.com/dlfs-go/book/internal/plainfile"
)

// Connection is what a connection file says.
type Connection struct {
	Transport       string `json:"transport"`
	IP              string `json:"ip"`
	ShellPort       int    `json:"shell_port"`
	ControlPort     int    `json:"control_port"`
	StdinPort       int    `json:"stdin_port"`
	IOPubPort       int    `json:"iopub_port"`
	HBPort          int    `json:"hb_port"`
	Key             string `json:"key"`
	SignatureScheme string `json:"signature_scheme"`

	// The keys with which the sockets are encrypted, in ZeroMQ's encoding;
	// empty for no encryption. Jupyter's JEP 145.
	CurvePublicKey string `json:"curve_publickey"`
	CurveSecretKey string `json:"curve_secretkey"`
}

// Encrypted reports whether the sockets are to be encrypted.
func (c Connection) Encrypted() bool { return c.CurvePublicKey != "" || c.CurveSecretKey != "" }

// LoadConnection reads a connection file. The error says what is wrong with
// it and where.
func LoadConnection(path string) (Connection, error) {
	var c Connection
	data, err := plainfile.Read(path)
	if err != nil {
		return c, fmt.Errorf("the connection file: %w", err)
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("the connection file %s is not the JSON that Jupyter writes: %w", path, err)
	}
	if err := c.check(); err != nil {
		return c, fmt.Errorf("the connection file %s: %w", path, err)
	}
	return c, nil
}

func (c Connection) check() error {
	if c.Transport != "tcp" && c.Transport != "ipc" {
		return fmt.Errorf("the transport is %q, want tcp or ipc", c.Transport)
	}
	if c.IP == "" {
		return fmt.Errorf("it has no ip")
	}
	if c.Key != "" && c.SignatureScheme != "" && c.SignatureScheme != "hmac-sha256" {
		return fmt.Errorf("the signature scheme is %q, want hmac-sha256", c.SignatureScheme)
	}
	if (c.CurvePublicKey == "") != (c.CurveSecretKey == "") {
		return fmt.Errorf("it has only one of curve_publickey and curve_secretkey")
	}
	used := map[int]string{}
	for ch, p := range c.ports() {
		name := Channel(ch).String() + "_port"
		if p < 1 || p > 65535 {
			return fmt.Errorf("%s is %d, want a port from 1 to 65535", name, p)
		}
		if used[p] != "" {
			return fmt.Errorf("%s and %s are both %d", used[p], name, p)
		}
		used[p] = name
	}
	return nil
}

// Warnings says who besides the front end can reach the sockets, in a sentence
// each. file is the connection file, which holds the keys.
func (c Connection) Warnings(file string) (out []string) {
	if info, err := os.Stat(file); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		out = append(out, fmt.Sprintf("the connection file %s can be read by others (its mode is %v): they can run code in this kernel", file, info.Mode().Perm()))
	}
	if c.Encrypted() {
		return out
	}
	if c.Key == "" {
		out = append(out, "the connection file has no key: messages are not signed, and whoever reaches the sockets can run code in this kernel")
	}
	if c.Transport == "tcp" {
		who := "every user of this machine"
		if ip := net.ParseIP(c.IP); c.IP != "localhost" && (ip == nil || !ip.IsLoopback()) {
			who = "everybody who reaches this machine over the network"
		}
		out = append(out, fmt.Sprintf("the sockets on tcp %s are not encrypted: %s can read what cells show; start Jupyter with --KernelManager.transport_encryption=auto (jupyter_client 8.9 or newer) or with --KernelManager.transport=ipc", c.IP, who))
	}
	return out
}

// ports returns the ports in the order of the channels.
func (c Connection) ports() [5]int {
	return [5]int{Shell: c.ShellPort, Control: c.ControlPort, Stdin: c.StdinPort, IOPub: c.IOPubPort, Heartbeat: c.HBPort}
}

// Ports returns the ports by the names that a connection file has for them.
func (c Connection) Ports() map[string]any {
	m := map[string]any{}
	for ch, p := range c.ports() {
		m[Channel(ch).String()+"_port"] = p
	}
	return m
}

// Address returns the network and address of a channel's socket, as net.Listen
// takes them.
func (c Connection) Address(ch Channel) (network, address string) {
	port := strconv.Itoa(c.ports()[ch])
	if c.Transport == "ipc" {
		return "unix", c.IP + "-" + port
	}
	host := c.IP
	if host == "*" { // ZeroMQ's way to say all interfaces
		host = ""
	}
	return "tcp", net.JoinHostPort(host, port)
}
