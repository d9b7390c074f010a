package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// memoryName is the file in the output folder by which the next render knows
// what each file was made of. Without it all files are made anew, and come out
// the same: it may be deleted at any time. serve keeps dot files back.
const memoryName = ".planet.made"

// memoryFormat is another one whenever digests are made in another way.
const memoryFormat = "planet made 1\n"

// A madeFile is what is remembered of a file: of what it was made, and how it
// lay there afterwards. One that was changed by somebody else since is known by
// its size or time.
type madeFile struct {
	of      digest
	size    int64
	time    int64 // of its last change, in nanoseconds since 1970
	listed  bool  // in sitemap.xml, as changed at that moment
	changed time.Time
}

// memory gives what was made of what, by name.
type memory map[string]madeFile

// readMemory reads what the last render left. What can't be read counts as
// forgotten.
func (t *tree) readMemory() {
	t.made = memory{}
	if t.root == nil || t.o.Force {
		return
	}
	info, err := t.lstat(memoryName)
	if err != nil || info == nil || !info.Mode().IsRegular() {
		return
	}
	if b, err := t.root.ReadFile(memoryName); err == nil {
		t.made = parseMemory(b)
	}
}

// writeMemory replaces the memory, by rename like any file, if it says
// something new. The site is there by now: without a memory, or with an older
// one, the next render only takes longer.
func (t *tree) writeMemory(m memory) {
	b := m.bytes()
	if len(m)+len(t.made) == 0 {
		return
	}
	if there, err := t.root.ReadFile(memoryName); err == nil && bytes.Equal(there, b) {
		return
	}
	staged, _, err := t.stage(bytes.NewReader(b))
	if err == nil {
		err = t.root.Rename(staged, memoryName)
	}
	if err != nil {
		t.o.Warn("%s can't be written, so the next render makes all files anew: %v", t.shown(memoryName), err)
	}
}

// nextMemory gives what the next render has to know.
func (t *tree) nextMemory() memory {
	m := make(memory, len(t.files))
	for name, f := range t.files {
		if f.made.of != (digest{}) {
			m[name] = f.made
		}
	}
	return m
}

// bytes writes a memory: names in order, each as what it shares with the one
// before and what it has of its own, and a checksum of it all.
func (m memory) bytes() []byte {
	b := make([]byte, 0, 64*len(m)+len(memoryFormat)+sha256.Size)
	b = append(b, memoryFormat...)
	last := ""
	for _, name := range slices.Sorted(maps.Keys(m)) {
		f := m[name]
		shared := 0
		for shared < min(len(last), len(name)) && last[shared] == name[shared] {
			shared++
		}
		b = binary.AppendUvarint(b, uint64(shared))
		b = binary.AppendUvarint(b, uint64(len(name)-shared))
		b = append(b, name[shared:]...)
		b = append(b, f.of[:]...)
		b = binary.AppendVarint(b, f.size)
		b = binary.AppendVarint(b, f.time)
		b = append(b, boolByte(f.listed))
		if f.listed {
			b = binary.AppendVarint(b, f.changed.Unix())
		}
		last = name
	}
	checksum := sha256.Sum256(b)
	return append(b, checksum[:]...)
}

func boolByte(yes bool) byte {
	if yes {
		return 1
	}
	return 0
}

// parseMemory reads what bytes wrote; anything else is an empty memory.
func parseMemory(b []byte) memory {
	end := len(b) - sha256.Size
	if end < len(memoryFormat) || string(b[:len(memoryFormat)]) != memoryFormat {
		return memory{}
	}
	if checksum := sha256.Sum256(b[:end]); !bytes.Equal(checksum[:], b[end:]) {
		return memory{}
	}
	r := memoryReader{b: b[len(memoryFormat):end]}
	m := make(memory, len(b)/64)
	for last := ""; len(r.b) > 0 && !r.bad; {
		shared, own := r.uvarint(), r.uvarint()
		if shared > uint64(len(last)) {
			return memory{}
		}
		name := last[:shared] + string(r.take(own))
		f := madeFile{}
		copy(f.of[:], r.take(uint64(len(f.of))))
		f.size, f.time = r.varint(), r.varint()
		if f.listed = string(r.take(1)) == "\x01"; f.listed {
			f.changed = time.Unix(r.varint(), 0).UTC()
		}
		m[name], last = f, name
	}
	if r.bad {
		return memory{}
	}
	return m
}

// A memoryReader reads from b, and is bad as soon as that does not go on.
type memoryReader struct {
	b   []byte
	bad bool
}

func (r *memoryReader) take(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return nil
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *memoryReader) uvarint() uint64 {
	n, size := binary.Uvarint(r.b)
	r.bad = r.bad || size <= 0
	r.take(uint64(max(size, 0)))
	return n
}

func (r *memoryReader) varint() int64 {
	n, size := binary.Varint(r.b)
	r.bad = r.bad || size <= 0
	r.take(uint64(max(size, 0)))
	return n
}

// holds reports whether the file called name is there as it was left, and was
// made of the same. Nothing is read of it.
func (t *tree) holds(name string, of digest) bool {
	return t.made[name].of == of && t.lies(name)
}

// lies reports whether the file called name lies there as the last render left
// it.
func (t *tree) lies(name string) bool {
	f, known := t.made[name]
	if !known || f.of == (digest{}) || !t.ours[name] || t.respelled(name) {
		return false
	}
	info, err := os.Lstat(filepath.Join(t.dir, filepath.FromSlash(name))) // only looks: a link on the way there does no harm
	return err == nil && info.Mode().IsRegular() && info.Size() == f.size && info.ModTime().UnixNano() == f.time
}

// reuse lets a file stand that holds what it would be made of, with what goes
// with it.
func (t *tree) reuse(name string) error {
	free, err := t.claim(name, false)
	if err != nil || !free {
		return err
	}
	t.mu.Lock()
	t.files[name].made = t.made[name]
	t.mu.Unlock()
	return t.keepSmaller(name)
}

// putMade is put for a file whose digest the next render is to know.
func (t *tree) putMade(name string, b []byte, made madeFile) error {
	held := t.o.Audit && t.holds(name, made.of)
	if err := t.put(name, b); err != nil {
		return err
	}
	return t.remember(name, made, held)
}

// remember notes of what the file called name was made. held: it would have
// stood as it is (see treeOptions.Audit).
func (t *tree) remember(name string, made madeFile, held bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.files[name]
	if f == nil || f.static {
		return nil // the owner's own file stands there
	}
	made.size, made.time = f.made.size, f.made.time
	f.made = made
	if was := t.made[name]; held && (f.change != kept || made.listed != was.listed || made.listed && made.changed.Unix() != was.changed.Unix()) {
		return fmt.Errorf("%s would stand as it was, though it is another one now: its digest lacks a part", name)
	}
	return nil
}

// stands lets files stand that hold what they would be made of, all or none of
// them, and reports whether it did.
func (t *tree) stands(of digest, names ...string) (bool, error) {
	if t.o.Audit || slices.ContainsFunc(names, func(name string) bool { return !t.holds(name, of) }) {
		return false, nil
	}
	for _, name := range names {
		if err := t.reuse(name); err != nil {
			return false, err
		}
	}
	return true, nil
}
