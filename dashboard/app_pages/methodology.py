"""How is this decided? The rules and the words, printed from what the code runs on."""

from markupsafe import Markup

from claims import words
from claims.analysis import RULES
from dashboard import components as ui
from dashboard import filters, formats
from dashboard.components import rulebook
from dashboard.texts import language, text

LEFT = ("promises", "states", "order", "badges", "windows", "steps")

view = filters.view()
told = words.rules(language())
titles = [(name, title) for name, title, _ in told]
example = rulebook.example(view)
titles += [("example", text("methodology.example"))] if example else []
titles.append(("words", text("methodology.words")))
left, right = (
    ui.joined(
        [rulebook.rules_section(view, name, title, rules) for name, title, rules in told if (name in LEFT) == wanted],
        between="",
    )
    for wanted in (True, False)
)
ui.show(
    ui.heading(
        text("methodology.eyebrow", rules=RULES, day=formats.day(view.as_of)),
        text("methodology.title"),
        text("methodology.answer"),
    ),
    Markup('<div class="methodology">{}<div>{}</div><div>{}{}</div></div>').format(
        rulebook.contents(titles), left, right, example
    ),
    rulebook.vocabulary(),
)
