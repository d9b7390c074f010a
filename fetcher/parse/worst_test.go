package parse

import (
	"errors"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
)

// maxHeap is what reading one document of 5 MiB may take of the heap at any
// time (PARSE-20).
const maxHeap = 256 * megabyte

// filled writes a document of 5 MiB with as many parts as fit.
func filled(begin, part, end string) string {
	return begin + strings.Repeat(part, (5*megabyte-len(begin)-len(end))/len(part)) + end
}

// posts fills a document with posts of many equal parts.
func posts(part string, each int) string {
	return filled("<rss><channel>", "<item><title>x</title>"+strings.Repeat(part, each)+"</item>", "</channel></rss>")
}

// The worst of 5 MiB that we and others could think of: any of it ends, with
// a feed or an error, and within the memory that a small machine has
// (PARSE-20). The heap is looked at many times; it may be higher in between,
// but never for long.
func TestWorst(t *testing.T) {
	const rss, item, end = "<rss><channel>", "<item><title>x</title><description>", "</description></item></channel></rss>"
	const items = `{"version": "https://jsonfeed.org/version/1", "items": [`
	defer debug.SetGCPercent(debug.SetGCPercent(50)) // else garbage is most of what is seen
	for name, doc := range map[string]string{
		"subjects":            posts("<dc:subject>a</dc:subject>", 9000),
		"links":               posts(`<atom:link href="a"/>`, 9000),
		"links of attributes": posts("<atom:link"+strings.Repeat(` rel=""`, maxAttrs)+"/>", 3),
		"films":               posts(`<media:content url="a" type="audio"/>`, 9000),
		"films in films":      posts(nested(maxDepth-10, "<media:group>", "</media:group>"), 40),
		"small posts":         posts("", 0),
		"people":              filled("<feed>", "<entry><id>x</id>"+strings.Repeat("<author><name>a</name></author>", 1000)+"</entry>", "</feed>"),
		"one long text":       filled(rss+item, "&lt;p&gt;a &amp; ", end),
		"ampersands":          filled(rss+item+"<b/>", "&", end),
		"quotes":              filled(rss+item, `"`, "<b/>"+end),
		"signs":               filled(rss+item, "<", end),
		"open comments":       filled(rss, "<!-", ""),
		"UTF-16":              "\xff\xfe" + filled("", "<\x00", ""),
		"latin-1":             filled("<?xml version='1.0' encoding='latin1'?>"+rss+item, "\x80", end),
		"bad bytes":           filled("<?xml version='1.0' encoding='utf-8'?>"+rss+item, "\x80ééééééééé", end),
		"control characters":  filled(rss+item, "\x01", end),
		"objects":             filled(items, `{"a": 1},`, `{"id": "1"}]}`),
		"members":             filled(items+`{`, `"a": 1,`, `"id": "1"}]}`),
		"numbers":             filled(items, `1,`, `{"id": "1"}]}`),
		"tags":                filled(items+`{"id": "1", "tags": [`, `1,`, `1]}]}`),
		"lists in lists":      filled(items+`{"id": "1", "tags": `, "[", ""),
		"text of JSON":        filled(items+`{"id": "1", "content_text": "`, `<\n`, `"}]}`),
		"nothing of JSON":     filled(`{"version": "https://jsonfeed.org/version/1"`, " ", "}"),
	} {
		t.Run(name, func(t *testing.T) {
			body := []byte(doc)
			var err error
			heap := highest(func() { _, err = Parse(body, From{URL: home}) })
			if _, is := errors.AsType[*Error](err); err != nil && !is {
				t.Error(err)
			}
			if heap > maxHeap {
				t.Errorf("%d bytes took %d of the heap", len(body), heap)
			}
		})
	}
}

// highest gives by how much the heap grew at most while f ran, as far as it
// was looked at.
func highest(f func()) uint64 {
	runtime.GC()
	first := heapNow()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	most := first
	for {
		select {
		case <-done:
			return max(most, heapNow()) - first
		case <-tick.C:
			most = max(most, heapNow())
		}
	}
}

func heapNow() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
