package interp

import (
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/dlfs-go/book/internal/embedded"
)

// embedding is a //go:embed and the variable that it is about.
type embedding struct {
	name     string
	patterns []string
	off      int // of the directive
}

// misplaced is what is wrong with a //go:embed.
type misplaced struct {
	off int
	err error
}

func (m misplaced) Error() string { return m.err.Error() }

const embedDirective = "//go:embed"

// embeddings finds what Go code embeds.
func embeddings(code string) (list []embedding, err error) {
	if !strings.Contains(code, embedDirective) {
		return nil, nil
	}
	toks := commented(code)
	depth := 0 // of brackets
	for i, t := range toks {
		switch t.tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		case token.COMMENT:
			args, ok := strings.CutPrefix(t.lit, embedDirective)
			if !ok || args != "" && args[0] != ' ' && args[0] != '\t' {
				continue
			}
			e := embedding{off: t.off}
			if e.patterns, err = embedded.Patterns(args); err == nil {
				e.name, err = embeddedVar(toks, i, depth)
			}
			if err != nil {
				return nil, misplaced{t.off, err}
			}
			if n := len(list); n > 0 && list[n-1].name == e.name { // of two lines
				list[n-1].patterns = append(list[n-1].patterns, e.patterns...)
				continue
			}
			list = append(list, e)
		}
	}
	return list, nil
}

// commented are the tokens of code with the comments, without the semicolons
// that line breaks stand for.
func commented(code string) (list []tok) {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, t, lit := s.Scan()
		if t == token.EOF {
			return list
		}
		if t != token.SEMICOLON || lit != "\n" {
			list = append(list, tok{t, lit, file.Offset(pos)})
		} else if len(list) > 0 && list[len(list)-1].tok != token.SEMICOLON {
			list = append(list, tok{token.SEMICOLON, lit, file.Offset(pos)})
		}
	}
}

// embeddedVar is the variable that the directive at i stands before.
func embeddedVar(toks []tok, i, depth int) (string, error) {
	next := func() token.Token {
		for i++; i < len(toks); i++ {
			if t := toks[i].tok; t != token.COMMENT && t != token.SEMICOLON {
				return t
			}
		}
		return token.EOF
	}
	group := depth == 1 && inVarGroup(toks[:i])
	t := next()
	switch {
	case depth > 0 && !group:
		return "", errors.New("go:embed cannot apply to var inside func")
	case depth == 0 && t == token.VAR:
		if t = next(); t == token.LPAREN {
			return "", errors.New("go:embed cannot apply to multiple vars")
		}
	case !group:
		return "", errors.New("misplaced go:embed directive: a line such as var data string is to follow")
	}
	if t != token.IDENT {
		return "", errors.New("misplaced go:embed directive: a line such as var data string is to follow")
	}
	name := toks[i].lit
	brackets := 0
	for i++; i < len(toks); i++ {
		switch t := toks[i].tok; {
		case t == token.COMMA && brackets == 0:
			return "", errors.New("go:embed cannot apply to multiple vars")
		case t == token.ASSIGN && brackets == 0:
			return "", errors.New("go:embed cannot apply to var with initializer")
		case t == token.SEMICOLON && brackets == 0, t == token.RPAREN && brackets == 0:
			return name, nil
		case t == token.LPAREN || t == token.LBRACK || t == token.LBRACE:
			brackets++
		case t == token.RPAREN || t == token.RBRACK || t == token.RBRACE:
			brackets--
		}
	}
	return name, nil
}

// inVarGroup reports whether the bracket that is open behind toks is that of
// var ( … ).
func inVarGroup(toks []tok) bool {
	depth := 0
	for i := len(toks) - 1; i > 0; i-- {
		switch toks[i].tok {
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth++
		case token.LPAREN, token.LBRACE, token.LBRACK:
			if depth == 0 {
				return toks[i].tok == token.LPAREN && toks[i-1].tok == token.VAR
			}
			depth--
		}
	}
	return false
}

// embed looks for what a cell embeds, from the folder that we are in.
func (s *Session) embed(cell Cell, u *unit) error {
	list, err := embeddings(cell.Code)
	var m misplaced
	if errors.As(err, &m) {
		return embedError(cell, m.off, m.err)
	}
	for _, e := range list {
		obj := u.types.Scope().Lookup(e.name)
		if obj == nil || !embeds(obj.Type()) {
			return embedError(cell, e.off, fmt.Errorf("go:embed cannot apply to var of another type than string, []byte or embed.FS"))
		}
		names, err := embedded.Find(os.DirFS("."), e.patterns)
		if err != nil {
			return embedError(cell, e.off, fmt.Errorf("%w in %s", err, workingDir()))
		}
		if len(names) > 1 && !isEmbedFS(obj.Type()) {
			return embedError(cell, e.off, fmt.Errorf("invalid go:embed: multiple files for type %s", types.TypeString(obj.Type(), qualifier)))
		}
	}
	u.embeds = list
	return nil
}

func workingDir() string {
	wd, err := os.Getwd()
	if err != nil {
		return "the folder that we are in"
	}
	return wd
}

func embedError(cell Cell, off int, err error) error {
	c := &cellFile{name: cell.Name, code: cell.Code}
	line, col, text := c.line(off)
	return &CompileError{List: []Problem{{Cell: c.name, Line: line, Col: col, Msg: err.Error(), Source: text}}}
}

// embeds reports whether a variable of a type can have embedded files.
func embeds(t types.Type) bool {
	if isEmbedFS(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.String
	case *types.Slice:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Byte
	}
	return false
}

func isEmbedFS(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "embed" && n.Obj().Name() == "FS"
}

// setEmbedded gives the variables of a package their files, before it is
// initialized.
func (s *Session) setEmbedded(pkg *ssa.Package, dir fs.FS, list []embedding) error {
	for _, e := range list {
		g, ok := pkg.Members[e.name].(*ssa.Global)
		if !ok {
			continue // _
		}
		if err := embedded.Set(s.m.Value(g), dir, e.patterns); err != nil {
			return err
		}
	}
	return nil
}

// embedded gives the variables of an interpreted package their files.
func (im *importer) embedded(pkg *ssa.Package, src *Source) error {
	if src.FS == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(src.Files)) {
		list, err := embeddings(src.Files[name])
		if err == nil {
			err = im.s.setEmbedded(pkg, src.FS, list)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
