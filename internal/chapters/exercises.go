package chapters

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dlfs-go/book/notebook"
)

// The tags of the three code cells of an exercise.
const (
	tagStub     = "exercise"
	tagCheck    = "exercise-check"
	tagSolution = "exercise-solution"
	tagHidden   = "hide-cell"
)

// What a check says first, in the languages of the book.
var (
	notYet = []string{"not yet: ", "아직: "}
	passed = []string{"ok: ", "통과: "}
)

// says reports whether a cell's result begins with one of some words.
func says(c *notebook.Cell, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(result(c), w) })
}

// exercises wants at least five, each with a task, a stub that compiles and is
// wrong, a check that says so, and a hidden solution that the same check
// accepts.
func exercises(nb *notebook.Notebook) []string {
	var found []string
	n := 0
	for i, c := range nb.Cells {
		if c.ID != fmt.Sprintf("ex%d", n+1) {
			continue
		}
		n++
		if i+3 >= len(nb.Cells) {
			found = append(found, at(c, "no stub, check and solution after it"))
			break
		}
		found = append(found, exercise(n, nb.Cells[i:i+4])...)
	}
	if n < minExercise {
		found = append(found, fmt.Sprintf("%d exercises, want at least %d", n, minExercise))
	}
	return found
}

// exercise checks the four cells of exercise n.
func exercise(n int, cells []*notebook.Cell) []string {
	task, stub, check, solution := cells[0], cells[1], cells[2], cells[3]
	var found []string
	want := func(c *notebook.Cell, ok bool, format string, args ...any) {
		if !ok {
			found = append(found, at(c, format, args...))
		}
	}
	want(task, task.Kind == notebook.Markdown, "a task is text")
	for _, part := range []struct {
		c        *notebook.Cell
		name     string
		tag, end string
	}{
		{stub, "stub", tagStub, ""},
		{check, "check", tagCheck, fmt.Sprintf("check%d()", n)},
		{solution, "solution", tagSolution, fmt.Sprintf("check%d()", n)},
	} {
		id := fmt.Sprintf("ex%d-%s", n, part.name)
		want(part.c, part.c.Kind == notebook.Code && part.c.ID == id, "want the code cell %s here", id)
		want(part.c, part.c.Tagged(part.tag), "the tag %s is missing", part.tag)
		want(part.c, strings.HasSuffix(strings.TrimSpace(part.c.Source), part.end), "its last line is not %s", part.end)
	}
	answer := regexp.MustCompile(fmt.Sprintf(`(?m)^(func|type) [aA]nswer%d\b`, n))
	want(stub, answer.MatchString(stub.Source), "it does not declare answer%d", n)
	want(stub, strings.Contains(stub.Source, "// your code here"), "no line says where to write")
	want(check, strings.Contains(check.Source, fmt.Sprintf("func check%d() string", n)), "it does not declare check%d", n)
	want(check, says(check, notYet), "with the stub it says %q, want not yet: …", result(check))
	want(solution, says(solution, passed), "with the solution it says %q, want ok: …", result(solution))
	begin, end := strings.Index(solution.Source, "// BEGIN SOLUTION"), strings.Index(solution.Source, "// END SOLUTION")
	want(solution, 0 <= begin && begin < end, "no // BEGIN SOLUTION and // END SOLUTION around the answer")
	want(solution, solution.Tagged(tagHidden), "the tag %s is missing", tagHidden)
	jupyter, _ := solution.Metadata["jupyter"].(map[string]any)
	want(solution, jupyter["source_hidden"] == true, "its metadata does not say jupyter.source_hidden")
	return found
}

// result is the text of a cell's last expression.
func result(c *notebook.Cell) string {
	for _, o := range c.Outputs {
		if o.Type == "execute_result" {
			s, _ := o.Data["text/plain"].(string)
			return s
		}
	}
	return ""
}
