package clean

import (
	"bytes"
	"errors"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"planet"
)

// Limits of a text (CLEAN-3).
const (
	maxInput = 512 << 10 // bytes
	maxLinks = 1_000     // kept for conversations
	growth   = 4         // the output may be so many times the input
	spare    = 64 << 10  // and so many bytes more
)

var errTooLarge = errors.New("the text is too large to be cleaned")

// A fragment is a stranger's text on its way through the steps.
type fragment struct {
	post   Post
	base   *url.URL // nil if there is none
	origin *url.URL // of the text, without what counts clicks; nil if there is none
	here   string   // origin without its fragment; "" if there is none
	prefix string   // of ids
	limit  int      // of the output, in bytes
	root   *html.Node
	*buffers

	ids      map[string]bool // those given out
	jumps    []jump
	links    []link
	boxes    []*html.Node // tables and formulas that get a scroll box
	images   int
	noAlt    int
	trackers int
}

// A link is one to elsewhere, for conversations (CONV-1).
type link struct {
	node *html.Node
	planet.Reference
}

// buffers are used again: most of what a text costs is memory.
type buffers struct {
	balanced    []byte
	out, policy output
}

var pool = sync.Pool{New: func() any { return new(buffers) }}

func newFragment(post Post) *fragment {
	f := &fragment{
		post: post, base: parseBase(post.Base), origin: parseBase(post.Link), prefix: "e-" + post.ShortID + "-",
		buffers: pool.Get().(*buffers),
	}
	if f.origin != nil {
		untracked(f.origin)
		f.here, _, _ = strings.Cut(f.origin.String(), "#")
	}
	return f
}

// release gives the buffers back; nothing of what f returned is in them.
func (f *fragment) release() { pool.Put(f.buffers) }

// open takes a text as far as the edited tree.
func (f *fragment) open(raw string) error {
	if len(raw) > maxInput {
		return errTooLarge
	}
	f.limit = growth*len(raw) + spare
	var err error
	if f.balanced, err = balance(f.balanced[:0], raw); err != nil {
		return err
	}
	if f.root = grow(f.balanced); f.root == nil {
		if f.root, err = parse(f.balanced); err != nil {
			return err
		}
	}
	f.edit(f.root, place{})
	f.dropTitle()
	f.box()
	f.land()
	return nil
}

// seal renders the tree, has it sanitised, and gives the result. The tree is
// then the one of the result.
//
// Bluemonday is passed over where it would change no byte, the last parse where
// it would change nothing either: then the tree is one that comes back from a
// parser as it was. The tests hold admits and settled to that, and the whole to
// what the plain order gives.
func (f *fragment) seal() (string, error) {
	if err := f.render(f.root); err != nil {
		return "", err
	}
	as := f.out.buf
	if !admits(as) {
		f.policy.reset(f.limit)
		if err := policy.SanitizeReaderToWriter(bytes.NewReader(as), &f.policy); err != nil {
			return "", err
		}
		as = f.policy.buf
	}
	reparsed := !bytes.Equal(as, f.out.buf) || !settled(f.root)
	if reparsed {
		var err error
		if f.root, err = parse(as); err != nil {
			return "", err
		}
	}
	if len(f.jumps) > 0 {
		unmark(f.root)
	}
	if reparsed || len(f.jumps) > 0 {
		if err := f.render(f.root); err != nil {
			return "", err
		}
	}
	return string(f.out.buf), nil
}

// parse reads balanced markup into a tree below one element.
func parse(markup []byte) (*html.Node, error) {
	nodes, err := html.ParseFragment(bytes.NewReader(markup), newElement(atom.Div))
	if err != nil {
		return nil, err
	}
	root := newElement(atom.Div)
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return root, nil
}

// render renders what is below root into f.out.
func (f *fragment) render(root *html.Node) error {
	f.out.reset(f.limit)
	for n := range root.ChildNodes() {
		if err := f.out.node(n); err != nil {
			return err
		}
	}
	return nil
}

// An output takes at most max bytes. It is a writer of the kind that needs no
// further buffer.
type output struct {
	buf []byte
	max int
}

func (o *output) reset(limit int) { o.buf, o.max = o.buf[:0], limit }

// Write takes p whole, or nothing.
func (o *output) Write(p []byte) (int, error) {
	if len(o.buf)+len(p) > o.max {
		return 0, errTooLarge
	}
	o.buf = append(o.buf, p...)
	return len(p), nil
}

// WriteString takes s whole, or nothing.
func (o *output) WriteString(s string) (int, error) {
	if len(o.buf)+len(s) > o.max {
		return 0, errTooLarge
	}
	o.buf = append(o.buf, s...)
	return len(s), nil
}

// WriteByte takes a byte.
func (o *output) WriteByte(c byte) error {
	if len(o.buf) == o.max {
		return errTooLarge
	}
	o.buf = append(o.buf, c)
	return nil
}
