package config

import (
	"bytes"
	"encoding/json"

	"planet"
)

// A schema is what JSON Schema says of one value, as far as we need it.
type schema struct {
	Draft         string             `json:"$schema,omitempty"`
	Title         string             `json:"title,omitempty"`
	Description   string             `json:"description,omitempty"`
	Ref           string             `json:"$ref,omitempty"`
	Type          string             `json:"type,omitempty"`
	Enum          []string           `json:"enum,omitempty"`
	Pattern       string             `json:"pattern,omitempty"`
	Wanted        string             `json:"patternErrorMessage,omitempty"` // what editors say of another text
	Format        string             `json:"format,omitempty"`
	MaxLength     int                `json:"maxLength,omitempty"`
	Minimum       *int               `json:"minimum,omitempty"`
	Maximum       *int               `json:"maximum,omitempty"`
	Default       any                `json:"default,omitempty"`
	Examples      []any              `json:"examples,omitempty"`
	AnyOf         []*schema          `json:"anyOf,omitempty"`
	Items         *schema            `json:"items,omitempty"`
	MaxItems      int                `json:"maxItems,omitempty"`
	PropertyNames *schema            `json:"propertyNames,omitempty"`
	Properties    map[string]*schema `json:"properties,omitempty"`
	Additional    any                `json:"additionalProperties,omitempty"` // false, or a *schema
	Required      []string           `json:"required,omitempty"`
	Definitions   map[string]*schema `json:"$defs,omitempty"`
}

// Schema gives feeds.schema.json: what editors need to complete and to check a
// list (JSON Schema 2020-12). It is made of the tables by which lists are read,
// so it knows the same keys. A file of feeds.d is "#/$defs/item" in it.
func Schema() ([]byte, error) {
	one := &schema{Ref: "#/$defs/item"}
	site := defaults("feeds.yaml")
	whole := &schema{
		Draft:       "https://json-schema.org/draft/2020-12/schema",
		Title:       "feeds.yaml of a planet",
		Description: "How the planet looks, how it asks publishers, and whom it follows.",
		Type:        "object",
		Properties: map[string]*schema{
			"planet": described(table[planet.Site]{site, planetKeys}.schema(), "The planet itself: its name, its address, its manners."),
			"groups": described(groupList(&[]planet.Group{}).schema(), "Groups of members, each with a page and feeds of its own."),
			"feeds":  {Type: "array", Items: one, Description: "The members: one item each, a bare address or keys."},
		},
		Additional:  false,
		Required:    []string{"planet"},
		Definitions: map[string]*schema{"item": itemSchema()},
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(whole)
	return out.Bytes(), err
}

// itemSchema is one member: an address alone, or a mapping.
func itemSchema() *schema {
	var page string
	alone := described(web(&page).schema(), "A blog's home page, or its feed.")
	return &schema{
		Title: "Member",
		AnyOf: []*schema{alone, table[item]{newItem(), itemKeys}.schema()},
	}
}

func (t table[T]) schema() *schema {
	s := &schema{Type: "object", Properties: map[string]*schema{}, Additional: false}
	for _, k := range t.keys {
		s.Properties[k.name] = described(k.shape(t.into).schema(), k.doc)
		if k.need != "" {
			s.Required = append(s.Required, k.name)
		}
	}
	return s
}

func described(s *schema, doc string) *schema {
	s.Description = doc
	return s
}
