package dataset

import (
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // decodes
	_ "image/png"  // decodes
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/image/draw"

	"github.com/dlfs-go/book/dlfs"
)

// maxPixels bounds a picture: one of 1 KB may say that it has 2³⁰.
const maxPixels = 1 << 26

// Folder reads pictures, PNG or JPEG, from a directory that has a directory for
// each class (section 3.6). The names of the directories are those of the
// classes, in alphabetical order. Every picture is brought to H×W pixels by
// scaling, and to 1 channel, gray, or 3: red, green and blue. Numbers are from
// 0, black, to 1. An H and W of 0 take the size of the first picture, which then
// all must have; a C of 0 means 1.
//
// There is an error that names the file if one cannot be read as a picture;
// files whose names begin with a dot are passed over. Numbers take 4 bytes each.
func Folder(dir string, shape dlfs.Shape) (*Set, error) {
	s, err := FolderFS(os.DirFS(dir), shape)
	if err != nil {
		return nil, fmt.Errorf("dataset: %s: %w", dir, err)
	}
	return s, nil
}

// FolderFS is [Folder] for the root of a file system (section 3.6).
func FolderFS(fsys fs.FS, shape dlfs.Shape) (*Set, error) {
	if shape.C == 0 {
		shape.C = 1
	}
	if shape.C != 1 && shape.C != 3 || shape.H < 0 || shape.W < 0 || (shape.H == 0) != (shape.W == 0) {
		return nil, fmt.Errorf("images of %v, want 1 or 3 channels, and height and width or neither", shape)
	}
	s := &Set{Shape: shape}
	classes, err := visible(fsys, ".", true)
	if err != nil {
		return nil, err
	}
	for _, class := range classes {
		files, err := visible(fsys, class, false)
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			if err := s.addPicture(fsys, path.Join(class, name), shape.H == 0); err != nil {
				return nil, err
			}
			s.Labels = append(s.Labels, len(s.Names))
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("%s: there are no pictures", class)
		}
		s.Names = append(s.Names, class)
	}
	if len(s.Names) == 0 {
		return nil, errors.New("there is no directory in it, want one for each class")
	}
	return s, nil
}

// visible returns the directories or the files of a directory, sorted, but for
// those that begin with a dot. A link counts as what it leads to.
func visible(fsys fs.FS, dir string, dirs bool) ([]string, error) {
	list, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range list {
		info, err := fs.Stat(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if info.IsDir() == dirs && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// addPicture appends the numbers of a picture.
func (s *Set) addPicture(fsys fs.FS, name string, same bool) error {
	img, err := readPicture(fsys, name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	size := img.Bounds().Size()
	if s.Shape.H == 0 {
		s.Shape.H, s.Shape.W = size.Y, size.X
	}
	if same && (size.X != s.Shape.W || size.Y != s.Shape.H) {
		return fmt.Errorf("%s: it has %d×%d pixels, the first picture %d×%d: say which size all should have", name, size.Y, size.X, s.Shape.H, s.Shape.W)
	}
	s.Values = append(s.Values, numbers(img, s.Shape)...)
	return nil
}

func readPicture(fsys fs.FS, name string) (image.Image, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	config, kind, err := image.DecodeConfig(f)
	if err != nil {
		return nil, fmt.Errorf("it is not a PNG or JPEG picture: %w", err)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height {
		return nil, fmt.Errorf("it has %d×%d pixels, want at most %d in all", config.Height, config.Width, maxPixels)
	}
	again, ok := f.(io.Seeker)
	if !ok {
		f.Close()
		if f, err = fsys.Open(name); err != nil {
			return nil, err
		}
	} else if _, err := again.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", kind, err)
	}
	return img, nil
}

// numbers returns a picture of the shape, channel after channel, from 0 to 1.
// What is transparent is on black.
func numbers(img image.Image, s dlfs.Shape) []float32 {
	to := image.NewRGBA64(image.Rect(0, 0, s.W, s.H))
	if img.Bounds().Size() == to.Rect.Size() {
		draw.Draw(to, to.Rect, img, img.Bounds().Min, draw.Src)
	} else {
		draw.CatmullRom.Scale(to, to.Rect, img, img.Bounds(), draw.Src, nil)
	}
	out := make([]float32, s.Size())
	plane := s.H * s.W
	for y := range s.H {
		for x := range s.W {
			p := to.RGBA64At(x, y)
			i := y*s.W + x
			if s.C == 1 {
				// The weights of ITU-R BT.601, as image/color takes them.
				out[i] = float32(19595*uint64(p.R)+38470*uint64(p.G)+7471*uint64(p.B)) / (65536 * 65535)
				continue
			}
			for c, v := range []uint16{p.R, p.G, p.B} {
				out[c*plane+i] = float32(v) / 65535
			}
		}
	}
	return out
}
