package demo

import (
	"cmp"
	"fmt"
	"mime"
	"path"
	"strings"
	"time"
)

// A post is one file of a blog: a header, an empty line, and its text.
type post struct {
	Slug      string // the file's name, and the last part of its address
	Link      string
	ID        string
	Title     string // "" for a note
	Summary   string // plain text; stands for a note's title on the home page
	Lang      string
	Tags      []string
	Published time.Time // in the zone of the blog, like Updated
	Updated   time.Time
	Enclosure *enclosure
	Text      []byte // trusted: it was written with the program
}

// An enclosure is a file of the blog that comes with a post.
type enclosure struct {
	Link, Type string
	Length     int // bytes
}

func (b *blog) readPost(slug string, raw []byte) (post, error) {
	h, text, err := readHeader(raw)
	if err != nil {
		return post{}, err
	}
	p := post{
		Slug:    slug,
		Link:    b.scene.address(b.Host, "/"+slug),
		Title:   h.take("title"),
		Summary: h.take("summary"),
		Lang:    cmp.Or(h.take("lang"), b.Lang),
		Text:    b.scene.addresses(text),
	}
	if tags := h.take("tags"); tags != "" {
		p.Tags = strings.Split(tags, ", ")
	}
	p.Enclosure = b.enclosure(h.take("enclosure"))
	if err := b.readDates(&p, h); err != nil {
		return post{}, err
	}
	p.ID = b.id(p, h.take("number"))
	return p, h.unread()
}

func (b *blog) readDates(p *post, h header) error {
	published := h.take("date")
	day, err := b.scene.date(published)
	if err != nil {
		return err
	}
	p.Published = day.In(b.zone)
	if day, err = b.scene.date(cmp.Or(h.take("updated"), published)); err != nil {
		return err
	}
	p.Updated = day.In(b.zone)
	return nil
}

// id is what the blog's program takes for the post's id. None but a link
// depends on the port.
func (b *blog) id(p post, number string) string {
	switch b.ids {
	case "tag":
		return fmt.Sprintf("tag:%s,2023:%s", b.Host, p.Slug)
	case "number":
		return fmt.Sprintf("%s ?p=%s", b.Title, number)
	default:
		return p.Link
	}
}

func (b *blog) enclosure(name string) *enclosure {
	if name == "" {
		return nil
	}
	body := b.files[path.Join("blogs", strings.TrimSuffix(b.Host, ".localhost"), name)]
	return &enclosure{Link: b.scene.address(b.Host, "/"+name), Type: mediaType(name), Length: len(body)}
}

// mediaType is that of a file by its name, the same on every machine.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".png":
		return "image/png"
	case ".svg":
		return "image/svg+xml"
	case ".wav":
		return "audio/wav"
	default:
		return mime.TypeByExtension(path.Ext(name))
	}
}
