// Package kernel speaks the Jupyter messaging protocol. It knows no language
// and no network: an [Evaluator] runs the cells, a [Transport] carries the
// messages.
package kernel

import "context"

// An Evaluator runs cells of one language. The kernel calls Execute from one
// goroutine at a time; the other methods may be called at any time, also
// while a cell runs.
type Evaluator interface {
	// Info describes the language for kernel_info_reply.
	Info() Info
	// Execute runs a cell. An error that is an *[Error] carries what the
	// reader sees; any other error is shown by its text.
	Execute(ctx context.Context, cell Cell, out Output) (Result, error)
	Complete(code string, pos int) Completion
	Inspect(code string, pos, detail int) Inspection
	IsComplete(code string) Completeness
	// Interrupt stops the running cell and returns at once.
	Interrupt()
	// Close ends the session and what its cells left running.
	Close() error
}

// Info describes an evaluator's language.
type Info struct {
	Implementation, ImplementationVersion string
	Banner                                string
	Language                              LanguageInfo
	HelpLinks                             []HelpLink
}

// LanguageInfo is the language_info of kernel_info_reply and of a notebook's
// metadata.
type LanguageInfo struct {
	Name           string `json:"name"`
	Version        string `json:"version"`
	MIMEType       string `json:"mimetype"`
	FileExtension  string `json:"file_extension"`
	PygmentsLexer  string `json:"pygments_lexer,omitempty"`
	CodeMirrorMode string `json:"codemirror_mode,omitempty"`
}

// A HelpLink is an entry of the front end's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// A Cell is one execute request.
type Cell struct {
	ID     string // of the notebook's cell; may be empty
	Code   string
	Count  int  // the n of In[n]
	Silent bool // no output and no history
}

// An Output receives what a cell writes while it runs. Its methods may be
// called from any goroutine, also after the cell has ended.
type Output interface {
	// Stream appends text to "stdout" or "stderr".
	Stream(name, text string)
	Display(d Display)
	// Clear removes the cell's output, at once or when the next one comes.
	Clear(wait bool)
	// Page opens the front end's pager.
	Page(data MIME)
	// Input asks the reader for a line.
	Input(ctx context.Context, prompt string, password bool) (string, error)
}

// MIME maps a media type to its content: a string, or a value to be sent as
// JSON. Binary content is a base64 string.
type MIME map[string]any

// A Display is one rich output of a cell.
type Display struct {
	Data     MIME
	Metadata map[string]any
	ID       string // display_id; empty for none
	Update   bool   // replaces the outputs with the same ID
}

// A Result is the value of the last expression of a cell; no Data means none.
type Result struct {
	Data     MIME
	Metadata map[string]any
}

// An Error is a failed cell as the reader sees it.
type Error struct {
	Name      string   // ename: "compile error", "panic", "interrupted"
	Value     string   // evalue: one line
	Traceback []string // may hold ANSI colours
	Line, Col int      // where in the cell, from 1; 0 if unknown
}

func (e *Error) Error() string { return e.Name + ": " + e.Value }

// A Completion lists replacements for the code between Start and End, which
// count Unicode code points.
type Completion struct {
	Start, End int
	Matches    []Match
}

// A Match is one completion.
type Match struct {
	Text      string
	Type      string // function, type, variable, constant, field, method, package, keyword
	Signature string
}

// An Inspection is the answer to Shift-Tab; Found is false where there is
// nothing to show.
type Inspection struct {
	Found bool
	Data  MIME
}

// Completeness says whether code is worth running as it stands.
type Completeness struct {
	Status string // complete, incomplete, invalid or unknown
	Indent string // for incomplete
}
