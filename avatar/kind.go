package avatar

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

const (
	maxSide  = 4096 // pixels, looked at before anything is decoded (SAFE-19)
	maxScans = 100  // of a jpeg; usual are 1 to 12, and each one costs a walk over all pixels
)

var (
	errKind   = errors.New("is not a png, jpeg, webp or gif; save the picture as one")
	errEmpty  = errors.New("holds no pixels; save the picture anew")
	errMoving = errors.New("is a moving webp; save a still one")
	errScans  = fmt.Errorf("is a jpeg of more than %d layers; save it as an ordinary one", maxScans)
)

// A kind is one format of pictures.
type kind struct {
	name   string
	magic  string // with which it begins; "?" is any byte
	fit    func(b []byte) error
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var kinds = []kind{
	{"png", "\x89PNG\r\n\x1a\n", nil, png.DecodeConfig, png.Decode},
	{"jpeg", "\xff\xd8\xff", fewScans, jpeg.DecodeConfig, jpeg.Decode},
	{"webp", "RIFF????WEBP", still, webp.DecodeConfig, webp.Decode},
	{"gif", "GIF8?a", nil, gif.DecodeConfig, gif.Decode}, // 87 or 89; Decode stops after the first frame
}

// kindOf tells what kind of picture b is.
func kindOf(b []byte) (kind, error) {
	for _, k := range kinds {
		if k.is(b) {
			return k, nil
		}
	}
	return kind{}, errKind
}

func (k kind) is(b []byte) bool {
	if len(b) < len(k.magic) {
		return false
	}
	for i := range len(k.magic) {
		if k.magic[i] != '?' && k.magic[i] != b[i] {
			return false
		}
	}
	return true
}

// open decodes b, if that costs no more than it may. A decoder that breaks
// over it is a fault of the program, but of one picture only (SAFE-8).
func (k kind) open(b []byte) (picture image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			picture, err = nil, fmt.Errorf("is a %s that broke our program (%v); save it as another kind, and please report this one", k.name, p)
		}
	}()
	if k.fit != nil {
		if err := k.fit(b); err != nil {
			return nil, err
		}
	}
	size, err := k.config(bytes.NewReader(b))
	if err != nil {
		return nil, k.damaged(err)
	}
	if size.Width > maxSide || size.Height > maxSide {
		return nil, fmt.Errorf("is %d × %d pixels; save it smaller, up to %d a side", size.Width, size.Height, maxSide)
	}
	picture, err = k.decode(bytes.NewReader(b))
	if err != nil {
		return nil, k.damaged(err)
	}
	if picture.Bounds().Empty() {
		return nil, errEmpty
	}
	return picture, nil
}

func (k kind) damaged(err error) error {
	return fmt.Errorf("is a damaged %s (%w); save the picture anew", k.name, err)
}

// fewScans refuses a jpeg that draws itself over and over: 100 kB of such
// layers took 12 s. None begins without these two bytes, which the colours
// themselves never hold.
func fewScans(b []byte) error {
	if bytes.Count(b, []byte{0xff, 0xda}) > maxScans {
		return errScans
	}
	return nil
}

// still refuses a webp that moves, which the library can't read: the first
// part of such a file says so.
func still(b []byte) error {
	const part, flags, moves = 12, 20, 1 << 1
	if len(b) > flags && string(b[part:part+4]) == "VP8X" && b[flags]&moves != 0 {
		return errMoving
	}
	return nil
}
