package kernel_test

import (
	"encoding/json"
	"testing"

	"github.com/dlfs-go/book/kernel"
	"github.com/dlfs-go/book/kernel/wire"
)

// Whatever a peer with the key sends, the kernel lives on and answers the next
// request.
func FuzzMessages(f *testing.F) {
	for _, seed := range [][3]string{
		{"execute_request", `{"code":"value 1","user_expressions":{"a":"get x"}}`, "{}"},
		{"execute_request", `{"code":5}`, `{"cellId":[]}`},
		{"execute_request", `{"code":"crash"}`, "null"},
		{"complete_request", `{"code":"pri","cursor_pos":-4}`, "{}"},
		{"inspect_request", `{"code":"é","cursor_pos":99,"detail_level":1e30}`, "{}"},
		{"is_complete_request", `[]`, "{}"},
		{"history_request", `{"hist_access_type":"search","pattern":"[","n":-1}`, "{}"},
		{"history_request", `{"hist_access_type":"range","session":-9,"start":-1,"stop":-2}`, "{}"},
		{"comm_open", `{"comm_id":"c","target_name":"t"}`, "{}"},
		{"comm_msg", `null`, "{}"},
		{"input_reply", `{"value":{}}`, "{}"},
		{"no_such_request", `{}`, "{}"},
		{"", `{}`, "{}"},
	} {
		f.Add(seed[0], seed[1], seed[2], byte(0))
		f.Add(seed[0], seed[1], seed[2], byte(1))
	}
	f.Fuzz(func(t *testing.T, kind, content, metadata string, channel byte) {
		if kind == "shutdown_request" || !json.Valid([]byte(content)) || !json.Valid([]byte(metadata)) {
			t.Skip("wire drops what is no JSON")
		}
		s := start(t)
		ch := []kernel.Channel{kernel.Shell, kernel.Control, kernel.Stdin}[channel%3]
		h, err := json.Marshal(object{"msg_id": "fuzz", "msg_type": kind, "session": "client"})
		if err != nil {
			t.Skip(err)
		}
		s.m.in <- kernel.Incoming{Channel: ch, Frames: wire.Encode(wire.Message{
			IDs: [][]byte{[]byte("peer")}, Header: h, Parent: []byte("{}"), Metadata: []byte(metadata), Content: []byte(content),
		}, key)}
		s.send(kernel.Control, "interrupt_request", nil)
		id := s.send(kernel.Shell, "kernel_info_request", nil)
		for {
			m := s.shell()
			if m.parent == id {
				if m.kind != "kernel_info_reply" {
					t.Errorf("%s %s: kernel_info is answered by %s", kind, content, m.kind)
				}
				break
			}
		}
		s.send(kernel.Control, "shutdown_request", object{})
		s.end()
	})
}
