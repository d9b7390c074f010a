package render

import (
	"io/fs"
	"sync"
	"time"

	"planet"
	"planet/themes"
)

// Advice says, for a code with which a visit ended, what it means and what
// the member can do about it (HEALTH-1). The wording is that of planet check.
type Advice struct{ Means, Todo string }

// AdviceFor returns the advice for a code in English; the zero Advice for one
// that needs none.
func AdviceFor(code planet.Code) Advice { return english().advice(code) }

// english has the words of the program itself, for what is said outside pages.
var english = sync.OnceValue(func() *locale {
	none := &locale{words: map[string]words{}}
	builtin, err := fs.Sub(themes.Files, defaultTheme)
	if err != nil {
		return none
	}
	l, err := newLocale(&planet.Site{Language: "en", Location: time.UTC}, []layer{{builtin, defaultTheme}})
	if err != nil {
		return none
	}
	return l
})

// advice gives the advice for a code in this language.
func (l *locale) advice(code planet.Code) Advice {
	key := "advice." + string(code)
	if _, ok := l.words[key]; !ok {
		return Advice{}
	}
	return Advice{Means: l.t(key), Todo: l.t(key + ".todo")}
}
