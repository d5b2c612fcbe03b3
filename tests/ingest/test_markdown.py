"""Markdown: headings make sections, code is left alone, markup is taken off the words."""

from __future__ import annotations

from qa.ingest.markdown import inline, outlined, read_markdown


def paths(text: str) -> list[tuple[str, ...]]:
    return [section.locator.heading for section in outlined(text)[1]]


def words(text: str) -> str:
    return "\n".join(section.text for section in outlined(text)[1])


def test_headings_of_both_kinds_make_a_path() -> None:
    text = "Handbook\n========\n\nIntro.\n\nLeave\n-----\nTwo weeks.\n\n### Sick leave ###\nTell us.\n\n# Other\nEnd.\n"
    assert paths(text) == [("Handbook",), ("Handbook", "Leave"), ("Handbook", "Leave", "Sick leave"), ("Other",)]
    title, sections = outlined(text)
    assert title == "Handbook"
    assert sections[2].text == "Sick leave\nTell us."


def test_code_is_not_taken_for_headings_and_is_kept() -> None:
    text = (
        "# Setup\n\n```bash\n# not a heading\nmake run\n```\n\n~~~\n## nor this\n```\n~~~\n\n    # indented\n#hashtag\n"
    )
    assert paths(text) == [("Setup",)]
    assert "# not a heading\nmake run" in words(text)
    assert "## nor this\n```" in words(text)
    assert "#hashtag" in words(text)


def test_a_fence_inside_a_list_is_code_too() -> None:
    assert paths("# A\n1. Do:\n\n   ```sh\n   # comment\n   ```\n") == [("A",)]


def test_front_matter_gives_the_title_and_is_no_heading() -> None:
    title, sections = outlined('---\ntitle: "Leave policy"\ndescription: Who may leave.\ntags: [a]\n---\nText here.\n')
    assert title == "Leave policy"
    assert [(section.locator.heading, section.text) for section in sections] == [((), "Who may leave.\n\nText here.")]


def test_a_rule_under_a_paragraph_of_several_lines_is_no_heading() -> None:
    assert paths("Some prose that goes on\nover two lines\n---\nmore\n") == [()]
    assert paths("- item\n---\nmore\n") == [()]


def test_tables_become_lines_with_their_headings() -> None:
    text = "| Name | Price |\n|------|------:|\n| **Pen** | 2 € |\n| Ink \\| refill | 5 € |\n"
    assert words(text).split("\n") == ["Name | Price", "Name: Pen; Price: 2 €", "Name: Ink | refill; Price: 5 €"]


def test_markup_is_taken_off_the_words() -> None:
    assert inline("**bold** and *slanted* and __both__ ~~gone~~") == "bold and slanted and both gone"
    assert inline('see [the guide](https://example.org/a_(b) "title") <https://x.org>') == "see the guide https://x.org"
    assert inline("[![badge](b.svg)](https://ci) ![a cat](cat.png) [ref][1]") == "badge a cat ref"
    assert (
        inline("`a_b * c` and snake_case_name, 2*3*4, a \\* b &amp; c")
        == "a_b * c and snake_case_name, 2*3*4, a * b & c"
    )
    assert inline("x<br>y <b>z</b>") == "x\ny z"


def test_html_headings_comments_and_quotes() -> None:
    text = '<h1 align="center">Product</h1>\n<!-- hidden\nnote -->\n> quoted words\n\n[1]: http://x.org\n'
    assert paths(text) == [("Product",)]
    assert words(text) == "Product\nquoted words"


def test_a_heading_without_text_is_kept_only_where_nothing_stands_below_it() -> None:
    assert paths("# A\n## B\ntext\n## C\n") == [("A", "B"), ("A", "C")]


def test_a_german_file_that_is_not_utf8() -> None:
    document = read_markdown("a.md", "## können\n\nkönnen\n\näöüß\n".encode("latin-1"))
    assert document.sections[0].text == "können\nkönnen\n\näöüß"


def test_chinese_markdown_in_gb18030() -> None:
    document = read_markdown("a.md", "# 退款政策\n\n三天内到账。\n".encode("gb18030"))
    assert (document.title, document.sections[0].text) == ("退款政策", "退款政策\n三天内到账。")


def test_code_in_a_quotation_ends_with_its_fence_or_with_the_quotation() -> None:
    note = "   > [!NOTE]\n   > Look first:\n   >\n   > ```bash\n   > $ sysctl vm.max\n   > ```\n"
    text = f"1. Set it:\n\n{note}   > See [the guide](g.md).\n"
    assert words(text) == "1. Set it:\n\nLook first:\n\n$ sysctl vm.max\nSee the guide."
    assert words("> ```\n> code *as it is*\nprose *as it reads*\n") == "code *as it is*\nprose as it reads"
    assert words("```\n> kept\n```\n") == "> kept"


def test_headings_behind_code_in_a_quotation_are_headings() -> None:
    assert paths("# One\n> ```\n> run\n> ```\n\n## Two\nwords\n") == [("One",), ("One", "Two")]
