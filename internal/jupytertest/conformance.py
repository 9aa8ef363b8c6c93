"""The public conformance tests for Jupyter kernels, with everything supplied."""

import unittest

import jupyter_kernel_test


class GoKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "dlfs"
    language_name = "go"
    file_extension = ".go"
    code_hello_world = 'import "fmt"\nfmt.Println("hello, world")'
    code_stderr = 'import ("fmt"; "os")\nfmt.Fprintln(os.Stderr, "test")'
    completion_samples = [
        {"text": "import \"strings\"\nstrings.EqualF", "matches": {"EqualFold"}},
        {"text": "fallt", "matches": {"fallthrough"}},
    ]
    complete_code_samples = ["1 + 2", "func f() {\n}", 'x := "a"', "for i := range 3 {\n}"]
    incomplete_code_samples = ["func f() {", "x := []int{1,", "`abc", "1 +"]
    invalid_code_samples = ["import = 7q", "func f() }", "x := )"]
    code_page_something = "?fmt.Println"
    code_generate_error = 'panic("boom")'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": '"a" + "b"', "result": "ab"},
    ]
    code_display_data = [
        {"code": 'import "github.com/dlfs-go/book/display"\ndisplay.Show(display.HTML("<b>x</b>"))', "mime": "text/html"},
        {"code": 'import "image"\nimport "github.com/dlfs-go/book/display"\ndisplay.Show(image.NewGray(image.Rect(0, 0, 2, 2)))', "mime": "image/png"},
    ]
    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "len"
    code_clear_output = 'import "github.com/dlfs-go/book/display"\ndisplay.Clear(false)'


class GoWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "dlfs"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
