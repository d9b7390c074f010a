package avatar

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"math/rand/v2"
	"slices"
	"strings"
)

// Pictures that no painter would make.

// noise is a picture that hardly packs; the same each time.
func noise(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = byte(128 + random.IntN(32))
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	return m
}

func joined(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// padded has something behind its end, as some programs leave it.
func padded(b []byte, size int) []byte {
	return append(bytes.Clone(b), make([]byte, size-len(b))...)
}

// chunk is one part of a PNG.
func chunk(name string, data []byte) []byte {
	body := append([]byte(name), data...)
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	return binary.BigEndian.AppendUint32(append(b, body...), crc32.ChecksumIEEE(body))
}

// chunks names the parts of a PNG, neighbours of one name once.
func chunks(b []byte) string {
	var names []string
	for b = b[8:]; len(b) >= 12; {
		size := binary.BigEndian.Uint32(b)
		names = append(names, string(b[4:8]))
		b = b[12+size:]
	}
	return strings.Join(slices.Compact(names), " ")
}

// claiming is a PNG that says it is larger than it is.
func claiming(b []byte, w, h uint32) []byte {
	const begins, ends = 8, 33 // of its first part
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return joined(b[:begins], chunk("IHDR", append(size, b[begins+16:ends-4]...)), b[ends:])
}

// riff is a webp of the given parts.
func riff(parts ...[]byte) []byte {
	body := joined(append([][]byte{[]byte("WEBP")}, parts...)...)
	return joined([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
}

// part is one part of a webp; data is of even length.
func part(name string, data ...byte) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
}

// extended is the first part of a webp which names the size of all others.
func extended(flags byte, w, h uint32) []byte {
	w, h = w-1, h-1
	return part("VP8X", flags, 0, 0, 0, byte(w), byte(w>>8), byte(w>>16), byte(h), byte(h>>8), byte(h>>16))
}

// posing is a webp which says in front that it is w × h, and deeper inside
// that it is realW × realH.
func posing(w, h, realW, realH uint32) []byte {
	bits := 0x2f | uint64(realW-1)<<8 | uint64(realH-1)<<22
	inner := binary.LittleEndian.AppendUint64(nil, bits)
	return riff(extended(0, w, h), part("VP8L", append(inner, make([]byte, 32)...)...))
}

func moving() []byte {
	const moves = 2
	return riff(extended(moves, 8, 8), part("ANIM", 0, 0, 0, 0, 0, 0))
}

// layered is a grey jpeg of 64 × 64 which is drawn in so many layers, each of
// which says with a few bytes that it changes nothing.
func layered(layers int) []byte {
	b := joined(
		[]byte{0xff, 0xd8, 0xff, 0xdb, 0, 67, 0}, bytes.Repeat([]byte{1}, 64),
		[]byte{0xff, 0xc2, 0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0},
		[]byte{0xff, 0xc4, 0, 20, 0x10, 1}, make([]byte, 15), []byte{0xe0}, // one code: the next 16,384 blocks are done
	)
	for range layers {
		b = append(b, 0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 0, 0)
	}
	return append(b, 0xff, 0xd9)
}
