package config

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"planet"
)

// maxAvatar is the largest picture of a member, in bytes (IMG-4).
const maxAvatar = 100_000

// An avatar is a file beside the list, or an address.
type avatar struct{ into *string }

func (a avatar) read(r *reading, n *node) bool {
	switch {
	case n.kind == empty:
		return true
	case n.kind == text && strings.Contains(n.text, "://"):
		return asked(a.into).read(r, n)
	case n.kind != text || !filepath.IsLocal(filepath.FromSlash(n.text)):
		r.say(n, planet.CodeBadValue, "%s is %s; write a file beside feeds.yaml, like avatars/ann.png, or an address", called(n), n.shown())
		return false
	}
	if wrong := r.picture(filepath.FromSlash(n.text)); wrong != "" {
		r.note(n, Warns, planet.CodeAvatar, "%s %s; until then initials are shown", short(n.text), wrong)
		return true
	}
	*a.into = n.text
	return true
}

func (a avatar) write() *node { return said(*a.into) }

func (a avatar) schema() *schema { return &schema{Type: "string", MaxLength: maxAddress} }

// picture says what is wrong with a file for an avatar, or "". It is opened
// below the list's folder, where no link leads out.
func (r *reading) picture(name string) string {
	root, err := os.OpenRoot(r.site.Dir)
	if err != nil {
		return "cannot be opened; look at the rights of its folder"
	}
	defer root.Close()
	info, err := root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "is missing; put the picture there"
	case err != nil || !info.Mode().IsRegular():
		return "is not a file; put the picture there"
	case info.Size() > maxAvatar:
		return "is larger than 100 kB; make the picture smaller"
	}
	f, err := root.Open(name)
	if err != nil {
		return "cannot be opened; look at its rights"
	}
	defer f.Close()
	head := make([]byte, 12)
	if _, err := io.ReadFull(f, head); err != nil || !isPicture(head) {
		return "is not a png, jpeg, webp or gif; save the picture as one"
	}
	return ""
}

func isPicture(head []byte) bool {
	for _, magic := range []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return bytes.HasPrefix(head, []byte("RIFF")) && bytes.HasSuffix(head, []byte("WEBP"))
}
