"""The language of a text is told by its small words and its script."""

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.wording import detect_language

_SAMPLES = {
    "en": "The harbour was quiet that morning, and the keeper said that the lamp had been lit "
    "before the ferry came in.",
    "de": "Der Hafen war an diesem Morgen still, und der Wärter sagte, dass die Lampe schon vor "
    "der Fähre gebrannt habe.",
    "fr": "Le port était calme ce matin, et le gardien a dit que la lampe avait été allumée "
    "avant que le bac ne soit là.",
    "es": "El puerto estaba tranquilo esa mañana y el guardián dijo que la lámpara se había "
    "encendido antes del barco.",
    "it": "Il porto era tranquillo quella mattina e il guardiano ha detto che la lampada era "
    "stata accesa prima della nave.",
    "pt": "O porto estava calmo naquela manhã e o guarda disse que a lâmpada não foi acesa "
    "antes da chegada do barco.",
    "nl": "De haven was die ochtend stil en de wachter zei dat het licht al voor de komst van "
    "de veerboot aan was.",
    "pl": "Port był tego ranka cichy, a latarnik powiedział, że lampa została zapalona, zanim "
    "prom przypłynął do brzegu.",
    "ru": "Гавань была тихой в это утро, и смотритель сказал, что лампа была зажжена ещё до "
    "того, как пришёл паром.",
    "uk": "Гавань була тихою того ранку, і доглядач сказав, що лампу було запалено ще до того, "
    "як прийшов пором.",
    "ar": "كان الميناء هادئا في ذلك الصباح وقال الحارس إن المصباح قد أضيء قبل وصول العبارة من "
    "الجزيرة إلى الشاطئ",
    "fa": "بندر در آن صبح آرام بود و نگهبان گفت که چراغ را پیش از رسیدن کشتی روشن کرده است و این را نوشت",
    "he": "הנמל היה שקט באותו בוקר והשומר אמר שהמנורה הודלקה לפני שהמעבורת הגיעה אל החוף",
    "el": "Το λιμάνι ήταν ήσυχο εκείνο το πρωί και ο φύλακας είπε ότι η λάμπα άναψε πριν έρθει το πλοίο",
    "tr": "Liman o sabah sessizdi ve bekçi, feribot gelmeden önce lambanın yakıldığını, bunun "
    "her gün böyle olduğunu söyledi.",
    "id": "Pelabuhan itu tenang pada pagi hari dan penjaga mengatakan bahwa lampu sudah "
    "dinyalakan sebelum feri datang.",
    "vi": "Bến cảng yên tĩnh vào sáng hôm đó và người gác nói rằng đèn đã được thắp trước khi phà đến.",
    "sv": "Hamnen var tyst den morgonen och vakten sade att lampan hade tänts innan färjan kom "
    "in till stranden.",
    "da": "Havnen var stille den morgen, og vagten sagde, at lampen havde været tændt, før "
    "færgen kom ind, og at det blev nat.",
    "no": "Havnen var stille den morgenen, og vakten sa at lampen hadde vært tent før fergen "
    "kom inn, og at det ble mye vind.",
    "fi": "Satama oli hiljainen sinä aamuna, ja vartija sanoi, että lamppu oli sytytetty ennen "
    "kuin lautta tuli.",
    "cs": "Přístav byl toho rána tichý a strážce řekl, že lampa byla rozsvícena ještě před tím, "
    "než přijel přívoz.",
    "zh": "那天早上港口很安静，守塔人说灯在渡船到来之前就已经点亮了。",
    "ja": "その朝、港は静かで、灯台守はフェリーが来る前に灯りをともしたと言った。",
    "ko": "그날 아침 항구는 조용했고 등대지기는 배가 오기 전에 등불을 켰다고 말했다.",
    "hi": "उस सुबह बंदरगाह शांत था और रखवाले ने कहा कि नाव आने से पहले दीया जलाया गया था।",
}


@pytest.mark.parametrize(("language", "text"), list(_SAMPLES.items()))
def test_a_sentence_or_two_tells_the_language(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "42", "Video", "[x](https://the.example/of/and/in/to)", "***"])
def test_too_little_to_tell_is_no_language(text: str) -> None:
    assert detect_language(text) is None


@given(st.text())
def test_any_text_gives_a_code_or_none(text: str) -> None:
    found = detect_language(text)
    assert found is None or len(found) == 2


@pytest.mark.parametrize("seed", ["the ", "<", "](", "a.", "%A0", "https:", "あ", "w-", "@"])
def test_a_long_text_takes_hardly_longer(seed: str) -> None:
    began = time.process_time()
    detect_language(seed * (200_000 // len(seed)))
    assert time.process_time() - began < 1


@pytest.mark.data
def test_the_bulk_articles_are_told_apart() -> None:
    folder = Path(__file__).parents[3] / "../shared/data/bulk"
    if not folder.exists():
        pytest.skip("no labelled articles here")
    wrong = total = 0
    for name in ("geops", "fnc", "spfn"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if len(record["md"].split()) > 50:
                    total += 1
                    wrong += detect_language(record["md"]) != record["lang"]
    assert wrong <= total * 0.005
