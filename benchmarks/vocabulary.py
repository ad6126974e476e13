"""Words for generated dossiers: a few hundred that everybody uses and a long tail of names, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from claims.models import Language

COMMON_WORD = "انسحاب"
"""Stands in the statements of `COMMON_SHARE` of the claims, with and without article and conjunction."""

COMMON_SHARE = 0.13
COMMON_FORMS = (COMMON_WORD, f"ال{COMMON_WORD}", f"وال{COMMON_WORD}")

_KNOWN: dict[Language, str] = {
    "en": (
        "the of to in and that by for on with as from not at after before until within under over between "
        "government ministry parliament prime minister spokesman committee agreement mission forces troops base "
        "advisers coalition budget project contract bridge road hospital power station grid water supply election law "
        "vote date deadline month year phase plan report statement figure number people families workers dollars "
        "percent end begin leave stay complete open close hand move pay sign delay extend confirm deny demand expect "
        "promise fully partly only about more less still already again new next first last final joint federal "
        "northern southern province capital border security transfer return inspection repair review"
    ),
    "ar": (
        "في من إلى على أن عن مع بعد قبل حتى خلال بين تحت فوق ضد لا لم لن قد هذا هذه التي الذي كل بعض أكثر أقل نحو "
        "الحكومة الوزارة البرلمان رئيس الوزراء المتحدث اللجنة الاتفاق المهمة القوات الجنود القاعدة المستشارون التحالف "
        "الموازنة المشروع العقد الجسر الطريق المستشفى محطة الكهرباء الشبكة المياه الانتخابات القانون التصويت الموعد "
        "الشهر السنة المرحلة الخطة التقرير البيان الرقم العدد العائلات العمال دولار بالمئة نهاية بداية مغادرة بقاء "
        "إنجاز افتتاح إغلاق تسليم نقل دفع توقيع تأجيل تمديد تأكيد نفي مطالبة توقع وعد كاملا جزئيا فقط ما زال مجددا "
        "جديد الأول الأخير النهائي المشترك الاتحادي الشمالي الجنوبي المحافظة العاصمة الحدود الأمن عودة تفتيش مراجعة"
    ),
}
_SYLLABLES: dict[Language, tuple[str, str]] = {
    "en": ("ka sa ha ra ba na ma da ta la fa za", "rim lim dan sur bar qan hal mun tar wis nor gad"),
    "ar": ("كا سا حا را با نا ما دا تا لا فا زا", "ريم ليم دان سور بار قان هال مون طار ويس نور جاد"),
}
_TAIL = 1_728
"""How many names follow the known words: each is of three syllables."""


@cache
def _names(language: Language) -> list[str]:
    firsts, lasts = (one.split() for one in _SYLLABLES[language])
    return [a + b + c for c in lasts for a in firsts for b in firsts][:_TAIL]


WORDS: dict[Language, list[str]] = {
    language: [*dict.fromkeys(known.split()), *_names(language)] for language, known in _KNOWN.items()
}
"""The more often used first."""


def name(number: int) -> dict[str, str]:
    """The name of a person, body or paper in both languages, another one for each number up to some millions."""
    names = {language: _names(language) for language in _KNOWN}
    return {
        language: f"{tail[number % _TAIL]} {tail[(number * 7 + number // _TAIL + 1) % _TAIL]}".title()
        for language, tail in names.items()
    }


def sentences(draw: np.random.Generator, language: Language, count: int, shortest: int, longest: int) -> Iterator[str]:
    """Sentences whose words are used as unevenly as words are (Zipf's law with exponent 1)."""
    words = WORDS[language]
    upto = np.cumsum(1 / np.arange(1, len(words) + 1))
    rows = np.searchsorted(upto, draw.random((count, longest)) * upto[-1]).tolist()
    lengths = draw.integers(shortest, longest + 1, count).tolist()
    for row, length in zip(rows, lengths, strict=True):
        yield " ".join([words[one] for one in row[:length]])
