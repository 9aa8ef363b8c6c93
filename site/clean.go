package site

import (
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// cleanHTML keeps of HTML that is not ours what cannot run, load or pretend:
// text and tables, links to the web, pictures that it carries itself. No
// styles, no ids, no forms.
func (p *page) cleanHTML(s string) string { return noEmptyPictures(cleaner().Sanitize(s)) }

var cleaner = sync.OnceValue(func() *bluemonday.Policy {
	c := bluemonday.NewPolicy()
	c.AllowElements("p", "br", "hr", "div", "span", "b", "i", "em", "strong", "code", "pre", "kbd", "samp", "var", "sub", "sup",
		"del", "ins", "s", "u", "mark", "small", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption",
		"h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "details", "summary")
	c.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	c.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	c.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[a-z0-9+-]+$`)).OnElements("code")
	c.AllowAttrs("id").Matching(regexp.MustCompile(`^[hs]-[\w-]+$`)).OnElements("h1", "h2", "h3", "h4", "h5", "h6")
	c.AllowAttrs("title", "lang", "dir").Globally()
	c.AllowAttrs("href").OnElements("a")
	c.AllowAttrs("alt").OnElements("img")
	c.AllowAttrs("src").Matching(regexp.MustCompile(`^data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+$`)).OnElements("img")
	c.AllowURLSchemes("http", "https", "mailto")
	c.AllowURLSchemeWithCustomPolicy("data", func(u *url.URL) bool { return strings.HasPrefix(u.Opaque, "image/") })
	c.SkipElementsContent("button", "label", "select", "textarea") // words of what does nothing here
	c.AllowRelativeURLs(true)
	c.RequireParseableURLs(true)
	c.RequireNoFollowOnLinks(true)
	return c
})
