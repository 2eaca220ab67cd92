#!/usr/bin/env python3
"""check_markup.py html|xml|markdown: reads a report on stdin as a reader would that knows nothing of how it was written, and
prints what must not be there: markup that is not well-formed, scripts, handlers, addresses of other kinds, requests."""
import html.parser
import sys
import xml.etree.ElementTree as xml

ELEMENTS = set("""html head meta title style body a header p h1 h2 h3 div strong span ul li dl dt dd nav main section article
footer code pre table thead tbody tr th td details summary svg g text line path rect figure figcaption wbr del ins mark fieldset legend label input""".split())
LINKS = ("http://", "https://", "#")
wrong = []


class Page(html.parser.HTMLParser):
    """HTML as a browser splits it, well-formed as XML or not."""

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            wrong.append(f"element {tag}")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "srcset", "style", "srcdoc", "formaction", "xlink:href"):
                wrong.append(f"attribute {name} of {tag}")
            if tag == "input" and name == "type" and value != "radio":
                wrong.append(f"input of type {value}")
            if name == "href" and not value.startswith(LINKS):
                wrong.append(f"address {value}")

    handle_startendtag = handle_starttag


def check_ids(root):
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    if len(ids) != len(set(ids)):
        wrong.append("an id twice")
    for link in root.iter("a"):
        if link.get("href").startswith("#") and link.get("href")[1:] not in ids:
            wrong.append(f"a link to {link.get('href')}, which is not there")


def check_headings(root):
    level = 0
    for element in root.iter():
        if element.tag in ("h1", "h2", "h3"):
            if int(element.tag[1]) > level + 1:
                wrong.append(f"{element.tag} after h{level}")
            level = int(element.tag[1])
    for header in root.iter("th"):
        if header.get("scope") not in ("col", "row", "rowgroup"):
            wrong.append("a header cell without scope")


def check_html(text):
    Page().feed(text)
    root = xml.fromstring(text)
    check_ids(root)
    check_headings(root)


def check_xml(text):
    root = xml.fromstring(text)
    for suite in root.iter("testsuite"):
        for attribute, path in (("tests", "testcase"), ("failures", "testcase/failure"), ("errors", "testcase/error"),
                                ("skipped", "testcase/skipped")):
            if int(suite.get(attribute)) != len(suite.findall(path)):
                wrong.append(f"{suite.get('name')}: {attribute} is {suite.get(attribute)}")


def check_markdown(text):
    """python3-markdown leaves HTML as it is, so what a directory brings in would be elements here."""
    import markdown

    allowed = set("h1 h2 h3 p strong em ul li code pre table thead tbody tr th td details summary a blockquote".split())

    class Rendered(html.parser.HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag not in allowed:
                wrong.append(f"element {tag}")
            for name, value in attributes:
                if name == "href" and not value.startswith(LINKS):
                    wrong.append(f"address {value}")
                if name not in ("href", "class", "style"):
                    wrong.append(f"attribute {name}")

    Rendered().feed(markdown.markdown(text, extensions=["tables", "fenced_code", "md_in_html"]))


{"html": check_html, "xml": check_xml, "markdown": check_markdown}[sys.argv[1]](sys.stdin.read())
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
