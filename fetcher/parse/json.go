package parse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// jsonVersion is what the version of every JSON Feed holds: some write it with
// http, though the specification does not.
const jsonVersion = "://jsonfeed.org/version/"

// An object is one of JSON, its parts not looked at yet: feeds have numbers
// where texts belong, and one bad part must not cost the others (PARSE-17).
type object map[string]json.RawMessage

// parseJSON reads a JSON Feed. Its items are read one by one, so that those
// before a break are not lost (PARSE-11).
func parseJSON(doc []byte, from From) (*Feed, error) {
	top, items, err := readJSON(doc)
	version := legalString(top.text("version"))
	scheme, kind, is := strings.Cut(version, jsonVersion)
	is = is && (scheme == "https" || scheme == "http")
	switch {
	case !is && err != nil:
		return nil, unreadable(doc, jsonOffset(err), "it is no JSON")
	case !is:
		return nil, unreadable(doc, 0, "it is JSON without the version of a JSON Feed")
	case err != nil && len(items) == 0:
		return nil, unreadable(doc, jsonOffset(err), "the JSON breaks there")
	}
	m := jsonMapper{from: from, dates: newDates(from.Fix)}
	feed := m.feed(top)
	feed.Format = "JSON Feed " + strings.Trim(kind, "/")
	m.items(feed, items)
	if m.completed != "" {
		feed.noteRelative(m.completed)
	}
	if err != nil {
		feed.note(malformed(lineOf(doc, jsonOffset(err)), "a mistake in its JSON"))
	}
	return feed, nil
}

// readJSON reads the parts of the outermost object, and its items apart. With
// an error come the parts before it.
func readJSON(doc []byte) (top object, items []json.RawMessage, err error) {
	top = object{}
	d := json.NewDecoder(bytes.NewReader(doc))
	if _, err := d.Token(); err != nil {
		return top, nil, err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return top, items, err
		}
		if name == "items" {
			if items, err = readItems(d, items); err != nil {
				return top, items, err
			}
			continue
		}
		var part json.RawMessage
		if err := d.Decode(&part); err != nil {
			return top, items, err
		}
		if key, is := name.(string); is && len(top) < maxChildren {
			top[key] = part
		}
	}
	_, err = d.Token()
	return top, items, err
}

// readItems reads a list, or passes over what is none.
func readItems(d *json.Decoder, items []json.RawMessage) ([]json.RawMessage, error) {
	begin, err := d.Token()
	if err != nil || begin != json.Delim('[') {
		return items, passOver(d, begin, err)
	}
	for d.More() {
		var item json.RawMessage
		if err := d.Decode(&item); err != nil {
			return items, err
		}
		if len(items) >= maxElements {
			return items, fmt.Errorf("more than %d items", maxElements)
		}
		items = append(items, item)
	}
	_, err = d.Token()
	return items, err
}

// passOver skips the rest of a value of which one token was read.
func passOver(d *json.Decoder, begin json.Token, err error) error {
	if err != nil || begin != json.Delim('{') {
		return err
	}
	for d.More() {
		if _, err := d.Token(); err != nil {
			return err
		}
		var part json.RawMessage
		if err := d.Decode(&part); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// jsonOffset is where a decoder stopped.
func jsonOffset(err error) int {
	if syntax, is := asSyntax(err); is {
		return int(syntax.Offset)
	}
	return 1 << 30 // at the end
}
