package avatar

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var (
	red   = color.NRGBA{200, 40, 40, 255}
	blue  = color.NRGBA{40, 40, 200, 255}
	green = color.NRGBA{40, 160, 40, 255}
)

// flag is a picture of two halves, red and blue.
func flag(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, image.Rect(0, 0, w/2, h), image.NewUniform(red), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(w/2, 0, w, h), image.NewUniform(blue), image.Point{}, draw.Src)
	return m
}

// plain is a square of one colour.
func plain(c color.Color, side int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.Draw(m, m.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asGIF gives a moving picture.
func asGIF(t testing.TB, frames ...image.Image) []byte {
	t.Helper()
	moving := &gif.GIF{}
	for _, m := range frames {
		p := image.NewPaletted(m.Bounds(), color.Palette{red, blue, green})
		draw.Draw(p, p.Bounds(), m, m.Bounds().Min, draw.Src)
		moving.Image, moving.Delay = append(moving.Image, p), append(moving.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, moving); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The webp files show a flag of 64 × 48; Go can't write this kind. In two of
// them the upper quarter is transparent.
func asWebP(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// made is what Make makes of b.
func made(t *testing.T, b []byte) image.Image {
	t.Helper()
	out, err := Make(b)
	if err != nil {
		t.Fatalf("Make: %v", err)
	}
	m, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatalf("what Make made is no PNG: %v", err)
	}
	return m
}

// near tells whether two colours look the same; jpeg and webp are not exact.
func near(a, b color.Color) bool {
	const most = 14 << 8
	ar, ag, ab, aa := a.RGBA()
	br, bg, bb, ba := b.RGBA()
	for _, d := range []int{int(ar) - int(br), int(ag) - int(bg), int(ab) - int(bb), int(aa) - int(ba)} {
		if d < -most || d > most {
			return false
		}
	}
	return true
}

// IMG-4: png, jpeg, webp and gif, told by their bytes; cut to the middle.
func TestMake(t *testing.T) {
	tests := []struct {
		name        string
		b           []byte
		left, right color.Color // in the middle of the two halves
	}{
		{"reads a png", asPNG(t, flag(192, 192)), red, blue},
		{"reads a jpeg", asJPEG(t, flag(192, 192)), red, blue},
		{"takes the first frame of a gif", asGIF(t, flag(64, 64), plain(green, 64)), red, blue},
		{"reads a webp", asWebP(t, "lossy.webp"), red, blue},
		{"reads a webp without loss", asWebP(t, "lossless.webp"), red, blue},
		{"reads a webp that lets its ground through", asWebP(t, "alpha.webp"), red, blue},
		{"enlarges a small picture", asPNG(t, flag(16, 16)), red, blue},
		{"cuts the middle out of a wide picture", asPNG(t, flag(900, 100)), red, blue},
		{"cuts the middle out of a high picture", asPNG(t, flag(100, 900)), red, blue},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := made(t, tt.b)
			if m.Bounds() != image.Rect(0, 0, Side, Side) {
				t.Errorf("the picture is %v; want %d × %d", m.Bounds(), Side, Side)
			}
			if got := m.At(Side/4, Side/2); !near(got, tt.left) {
				t.Errorf("left = %v, want %v", got, tt.left)
			}
			if got := m.At(3*Side/4, Side/2); !near(got, tt.right) {
				t.Errorf("right = %v, want %v", got, tt.right)
			}
		})
	}
}

func TestTransparencyStays(t *testing.T) {
	for _, name := range []string{"lossless.webp", "alpha.webp"} {
		m := made(t, asWebP(t, name))
		if _, _, _, a := m.At(Side/2, 2).RGBA(); a > 14<<8 {
			t.Errorf("%s: the ground above is opaque (%d)", name, a)
		}
	}
}

func TestMakeRefuses(t *testing.T) {
	whole := asPNG(t, flag(64, 64))
	tests := []struct {
		name string
		b    []byte
		want string
	}{
		{"what is too large", make([]byte, 139_001), "is 140 kB; save it smaller, up to 100 kB"},
		{"what is one byte too large", padded(whole, MaxBytes+1), "is 101 kB; save it smaller, up to 100 kB"},
		{"nothing", nil, "is not a png, jpeg, webp or gif; save the picture as one"},
		{"a drawing in SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "is not a png, jpeg, webp or gif; save the picture as one"},
		{"a page", []byte("<!doctype html><title>Not found</title>"), "is not a png, jpeg, webp or gif; save the picture as one"},
		{"a small file that claims 60,000 × 60,000", claiming(whole, 60_000, 60_000), "is 60000 × 60000 pixels; save it smaller, up to 4096 a side"},
		{"one pixel too wide", asPNG(t, flag(maxSide+1, 1)), "is 4097 × 1 pixels; save it smaller, up to 4096 a side"},
		{"one pixel too high", asGIF(t, flag(2, maxSide+1)), "is 2 × 4097 pixels; save it smaller, up to 4096 a side"},
		{"a small webp that holds a large one", posing(1, 1, 16_384, 16_384), "is a damaged webp (webp: invalid format); save the picture anew"},
		{"a large webp", posing(16_384, 16_384, 16_384, 16_384), "is 16384 × 16384 pixels; save it smaller, up to 4096 a side"},
		{"a webp that moves", moving(), "is a moving webp; save a still one"},
		{"a jpeg that draws itself over and over", layered(maxScans + 1), "is a jpeg of more than 100 layers; save it as an ordinary one"},
		{"a broken png", append(bytes.Clone(whole[:40]), make([]byte, 40)...), "is a damaged png (unexpected EOF); save the picture anew"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Make(tt.b); err == nil || err.Error() != tt.want {
				t.Errorf("Make: %v\nwant: %s", err, tt.want)
			}
		})
	}
}

// SAFE-19: just below each limit a picture is read.
func TestMakeTakes(t *testing.T) {
	for name, b := range map[string][]byte{
		"as many bytes as may be":  padded(asPNG(t, flag(64, 64)), MaxBytes),
		"as wide as may be":        asPNG(t, flag(maxSide, 1)),
		"as high as may be":        asPNG(t, flag(1, maxSide)),
		"as many layers as may be": layered(maxScans),
	} {
		if _, err := Make(b); err != nil {
			t.Errorf("a picture %s %v", name, err)
		}
	}
}

func TestSizeIsToldApart(t *testing.T) {
	_, err := Make(make([]byte, MaxBytes+1))
	if size, ok := errors.AsType[SizeError](err); !ok || size != MaxBytes+1 {
		t.Errorf("Make of %d bytes: %v; want a SizeError", MaxBytes+1, err)
	}
}

// Half of a picture is none, wherever it breaks off.
func TestTruncated(t *testing.T) {
	for name, b := range map[string][]byte{
		"png": asPNG(t, flag(64, 64)), "jpeg": asJPEG(t, flag(64, 64)), "gif": asGIF(t, flag(64, 64)),
		"lossy webp": asWebP(t, "lossy.webp"), "lossless webp": asWebP(t, "lossless.webp"), "webp with alpha": asWebP(t, "alpha.webp"),
	} {
		for _, part := range []int{1, 3, 6} { // eighths
			if _, err := Make(b[:len(b)*part/8]); err == nil {
				t.Errorf("%d/8 of a %s: no error", part, name)
			}
		}
	}
}

// IMG-4: who took the picture, where and with what is nobody's business.
func TestMetadataGoes(t *testing.T) {
	const secret = "51.5 N, at home"
	picture, photo := asPNG(t, flag(64, 64)), asJPEG(t, flag(64, 64))
	const afterHeader, afterMark = 33, 2
	text := chunk("tEXt", []byte("Comment\x00"+secret))
	exif := append([]byte{0xff, 0xe1, 0, byte(2 + 6 + len(secret))}, "Exif\x00\x00"+secret...)
	for name, b := range map[string][]byte{
		"png":  joined(picture[:afterHeader], text, picture[afterHeader:]),
		"jpeg": joined(photo[:afterMark], exif, photo[afterMark:]),
	} {
		out, err := Make(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := chunks(out); got != "IHDR IDAT IEND" {
			t.Errorf("%s: the PNG has the parts %s; want the picture alone", name, got)
		}
		if !bytes.Contains(b, []byte(secret)) || bytes.Contains(out, []byte(secret)) {
			t.Errorf("%s: the place travels along", name)
		}
	}
}

// DET-1: the same picture gives the same bytes, and ours stays as it is.
func TestSameBytes(t *testing.T) {
	noisy := noise(192, 192)
	first, err := Make(asJPEG(t, noisy))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Make(asJPEG(t, noisy)); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same jpeg made another PNG: %v", err)
	}
	if again, err := Make(first); err != nil || !bytes.Equal(first, again) {
		t.Errorf("our own PNG changed: %v", err)
	}
}

// SAFE-8: a decoder that breaks costs one picture, not the program.
func TestBrokenDecoder(t *testing.T) {
	k := kinds[0]
	k.decode = func(io.Reader) (image.Image, error) { panic("index out of range") }
	_, err := k.open(asPNG(t, flag(2, 2)))
	if err == nil || !strings.Contains(err.Error(), "broke our program (index out of range)") {
		t.Errorf("open = %v; want a sentence", err)
	}
}

// What Make makes is a PNG of our size and nothing else, or it says why not.
func FuzzMake(f *testing.F) {
	for _, b := range [][]byte{
		asPNG(f, flag(8, 6)), asJPEG(f, flag(8, 6)), asGIF(f, flag(8, 6), plain(green, 6)),
		asWebP(f, "lossy.webp"), asWebP(f, "lossless.webp"), asWebP(f, "alpha.webp"), layered(2), moving(), posing(1, 1, 9, 9),
	} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := Make(b)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "is ") && !strings.HasPrefix(err.Error(), "holds ") || strings.Contains(err.Error(), "broke") {
				t.Errorf("the error is no sentence of ours: %v", err)
			}
			return
		}
		if size, err := png.DecodeConfig(bytes.NewReader(out)); err != nil || size.Width != Side || size.Height != Side || len(out) > MaxBytes {
			t.Errorf("Make made %d × %d in %d bytes, %v", size.Width, size.Height, len(out), err)
		}
		if got := chunks(out); got != "IHDR IDAT IEND" {
			t.Errorf("the PNG has the parts %s; want the picture alone", got)
		}
	})
}

func BenchmarkMake(b *testing.B) {
	for name, picture := range map[string][]byte{
		"photo of 400":         asJPEG(b, noise(400, 400)),
		"largest there may be": asPNG(b, flag(maxSide, maxSide)),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(picture)))
			for b.Loop() {
				if _, err := Make(picture); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
