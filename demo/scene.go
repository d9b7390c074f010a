package demo

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// dayBegins is when a day of the community begins, in UTC: all posts of a day
// are written before that hour. So none lies in the future, and each reply
// stays behind what it replies to, whatever the hour.
const dayBegins = 8 * time.Hour

// A scene is when and where the blogs are shown.
type scene struct {
	day  time.Time // midnight UTC of the newest day with posts
	port int
}

func newScene(now time.Time, port int) scene {
	return scene{day: now.UTC().Add(-dayBegins).Truncate(24 * time.Hour), port: port}
}

// date reads "-4d 09:00": nine o'clock UTC, four days ago.
func (s scene) date(offset string) (time.Time, error) {
	var days, hour, minute int
	if _, err := fmt.Sscanf(offset, "-%dd %d:%d", &days, &hour, &minute); err != nil {
		return time.Time{}, fmt.Errorf("date %q; write one like -4d 09:00: %w", offset, err)
	}
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	return s.day.AddDate(0, 0, -days).Add(clock), nil
}

// addresses gives the addresses in text the port. The files say
// http://gus.localhost/ without one.
func (s scene) addresses(text []byte) []byte {
	return bytes.ReplaceAll(text, []byte("localhost/"), []byte("localhost:"+strconv.Itoa(s.port)+"/"))
}

// address is where the file at path of a blog stands; path begins with "/".
func (s scene) address(host, path string) string {
	return string(s.addresses([]byte("http://" + host + path)))
}

// daysAgo is how feeds.yaml says when somebody joined.
var daysAgo = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`joined: -\d+d`) })

// list gives feeds.yaml its port and its days of joining.
func (s scene) list(text []byte) []byte {
	dated := daysAgo().ReplaceAllFunc(text, func(found []byte) []byte {
		key, days, _ := bytes.Cut(found, []byte("-"))
		n, _ := strconv.Atoi(string(bytes.TrimSuffix(days, []byte("d")))) // only digits match
		return s.day.AddDate(0, 0, -n).AppendFormat(bytes.Clone(key), time.DateOnly)
	})
	return s.addresses(dated)
}
