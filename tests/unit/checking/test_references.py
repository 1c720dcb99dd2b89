"""What built files refer to is found with its line, whatever kind of file it is."""

from site_builder.checking.references import Reference, extract_references


def test_addresses_and_ids_of_a_page_are_found_with_their_lines():
    found = extract_references(
        "index.html",
        '<p id="a"><a href="b.html#c">b</a>\n<img src="d.png" srcset="e.png 1x, f.png 2x">'
        '<a name=g>\n<script src=h.js></script><a href="b.html#c">',
    )

    assert found.ids == ("a", "g")
    assert set(found.references) == {
        Reference(1, "b.html#c"),
        Reference(2, "d.png"),
        Reference(2, "e.png"),
        Reference(2, "f.png"),
        Reference(3, "h.js"),
    }


def test_what_only_looks_like_a_link_is_none():
    text = '<!-- <a href="a"> --><script>"<a href=b>"</script><p title="<a href=c>">&lt;a href=d&gt;</p>'

    assert extract_references("index.html", text).references == ()


def test_marks_for_characters_are_read():
    assert extract_references("index.html", '<a href="a?b=1&amp;c=2">').references == (
        Reference(1, "a?b=1&c=2"),
    )


def test_addresses_of_feeds_and_sitemaps_are_found():
    feed = '<feed>\n<link rel="self" href="feed.xml"/>\n<id>urn:x</id><entry><link href="a/"/></entry></feed>'
    sitemap = "<urlset>\n<url><loc>https://a.example/b/</loc><lastmod>2020</lastmod></url></urlset>"

    assert extract_references("feed.xml", feed).references == (Reference(2, "feed.xml"), Reference(3, "a/"))
    assert extract_references("sitemap.xml", sitemap).references == (Reference(2, "https://a.example/b/"),)


def test_addresses_of_a_json_feed_are_found():
    text = '{"home_page_url": "a/", "items": [{"url": "b/", "title": "url"}]}'

    assert [each.target for each in extract_references("themes/x/feed.json", text).references] == ["a/", "b/"]


def test_the_sitemap_in_robots_is_found():
    assert extract_references(
        "robots.txt", "User-agent: *\nSitemap: https://a.example/s.xml\n"
    ).references == (Reference(2, "https://a.example/s.xml"),)


def test_files_that_are_not_what_they_say_are_faults_with_a_line():
    assert extract_references("feed.xml", "<feed>\n<link></feed>").fault[0] == 2
    assert extract_references("feed.json", "{").fault[0] == 1
