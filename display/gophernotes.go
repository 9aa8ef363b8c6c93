package display

import (
	"encoding/base64"
	"maps"
)

// forms is gophernotes' type of an output. It has no name there either, so
// that types can have a method Render without importing anything.
type forms = struct {
	Data      map[string]any
	Metadata  map[string]any
	Transient map[string]any
}

// sendable makes bytes text, and puts a drawing beside its source that
// notebooks show also when they are not trusted.
func sendable(m map[string]any) map[string]any {
	m = maps.Clone(m)
	for t, v := range m {
		if b, ok := v.([]byte); ok {
			m[t] = base64.StdEncoding.EncodeToString(b)
		}
	}
	if svg, ok := m[typeSVG].(string); ok && m[TypeHTML] == nil {
		m[TypeHTML] = SVG("a drawing", svg).MIME[TypeHTML]
	}
	return m
}

func formsData(f forms) Data {
	d := Data{MIME: sendable(f.Data), Metadata: f.Metadata}
	if d.MIME == nil {
		d.MIME = map[string]any{}
	}
	if _, ok := d.MIME[TypeText]; !ok {
		d.MIME[TypeText] = "an output"
		for _, t := range []string{TypeLatex, TypeMarkdown} {
			if s, ok := d.MIME[t].(string); ok {
				d.MIME[TypeText] = s
			}
		}
	}
	d.ID, _ = f.Transient["display_id"].(string)
	return d
}
