package parse

import (
	"strings"
	"time"
)

// months are the names and short forms in English, French, German, Spanish,
// Italian, Dutch and Portuguese, in lower case.
var months = monthNames(
	"jan january janvier janv januar jän jänner enero ene gennaio gen januari janeiro",
	"feb february février févr fév fevrier fevr fev februar febrero febbraio februari fevereiro",
	"mar march mars märz mär maerz marzo maart mrt março marco",
	"apr april avril avr abril abr aprile",
	"may mai mayo maggio mag mei maio",
	"jun june juin juni junio giugno giu junho",
	"jul july juillet juil juli julio luglio lug julho",
	"aug august août aout aoû agosto ago augustus",
	"sep sept september septembre septiembre setiembre set settembre setembro",
	"oct october octobre oktober okt octubre ottobre ott outubro out",
	"nov november novembre noviembre novembro",
	//nolint:misspell // French
	"dec december décembre déc decembre dezember dez diciembre dic dicembre dezembro",
)

func monthNames(names ...string) map[string]time.Month {
	all := map[string]time.Month{}
	for i, line := range names {
		for name := range strings.FieldsSeq(line) {
			all[name] = time.Month(i + 1)
		}
	}
	return all
}
