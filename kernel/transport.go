package kernel

// A Channel is one of a kernel's sockets.
type Channel int

// The channels.
const (
	Shell Channel = iota
	Control
	Stdin
	IOPub
	Heartbeat
)

func (c Channel) String() string {
	return [...]string{"shell", "control", "stdin", "iopub", "hb"}[c]
}

// An Incoming is a multipart message that arrived on a channel, the sender's
// identity first. On IOPub it is a new subscription, to the one frame, and
// Answer sends a message to that subscriber alone.
type Incoming struct {
	Channel Channel
	Frames  [][]byte
	Answer  func(frames [][]byte)
}

// A Transport carries messages. The heartbeat is its own affair.
type Transport interface {
	// Receive returns the messages that arrive. It is closed when the
	// transport is.
	Receive() <-chan Incoming
	// Send sends a message: on IOPub to all who subscribed to a prefix of its
	// first frame, else to the peer whose identity is the first frame.
	Send(ch Channel, frames [][]byte) error
	Close() error
}
