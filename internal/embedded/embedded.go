// Package embedded does what //go:embed asks for: it finds files by patterns,
// and makes values of them.
package embedded

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Patterns cuts what stands behind //go:embed into its patterns, which may
// stand in quotes.
func Patterns(args string) (list []string, err error) {
	for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
		n := strings.IndexFunc(args, unicode.IsSpace)
		if n < 0 {
			n = len(args)
		}
		p := args[:n]
		if args[0] == '"' || args[0] == '`' {
			quoted, err := strconv.QuotedPrefix(args)
			if err != nil {
				return nil, fmt.Errorf("invalid quoted string in //go:embed: %s", args)
			}
			n = len(quoted)
			if p, err = strconv.Unquote(quoted); err != nil {
				return nil, fmt.Errorf("invalid quoted string in //go:embed: %s", quoted)
			}
			if r, _ := utf8.DecodeRuneInString(args[n:]); n < len(args) && !unicode.IsSpace(r) {
				return nil, fmt.Errorf("invalid quoted string in //go:embed: %s", args)
			}
		}
		list = append(list, p)
		args = args[n:]
	}
	if len(list) == 0 {
		return nil, errors.New("a //go:embed comment has no pattern")
	}
	return list, nil
}

// Find returns the files of a folder that the patterns mean, sorted, by the
// rules of package embed: a folder stands for all below it whose names do not
// begin with . or _, unless all: is put before it.
func Find(dir fs.FS, patterns []string) ([]string, error) {
	seen := map[string]bool{}
	for _, p := range patterns {
		found, err := match(dir, p)
		if err != nil {
			return nil, fmt.Errorf("pattern %s: %w", p, err)
		}
		for _, name := range found {
			seen[name] = true
		}
	}
	list := make([]string, 0, len(seen))
	for name := range seen {
		list = append(list, name)
	}
	slices.Sort(list)
	return list, nil
}

func match(dir fs.FS, pattern string) (list []string, err error) {
	glob, all := strings.CutPrefix(pattern, "all:")
	if _, err := path.Match(glob, ""); err != nil || !fs.ValidPath(glob) && glob != "." {
		return nil, errors.New("invalid pattern syntax: it is a path below the folder, without a dot or two as an element")
	}
	names, err := fs.Glob(dir, glob)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("no matching files found")
	}
	for _, name := range names {
		info, err := lstat(dir, name)
		switch {
		case err != nil:
			return nil, err
		case info.IsDir():
			below, err := walk(dir, name, all)
			if err != nil {
				return nil, err
			}
			if len(below) == 0 {
				return nil, fmt.Errorf("cannot embed directory %s: contains no embeddable files", name)
			}
			list = append(list, below...)
		case info.Mode().IsRegular():
			list = append(list, name)
		default:
			return nil, fmt.Errorf("cannot embed irregular file %s", name)
		}
	}
	return list, nil
}

func lstat(dir fs.FS, name string) (fs.FileInfo, error) {
	if l, ok := dir.(fs.ReadLinkFS); ok {
		return l.Lstat(name)
	}
	return fs.Stat(dir, name)
}

func walk(dir fs.FS, root string, all bool) (list []string, err error) {
	err = fs.WalkDir(dir, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		hidden := name != root && !all && (base[0] == '.' || base[0] == '_')
		if d.IsDir() && name != root {
			if _, err := fs.Stat(dir, name+"/go.mod"); err == nil || hidden { // of another module
				return fs.SkipDir
			}
		}
		if d.Type().IsRegular() && !hidden {
			list = append(list, name)
		}
		return nil
	})
	return list, err
}

// Fits reports whether a variable of a type can have embedded files.
func Fits(t reflect.Type) bool {
	return t == reflect.TypeFor[embed.FS]() || t.Kind() == reflect.String || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// Set sets a variable to the files of a folder that the patterns mean: a string
// or bytes to the one, a file system to all.
func Set(v reflect.Value, dir fs.FS, patterns []string) error {
	if !Fits(v.Type()) {
		return fmt.Errorf("go:embed cannot apply to var of type %s", v.Type())
	}
	names, err := Find(dir, patterns)
	if err != nil {
		return err
	}
	if v.Type() == reflect.TypeFor[embed.FS]() {
		return setFS(v, dir, names)
	}
	if len(names) != 1 {
		return fmt.Errorf("invalid go:embed: multiple files for type %s", v.Type())
	}
	data, err := fs.ReadFile(dir, names[0])
	if err != nil {
		return err
	}
	if v.Kind() == reflect.String {
		v.SetString(string(data))
	} else {
		v.SetBytes(data)
	}
	return nil
}

// file is as package embed has one.
type file struct {
	name string
	data string
	//lint:ignore U1000 package embed has it
	hash [16]byte
}

// setFS makes an embed.FS: a sorted list of files and of the folders above
// them, whose names end with a slash.
func setFS(v reflect.Value, dir fs.FS, names []string) error {
	if err := sameLayout(); err != nil {
		return err
	}
	folders := map[string]bool{}
	files := make([]file, 0, len(names))
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		files = append(files, file{name: name, data: string(data)})
		for up := path.Dir(name); up != "." && !folders[up]; up = path.Dir(up) {
			folders[up] = true
			files = append(files, file{name: up + "/"})
		}
	}
	slices.SortFunc(files, func(a, b file) int {
		x, y := strings.TrimSuffix(a.name, "/"), strings.TrimSuffix(b.name, "/")
		if c := strings.Compare(path.Dir(x), path.Dir(y)); c != 0 {
			return c
		}
		return strings.Compare(path.Base(x), path.Base(y))
	})
	var made embed.FS
	*(**[]file)(unsafe.Pointer(&made)) = &files
	v.Set(reflect.ValueOf(made))
	return nil
}

// sameLayout reports an embed.FS that is not a pointer to a slice of such files.
func sameLayout() error {
	own := reflect.TypeFor[file]()
	t := reflect.TypeFor[embed.FS]()
	if t.NumField() == 1 && t.Field(0).Type.Kind() == reflect.Pointer && t.Field(0).Type.Elem().Kind() == reflect.Slice {
		f := t.Field(0).Type.Elem().Elem()
		same := f.Kind() == reflect.Struct && f.NumField() == own.NumField()
		for i := 0; same && i < own.NumField(); i++ {
			same = f.Field(i).Name == own.Field(i).Name && f.Field(i).Type == own.Field(i).Type
		}
		if same {
			return nil
		}
	}
	return errors.New("package embed has changed: internal/embedded must follow it")
}
