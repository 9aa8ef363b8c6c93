package kernel_test

import (
	"context"
	"testing"

	"github.com/dlfs-go/book/kernel"
)

// panicking is an evaluator that fails on everything but info.
type panicking struct{ kernel.Evaluator }

func (panicking) Execute(context.Context, kernel.Cell, kernel.Output) (kernel.Result, error) {
	panic("in Execute")
}

func (panicking) Complete(string, int) kernel.Completion     { panic("in Complete") }
func (panicking) Inspect(string, int, int) kernel.Inspection { panic("in Inspect") }
func (panicking) IsComplete(string) kernel.Completeness      { panic("in IsComplete") }
func startPanicking(t *testing.T) *session {
	return start(t, func(o *kernel.Options) { o.Evaluator = panicking{o.Evaluator} })
}

// Clients read the fields of these replies without a look at the status.
func TestAssistanceAnswersWhenTheEvaluatorPanics(t *testing.T) {
	s := startPanicking(t)
	for range 2 {
		m := s.ask("complete", object{"code": "abc", "cursor_pos": 2})
		if list, ok := m.content["matches"].([]any); !ok || len(list) > 0 || m.str("status") != "ok" || m.content["cursor_start"] != 2.0 || m.content["cursor_end"] != 2.0 {
			t.Errorf("complete: %v", m.content)
		}
		m = s.ask("inspect", object{"code": "abc", "cursor_pos": 2, "detail_level": 0})
		if _, ok := m.content["data"].(object); !ok || m.str("status") != "ok" || m.content["found"] != false {
			t.Errorf("inspect: %v", m.content)
		}
		if m = s.ask("is_complete", object{"code": "abc"}); m.str("status") != "unknown" {
			t.Errorf("is_complete: %v", m.content)
		}
	}
}

func TestAssistanceAnswersToMalformedRequests(t *testing.T) {
	s := start(t)
	if m := s.ask("complete", object{"code": 5}); m.str("status") != "error" || m.content["matches"] == nil || m.content["cursor_start"] == nil || m.content["cursor_end"] == nil {
		t.Errorf("complete: %v", m.content)
	}
	if m := s.ask("inspect", object{"code": 5}); m.str("status") != "error" || m.content["found"] != false || m.content["data"] == nil {
		t.Errorf("inspect: %v", m.content)
	}
	if m := s.ask("is_complete", object{"code": 5}); m.str("status") != "error" || m.content["indent"] == nil {
		t.Errorf("is_complete: %v", m.content)
	}
}

func TestExecuteShowsAPanicOfTheEvaluator(t *testing.T) {
	s := startPanicking(t)
	for range 2 {
		reply, out := s.run("x")
		if reply.str("status") != "error" || kinds(out) != "execute_input error" || out[1].str("evalue") == "" {
			t.Errorf("reply %v, published %s", reply.content, kinds(out))
		}
	}
}
