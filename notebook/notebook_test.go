package notebook

import (
	"strings"
	"testing"
)

const sample = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "eA=="
    }
   },
   "cell_type": "markdown",
   "id": "intro",
   "metadata": {},
   "source": [
    "# Ünïcode <b>\n",
    "text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 2,
   "id": "code",
   "metadata": {
    "custom": 1.50,
    "tags": [
     "x"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\n",
      "b"
     ]
    },
    {
     "data": {
      "application/json": {
       "k": [
        1
       ]
      },
      "application/x+json": "a\\nb",
      "image/png": "eA==",
      "text/plain": [
       "1"
      ]
     },
     "execution_count": 2,
     "metadata": {},
     "output_type": "execute_result"
    },
    {
     "ename": "panic",
     "evalue": "boom",
     "output_type": "error",
     "traceback": [
      "l1"
     ]
    }
   ],
   "source": []
  }
 ],
 "metadata": {
  "future": {
   "deep": true
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`

func TestReadingAndWritingChangesNothing(t *testing.T) {
	nb, err := Parse([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	got, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != sample {
		t.Errorf("written:\n%s\nwant:\n%s", got, sample)
	}
	if !nb.Cells[1].Tagged("x") || nb.Cells[1].Tagged("y") {
		t.Error("tags are not found")
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"not JSON", "{", "not JSON"},
		{"two in one file", `{"nbformat": 4, "cells": []} {"nbformat": 4, "cells": []}`, "follows after its end"},
		{"old", `{"nbformat": 3}`, "nbformat is 3, want 4"},
		{"no cells", `{"nbformat": 4}`, "no list of cells"},
		{"cell", `{"nbformat": 4, "cells": [1]}`, "cell 1: it is not an object"},
		{"kind", `{"nbformat": 4, "cells": [{"cell_type": "heading"}]}`, "cell 1: its cell_type is heading"},
		{"source", `{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}`, "cell 1: its source"},
		{"id", `{"nbformat": 4, "cells": [{"cell_type": "raw", "id": "../x"}]}`, "cell 1: its id is ../x"},
		{"same id", `{"nbformat": 4, "cells": [{"cell_type": "raw", "id": "a"}, {"cell_type": "raw", "id": "a"}]}`, `cell 2: the id "a"`},
		{"metadata", `{"nbformat": 4, "cells": [{"cell_type": "raw", "metadata": []}]}`, "cell 1: its metadata"},
		{"output", `{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{"output_type": "x"}]}]}`, "cell 1: output 1: its output_type is x"},
	} {
		if _, err := Parse([]byte(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
	if _, err := ReadFile("no/such.ipynb"); err == nil || !strings.Contains(err.Error(), "no/such.ipynb") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestOldNotebooksGetIDs(t *testing.T) {
	nb, err := Parse([]byte(`{"nbformat": 4, "nbformat_minor": 2, "cells": [{"cell_type": "markdown", "source": "a"}]}`))
	if err != nil || nb.Cells[0].ID != "cell-1" {
		t.Errorf("id %q, error %v; want cell-1", nb.Cells[0].ID, err)
	}
}
