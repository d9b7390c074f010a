// Package avatar makes the small picture of a member that we serve:
//
//	a file beside feeds.yaml, or what an address answered → avatar → a PNG of 96 × 96
//
// In go bytes that strangers made, out comes a picture drawn anew: nothing of
// the old file is left but its colours, so no place, camera or name travels
// along (IMG-4). It opens no file, sends no request and keeps nothing.
package avatar

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"golang.org/x/image/draw"
)

// Limits of pictures.
const (
	MaxBytes = 100_000 // of a picture as it is given (IMG-4, SAFE-19)
	Side     = 96      // pixels of what Make makes, each way (IMG-4)
)

// A SizeError refuses a picture for its size, in bytes. Who knows that before
// reading the picture can say it with the same words.
type SizeError int64

func (e SizeError) Error() string {
	const kB = 1000
	return fmt.Sprintf("is %d kB; save it smaller, up to %d kB", (int64(e)+kB-1)/kB, MaxBytes/kB)
}

// Make reads a picture of at most [MaxBytes], cuts the largest square out of
// its middle and gives that as a PNG of [Side] pixels each way, without
// metadata. What kind of picture it is, png, jpeg, webp or gif, is told by
// its bytes alone; of a moving gif it takes the first frame.
//
// An error is a sentence about the picture, which wants its name before it:
// "is 140 kB; save it smaller, up to 100 kB". A larger picture is a
// [SizeError]. The same bytes give the same PNG. It belongs to the caller.
//
// Pictures may be up to 4,096 pixels a side, whose colours can take 128 MiB:
// make one at a time (SAFE-19).
func Make(b []byte) ([]byte, error) {
	if len(b) > MaxBytes {
		return nil, SizeError(len(b))
	}
	k, err := kindOf(b)
	if err != nil {
		return nil, err
	}
	picture, err := k.open(b)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, shrink(picture)); err != nil {
		return nil, fmt.Errorf("cannot be written as a png: %w", err)
	}
	return out.Bytes(), nil
}

// shrink scales the middle of a picture to our size.
func shrink(picture image.Image) *image.RGBA {
	small := image.NewRGBA(image.Rect(0, 0, Side, Side))
	draw.CatmullRom.Scale(small, small.Bounds(), picture, middle(picture.Bounds()), draw.Src, nil)
	return small
}

// middle is the largest square in the middle of r.
func middle(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
}
