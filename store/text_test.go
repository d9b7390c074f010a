package store

import (
	"fmt"
	"reflect"
	"testing"

	"planet"
)

// DB-9: NUL and broken UTF-8 end in no field, whatever it is that brings
// them.
func TestTextIsMadeFit(t *testing.T) {
	db := open(t)
	v := Visit{Address: Address{Slug: "ann", URL: "u"}, At: noon, Records: []Record{sample(1)}}
	v.Address.Source, v.Address.Findings = planet.Source{Authors: []planet.Author{{}}}, []planet.Finding{{}}
	v.Address.Listed, v.Address.Missing = []string{""}, []Missing{{}}
	v.Hops, v.Feed, v.Wait = []Hop{{}}, &Feed{HeldWhy: []string{""}}, Wait{Host: "h", Until: noon}
	spoil(reflect.ValueOf(&v))
	spoil(reflect.ValueOf(v.Feed))
	v.Address.URL = "u" // as it stands in the list
	if err := db.Save(t.Context(), &v); err != nil {
		t.Fatal(err)
	}
	avatar := Avatar{Slug: "ann"}
	spoil(reflect.ValueOf(&avatar))
	if err := db.SaveAvatar(t.Context(), avatar); err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, table := range namesIn(t, db.w, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 1") {
		for _, column := range namesIn(t, db.w, "SELECT name FROM pragma_table_info('"+table+"') WHERE type = 'TEXT'") {
			each(t, db.w, fmt.Sprintf("SELECT %s, instr(CAST(%[1]s AS BLOB), x'00'), instr(CAST(%[1]s AS BLOB), x'ff'), instr(%[1]s, '\\u0000') FROM %s", column, table), func(row []any) {
				looked++
				if row[1] != int64(0) || row[2] != int64(0) || row[3] != int64(0) {
					t.Errorf("%s.%s holds %q", table, column, row[0])
				}
			})
		}
	}
	if looked < 55 {
		t.Errorf("looked at %d texts only", looked)
	}
	if raws, err := db.Raws(t.Context(), "ann"); err != nil || len(raws) != 1 || raws[v.Records[0].Entry.ID].Text != "raw\uFFFD" || raws[v.Records[0].Entry.ID].Summary != "rawsum\uFFFD" {
		t.Errorf("Raws = %+v, %v; want the texts without NUL", raws, err)
	}
	if got, err := db.Entries(t.Context()); err != nil || len(got) != 1 || got[0].Title != "Éclair 1\uFFFD" || got[0].Authors[0].Name != "Ann\uFFFD" {
		t.Errorf("Entries = %+v, %v; want the texts without NUL", got, err)
	}
}

// ours are fields that no stranger fills, and validators, which are kept byte
// for byte (GET-5).
var ours = map[string]bool{"Slug": true, "Feed": true, "ShortID": true, "Path": true, "Code": true, "Reason": true, "Listed": true, "ETag": true, "LastModified": true}

// spoil puts a NUL and a byte that is no character after each text in v.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !ours[f.Name] {
				spoil(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString(v.String() + "\x00\xff")
	}
}

// A text that only looks like a NUL in JSON stays.
func TestWhatLooksLikeNULStays(t *testing.T) {
	const tricky = `C:\u0000 and \\u0000`
	text, err := list([]string{tricky, "a\x00b"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := (fromJSON{&got}).Scan(text); err != nil || len(got) != 2 || got[0] != tricky || got[1] != "ab" {
		t.Errorf("%q comes back as %q, %v", tricky, got, err)
	}
}
