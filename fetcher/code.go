package fetcher

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"planet"
	"planet/fetcher/discover"
	"planet/fetcher/get"
	"planet/fetcher/parse"
)

// codeOf gives the code of why a feed could not be read.
func codeOf(err error) planet.Code {
	if _, ok := errors.AsType[*panicError](err); ok {
		return planet.CodePanic
	}
	if _, ok := errors.AsType[ownFeedError](err); ok {
		return planet.CodeOwnFeed
	}
	if e, ok := errors.AsType[*discover.Error](err); ok {
		return e.Code()
	}
	if e, ok := errors.AsType[*parse.Error](err); ok {
		return e.Code
	}
	if code := get.Code(err); code != "" {
		return code
	}
	return planet.CodeUnreachable
}

// sentence gives an error's words on one line, without the last full stop.
func sentence(err error) string {
	return strings.TrimSuffix(printable(strings.Join(strings.Fields(err.Error()), " ")), ".")
}

type panicError struct{ value any }

func (e *panicError) Error() string {
	return fmt.Sprintf("reading this feed broke our program (%v); please report it", e.value)
}

// An ownFeedError refuses our own merged feed, which would feed itself (ID-15).
type ownFeedError struct{}

func (ownFeedError) Error() string { return "this is our own merged feed; it would feed itself" }

// maxNamed is how many of a page's feeds a message names.
const maxNamed = 5

// A pageError adds to a page that stands where a feed should be which feeds
// it declares. None of them is asked: a lapsed domain must not choose its
// successor (GET-26).
type pageError struct {
	found []discover.Candidate
	err   *parse.Error
}

func (e *pageError) Error() string {
	var found []string
	for _, c := range e.found[:min(len(e.found), maxNamed)] {
		found = append(found, c.URL)
	}
	todo := "If one of them is the feed, write its address behind feed:"
	if len(found) == 1 {
		todo = "If that is the feed, write feed: " + found[0]
	}
	return fmt.Sprintf("%s. We found %s on it. %s", sentence(e.err), strings.Join(found, " and "), todo)
}

func (e *pageError) Unwrap() error { return e.err }

// notAFeed completes the error of an answer that was no feed, if it was a
// page.
func notAFeed(err error, answer *get.Answer) error {
	e, ok := errors.AsType[*parse.Error](err)
	if !ok || e.Code != planet.CodeNotAFeed {
		return err
	}
	found := discover.Page(answer.Body, answer.URL)
	if len(found) == 0 {
		return err
	}
	return &pageError{slices.Clip(found), e}
}
