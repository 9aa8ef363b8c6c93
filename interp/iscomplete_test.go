package interp_test

import "testing"

func TestIsComplete(t *testing.T) {
	s := prepared(t)
	for _, tt := range []struct{ code, want, indent string }{
		{"", "complete", ""},
		{"  \n", "complete", ""},
		{"// only a comment", "complete", ""},
		{"1 + 2", "complete", ""},
		{"x := 1", "complete", ""},
		{"func f() {\n}", "complete", ""},
		{"func f() {", "incomplete", "\t"},
		{"for {\n\tif true {", "incomplete", "\t\t"},
		{"func f(", "incomplete", "\t"},
		{"[]int{1,", "incomplete", "\t"},
		{"x := []int{\n\t1,\n", "incomplete", "\t"},
		{"1 +", "incomplete", ""},
		{"x :=", "incomplete", ""},
		{"x.", "incomplete", ""},
		{"a,", "incomplete", ""},
		{"!", "incomplete", ""},
		{"`raw", "incomplete", ""},
		{"/* comment", "incomplete", ""},
		{"import (", "incomplete", "\t"},
		{"import", "incomplete", ""},
		{"func", "incomplete", ""},
		{"func f()", "incomplete", ""},
		{"if x", "incomplete", ""},
		{"if x == 1", "incomplete", ""},
		{"for i := range 3", "incomplete", ""},
		{"for", "incomplete", ""},
		{"switch x", "incomplete", ""},
		{"else", "invalid", ""},
		{"type T", "incomplete", ""},
		{"type T struct", "incomplete", ""},
		{"var", "incomplete", ""},
		{"var x", "incomplete", ""},
		{"const", "incomplete", ""},
		{"go", "incomplete", ""},
		{"defer", "incomplete", ""},
		{"return", "complete", ""},
		{"i++", "complete", ""},
		{"f(x...)", "complete", ""},
		{"x;", "complete", ""},
		{"f)", "invalid", ""},
		{"func f() }", "invalid", ""},
		{"var = 3", "invalid", ""},
		{"x := )", "invalid", ""},
		{"(]", "invalid", ""},
		{"\"open", "invalid", ""},
		{"'a", "invalid", ""},
		{"import = 7q", "invalid", ""},
		{"a.b\n\t.c", "invalid", ""},
		{"undefinedName", "complete", ""}, // an error of types is told when it runs
		{"func f() {\n}\n\n", "complete", ""},
	} {
		got, indent := s.IsComplete(tt.code)
		if got != tt.want || indent != tt.indent {
			t.Errorf("%q is %s with indent %q, want %s with %q", tt.code, got, indent, tt.want, tt.indent)
		}
	}
}
