package kernel

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"
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
}

// LoadConnection reads a connection file. The error says what is wrong with
// it and where.
func LoadConnection(path string) (Connection, error) {
	var c Connection
	data, err := os.ReadFile(path)
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
	for name, p := range map[string]int{
		"shell_port": c.ShellPort, "control_port": c.ControlPort, "stdin_port": c.StdinPort, "iopub_port": c.IOPubPort, "hb_port": c.HBPort,
	} {
		if p < 1 || p > 65535 {
			return fmt.Errorf("%s is %d, want a port", name, p)
		}
	}
	return nil
}

// Address returns the network and address of a channel's socket, as net.Listen
// takes them.
func (c Connection) Address(ch Channel) (network, address string) {
	port := map[Channel]int{Shell: c.ShellPort, Control: c.ControlPort, Stdin: c.StdinPort, IOPub: c.IOPubPort, Heartbeat: c.HBPort}[ch]
	if c.Transport == "ipc" {
		return "unix", c.IP + "-" + strconv.Itoa(port)
	}
	return "tcp", net.JoinHostPort(c.IP, strconv.Itoa(port))
}
