package render

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"
)

// A digest stands for all that a file is made of: two that are alike are of
// the same things. The zero digest is of nothing, and like no other one.
type digest [16]byte

// A sum gathers what a digest is made of. Each part says where it ends, so no
// two lists of parts are alike by chance. Its zero value is ready.
type sum struct{ b []byte }

// digest gives the digest of all that was said so far.
func (s *sum) digest() digest {
	all := sha256.Sum256(s.b)
	return digest(all[:len(digest{})])
}

func (s *sum) text(parts ...string) {
	for _, p := range parts {
		s.b = binary.AppendUvarint(s.b, uint64(len(p)))
		s.b = append(s.b, p...)
	}
}

func (s *sum) number(all ...int) {
	for _, n := range all {
		s.b = binary.AppendVarint(s.b, int64(n))
	}
}

func (s *sum) flag(all ...bool) {
	for _, yes := range all {
		n := byte(0)
		if yes {
			n = 1
		}
		s.b = append(s.b, n)
	}
}

// time takes moments, to the second: that is as exact as they are stored.
func (s *sum) time(all ...time.Time) {
	for _, t := range all {
		s.b = binary.AppendVarint(s.b, t.Unix())
	}
}

func (s *sum) digests(all ...digest) {
	s.number(len(all))
	for i := range all {
		s.b = append(s.b, all[i][:]...)
	}
}

// value takes anything by all its exported fields. What can't be written as
// JSON is an error: nobody could say whether it changed.
func (s *sum) value(v any) error {
	b, err := json.Marshal(v)
	s.text(string(b))
	return err
}
