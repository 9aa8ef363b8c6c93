package site

import (
	"regexp"
	"testing"
)

// A sign is no binary operator where no term comes before it: it would have
// spaces around it, as in ( − 7, 2).
func TestSignsHaveNoSpace(t *testing.T) {
	binary := regexp.MustCompile(`<mo[^>]*>[(\[,=<>⁡]</mo><mo>[−+]</mo>`)
	signs := 0
	for tex, mathML := range formulas() {
		if at := binary.FindString(mathML); at != "" {
			t.Errorf("%s: %s, want form=\"prefix\" on the sign", tex, at)
		}
		if regexp.MustCompile(`<mo form="prefix">−</mo>`).MatchString(mathML) {
			signs++
		}
	}
	if signs == 0 {
		t.Error("no formula has a sign")
	}
}
