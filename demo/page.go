package demo

import (
	"bytes"
	"html/template"
	"slices"
	"sync"
)

// templates are the pages of all blogs: home.html, and what stands before and
// after the text of a post. The text itself goes between them as it is.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(embedded, "templates/*.html"))
})

// A page is what the templates get.
type page struct {
	Blog *blog
	Post post // zero on the home page
}

const htmlType = "text/html; charset=utf-8"

// pages makes the home page, a page for each post, and the style, by path.
func (b *blog) pages() (map[string]document, error) {
	home, err := write("home.html", page{Blog: b})
	if err != nil {
		return nil, err
	}
	all := map[string]document{"/": {kind: htmlType, body: home}}
	for _, p := range b.Posts {
		body, err := b.postPage(p)
		if err != nil {
			return nil, err
		}
		all["/"+p.Slug] = document{kind: htmlType, body: body}
	}
	style, err := embedded.ReadFile("templates/blog.css")
	all["/blog.css"] = document{kind: mediaType("blog.css"), body: style}
	return all, err
}

func (b *blog) postPage(p post) ([]byte, error) {
	data := page{Blog: b, Post: p}
	head, err := write("head.html", data)
	if err != nil {
		return nil, err
	}
	foot, err := write("foot.html", data)
	return slices.Concat(head, p.Text, foot), err
}

func write(name string, data page) ([]byte, error) {
	var out bytes.Buffer
	err := templates().ExecuteTemplate(&out, name, data)
	return out.Bytes(), err
}
