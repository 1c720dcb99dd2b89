"""Hear what a block calls itself: a paragraph that opens with `Disclaimer:` is one, whatever it goes on to say."""

import re

from site_builder.model import Block

_WORDS = (
    r"(?:legal |full |affiliate )?disclaimers?|haftungsausschluss|haftungshinweis|"
    r"(?:clause|avis) de non[- ]responsabilité|d[ée]ni de responsabilité|"
    r"(?:descargo|exención|exoneración) de responsabilidad(?:es)?|(?:isenção|exoneração) de responsabilidade|"
    r"esclusione di responsabilità|uitsluiting van aansprakelijkheid|ansvarsfriskrivning|ansvarsfraskrivelse|"
    r"vastuuvapauslauseke|zastrzeżenie prawne|wyłączenie odpowiedzialności|отказ от ответственности|дисклеймер|"
    r"sorumluluk reddi(?: beyanı)?|penafian|sangkalan|إخلاء (?:ال)?مسؤولية|הסרת אחריות|免责声明|免責聲明|免責事項"
)
_OPENS = re.compile(rf"[\s>*_#]{{0,8}}(?:{_WORDS})[*_]{{0,3}}\s?(?:[:：.–—-]|\Z)", re.IGNORECASE)


def calls_itself_disclaimer(block: Block) -> bool:
    """Say whether a block opens with the word, and a mark behind it."""
    return _OPENS.match(block.text) is not None
