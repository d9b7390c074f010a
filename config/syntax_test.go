package config_test

import (
	"testing"
)

// What is no YAML, or YAML that a list does without, is answered in words of
// ours; what the rest of the list lacks is said in the same breath (FY-6).
func TestSyntaxMistakes(t *testing.T) {
	tests := []struct {
		name string
		list string
		want string
	}{
		{
			"a tab before a dash",
			planetExample + "feeds:\n\t- https://ann.example/\n",
			"feeds.yaml:3: a tab stands where YAML wants spaces; indent with spaces only",
		},
		{
			"a tab before a key",
			planetExample + "feeds:\n  - name: Ann\n\tsite: https://ann.example/\n",
			"feeds.yaml:4: a tab stands where YAML wants spaces; indent with spaces only",
		},
		{
			"a second colon",
			planetExample + "feeds:\n  - name: Ann: a blog\n    site: https://ann.example/\n",
			`feeds.yaml:3: "Ann" is followed by a second colon; put the whole text in quotes, like name: "Ann: a blog"`,
		},
		{
			"a quotation mark without a second one",
			planetExample + "feeds:\n  - name: \"Ann\n    site: https://ann.example/\n",
			"feeds.yaml:3: a quotation mark opens here and none closes; write the second one",
		},
		{
			"an apostrophe that opens a text",
			planetExample + "feeds:\n  - name: 'Ann\n    site: https://ann.example/\n",
			"feeds.yaml:3: a quotation mark opens here and none closes; write the second one",
		},
		{
			"a key that is too far left",
			planetExample + "feeds:\n  - name: Ann\n   site: https://ann.example/\n",
			`feeds.yaml:4: "site" does not fit here; indent it like the lines it belongs to, and look for a missing colon, quote or dash above`,
		},
		{
			"a key that is too far right",
			planetExample + "feeds:\n  - name: Ann\n      site: https://ann.example/\n",
			`feeds.yaml:3: the line below "Ann" is indented too deeply; begin it under the key of this one`,
		},
		{
			"a missing colon",
			planetExample + "feeds:\n  - name: Ann\n    site https://ann.example/\n",
			`feeds.yaml:4: "site https://ann.example/" does not fit here; indent it like the lines it belongs to, and look for a missing colon, quote or dash above`,
		},
		{
			"a colon without a space",
			planetExample + "feeds:\n  - name:Ann\n    site: https://ann.example/\n",
			`feeds.yaml:3: "name:Ann" is not a key and a value; write a colon and a space between the two`,
		},
		{
			"a bracket that does not close",
			planetExample + "feeds:\n  - {name: Ann, groups: [standard, site: https://ann.example/}\n",
			`feeds.yaml:3: "}" does not fit here; indent it like the lines it belongs to, and look for a missing colon, quote or dash above`,
		},
		{
			"a brace that does not close",
			planetExample + "feeds:\n  - {name: Ann, site: https://ann.example/\n",
			"feeds.yaml:3: a mapping that opens with { is not closed; write } at its end",
		},
		{
			"a reserved sign",
			planetExample + "feeds:\n  - name: @ann\n    site: https://ann.example/\n",
			`feeds.yaml:3: a text cannot begin with "@"; put it in quotes`,
		},
		{
			"a backslash",
			planetExample + "feeds:\n  - name: \"Ann \\& Ben\"\n    site: https://ann.example/\n",
			`feeds.yaml:3: the backslash in this text means nothing to YAML; put the text in single quotes, or write \\`,
		},
		{
			"a path of Windows",
			planetExample + "feeds:\n  - about: \"Look at C:\\Users\"\n    site: https://ann.example/\n",
			`feeds.yaml:3: the backslash in this text means nothing to YAML; put the text in single quotes, or write \\`,
		},
		{
			"a text behind |",
			planetExample + "feeds:\n  - about: | Writes.\n    site: https://ann.example/\n",
			"feeds.yaml:3: after | or > the text begins on the next line; move it there",
		},
		{
			"an anchor",
			planetExample + "feeds:\n  - name: &ann Ann\n    site: https://ann.example/\n",
			`feeds.yaml:3: "&ann" begins with &, which names a value in YAML; put the whole text in quotes, or leave the name out`,
		},
		{
			"an alias",
			planetExample + "feeds:\n  - name: *ann\n    site: https://ann.example/\n",
			`feeds.yaml:3: "*ann" begins with *, which stands for a named value in YAML; put the whole text in quotes, or write the value out`,
		},
		{
			"a merge key",
			planetExample + "feeds:\n  - <<: {name: Ann}\n    site: https://ann.example/\n",
			"feeds.yaml:3: << is not read here; write out the keys that it stands for",
		},
		{
			"a type",
			planetExample + "feeds:\n  - name: !!binary aGFja2Vk\n    site: https://ann.example/\n",
			`feeds.yaml:3: "!!binary" begins with !, which names a type in YAML; put the whole text in quotes, or leave the type out`,
		},
		{
			"a key behind ?",
			planetExample + "feeds:\n  - ? name\n    : Ann\n",
			"feeds.yaml:3: a key begins with ? here; write the key alone, and a colon after it",
		},
		{
			"a second document",
			planetExample + "feeds:\n  - https://ann.example/\n---\n",
			"feeds.yaml:4: --- begins a second list here; remove this line, since a file holds one",
		},
		{
			"an end of the document",
			planetExample + "feeds:\n  - https://ann.example/\n...\n",
			"feeds.yaml:4: ... ends the list here; remove this line",
		},
		{"a directive", "%YAML 1.2\n---\nplanet: {title: Planet Example, url: https://planet.example/}\n", `feeds.yaml:1: "%YAML" is not read here; remove this line`},
		{
			"a zero byte",
			planetExample + "feeds:\n  - name: Ann\x00\n    site: https://ann.example/\n",
			`feeds.yaml:3: the text "Ann" holds the invisible character U+0000; remove it`,
		},
		{
			"Latin-1",
			planetExample + "feeds:\n  - name: Andr\xe9\n    site: https://ann.example/\n",
			"feeds.yaml:3: the text here is not UTF-8; save the file with this encoding",
		},
		{"UTF-16", "\xff\xfep\x00l\x00", "feeds.yaml:1: the text here is not UTF-8; save the file with this encoding"},
		{
			"line ends of Windows",
			"planet: {title: Planet Example, url: https://planet.example/}\r\nfeeds:\r\n  - nme: Ann\r\n    site: https://ann.example/\r\n",
			"feeds.yaml:3: nme is not known here; did you mean name?",
		},
		{
			"line ends of an old Mac",
			"planet: {title: Planet Example, url: https://planet.example/}\rfeeds:\r  - nme: Ann\r    site: https://ann.example/\r",
			"feeds.yaml:3: nme is not known here; did you mean name?",
		},
		{
			"a mark at the beginning of the file",
			"\ufeffplanet: {title: Planet Example, url: https://planet.example/}\nfeeds:\n  - nme: Ann\n    site: https://ann.example/\n",
			"feeds.yaml:3: nme is not known here; did you mean name?",
		},
		{
			"comments and empty lines",
			"# A planet.\n\nplanet: {title: Planet Example, url: https://planet.example/}\n\nfeeds:  # who\n\n  # Ann\n  - nme: Ann  # her name\n    site: https://ann.example/\n",
			"feeds.yaml:8: nme is not known here; did you mean name?",
		},
		{
			"a fence of Markdown around all of it",
			"\n```yaml\n" + planetExample + "feeds:\n  - nme: Ann\n    site: https://ann.example/\n```\n",
			"feeds.yaml:2: ```yaml is Markdown's mark around code, and no YAML; remove this line and the last one\nfeeds.yaml:5: nme is not known here; did you mean name?",
		},
		{
			"a fence that nothing ends",
			"~~~\n" + planetExample + "feeds:\n  - https://ann.example/\n",
			"feeds.yaml:1: ~~~ is Markdown's mark around code, and no YAML; remove this line",
		},
		{
			"a fence inside",
			planetExample + "feeds:\n```\n  - https://ann.example/\n```\n",
			"feeds.yaml:3: ``` is Markdown's mark around code, and no YAML; remove this line\nfeeds.yaml:5: ``` is Markdown's mark around code, and no YAML; remove this line",
		},
		{
			"quotation marks of books around a colon",
			planetExample + "feeds:\n  - name: “Ann: a blog”\n    site: https://ann.example/\n",
			`feeds.yaml:3: "“Ann" is followed by a second colon; put the whole text in quotes, like name: "Ann: a blog" (the quotation marks of books mean nothing to YAML; write " or none)`,
		},
		{
			"quotation marks of books around values",
			planetExample + "feeds:\n  - name: “Ann”\n    site: “https://ann.example/”\n    language: „en“\n    search: ‘false’\n",
			`feeds.yaml:4: "“https://ann.example/”" is not a web address; write https://ann.example/ (the quotation marks of books mean nothing to YAML; write " or none)` + "\n" +
				`feeds.yaml:5: language is "„en“"; write a language code such as en, pt-BR or zh-Hant (the quotation marks of books mean nothing to YAML; write " or none)` + "\n" +
				`feeds.yaml:6: search is "‘false’"; write true or false (the quotation marks of books mean nothing to YAML; write " or none)`,
		},
		{
			"quotation marks of books around a key",
			planetExample + "feeds:\n  - “name”: Ann\n    site: https://ann.example/\n",
			`feeds.yaml:3: “name” is not known here; did you mean name? (the quotation marks of books mean nothing to YAML; write " or none)`,
		},
		{
			"a link of Markdown",
			planetExample + "feeds:\n  - name: Ann\n    site: [Ann](https://ann.example/)\n",
			"feeds.yaml:4: a link of Markdown is no address; write the address alone, without brackets",
		},
		{
			"an address in brackets",
			planetExample + "feeds:\n  - <http://ann.example/>\n",
			`feeds.yaml:3: "<http://ann.example/>" is not a web address; write http://ann.example/`,
		},
		{
			"one mistake hides no other",
			"planet:\n  title: \"Planet Example\n  langage: en\ngroups:\n  - slug: a b\nfeeds:\n  - name: Ann: a blog\n  - nme: Ben\n    site: https://ben.example/\n  - name: 'Cyd\n  - https://dan.example/ or so\n",
			"feeds.yaml:2: a quotation mark opens here and none closes; write the second one" + "\n" +
				`feeds.yaml:5: groups.slug is "a b"; write a-b` + "\n" +
				`feeds.yaml:7: "Ann" is followed by a second colon; put the whole text in quotes, like name: "Ann: a blog"` + "\n" +
				"feeds.yaml:8: nme is not known here; did you mean name?" + "\n" +
				"feeds.yaml:10: a quotation mark opens here and none closes; write the second one" + "\n" +
				`feeds.yaml:11: the address "https://dan.example/ or so" holds a space; write %20 for it, or one address only`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"feeds.yaml": tt.list}
			if got := mistakes(t, files); got != tt.want {
				t.Errorf("Load says\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
