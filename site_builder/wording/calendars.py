"""Month and weekday names of many languages, whatever their accents and abbreviations."""

import re
import unicodedata
from functools import lru_cache

from site_builder.lazy_patterns import lazy_pattern


def words(text: str) -> frozenset[str]:
    """Return the set of the words of a table row."""
    return frozenset(text.split())


# Some lines for each month:
# en de fr es it pt nl pl ru ar tr id vi sv da no fi cs, uk ro ca el he hu hr, sk sl sr bg et lv lt sq.
_MONTHS = (
    "january jan januar janner jaenner janvier janv enero ene gennaio gen genn janeiro januari stycznia "
    "styczen sty января январь янв يناير جانفي ocak oca tammikuuta tammikuu ledna leden led січня січень "
    "ianuarie gener ιανουαριου ιανουαριος ינואר sijecnja "
    "januara januarja януари jaanuar janvaris janvari sausio janar",
    "february feb febr februar feber fevrier fevr fev febrero febbraio febb fevereiro februari lutego "
    "luty lut февраля февраль фев февр فبراير فيفري شباط subat sub şub helmikuuta helmikuu unora unor uno "
    "лютого лютий februarie febrer φεβρουαριου φεβρουαριος פברואר veljace "
    "februara februarja февруари veebruar februaris vasario shkurt",
    "march mar marz maerz mrz mars marzo marco março maart mrt marca marzec marta март марта мар مارس "
    "mart maret maaliskuuta maaliskuu brezna brezen bre березня березень martie μαρτιου μαρτιος מרץ מרס "
    "marcius ozujka marc marts marta kovo",
    "april apr avril avr abril abr aprile aprili kwietnia kwiecien kwi апреля апрель апр أبريل ابريل "
    "إبريل أفريل نيسان nisan nis huhtikuuta huhtikuu dubna duben dub квітня квітень aprilie απριλιου "
    "απριλιος אפריל aprilis travnja aprila април balandzio prill",
    "may mai mayo maggio mag maio mei maja maj мая май ماي مايو أيار mayis toukokuuta toukokuu kvetna "
    "kveten kve травня травень maig μαιου μαιος מאי majus svibnja maja maijs maija geguzes",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze июня июнь июн يونيو يونيه جوان حزيران "
    "haziran haz kesakuuta kesakuu cervna cerven cvn червня червень iunie juny ιουνιου ιουνιος יוני "
    "junius lipnja juna junija юни juuni junijs birzelio qershor",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip июля июль июл يوليو يوليه جويلية "
    "تموز temmuz tem heinakuuta heinakuu cervence cervenec cvc липня липень iulie juliol ιουλιου ιουλιος "
    "יולי julius srpnja jula julija юли juuli julijs liepos korrik",
    "august aug aout agosto ago agustus ags agu augustus augusti sierpnia sierpien sie августа август авг "
    "أغسطس اوت أوت آب agustos ağu elokuuta elokuu srpna srpen srp серпня серпень agost αυγουστου "
    "αυγουστος אוגוסט augusztus kolovoza augusta avgust avgusta augusts rugpjucio gusht",
    "september sep sept septembre septiembre setiembre settembre set sett setembro wrzesnia wrzesien wrz "
    "сентября сентябрь сен сент سبتمبر أيلول eylul eyl syyskuuta syyskuu zari zar вересня вересень "
    "septembrie setembre σεπτεμβριου σεπτεμβριος ספטמבר szeptember rujna septembra septembar септември "
    "septembris rugsejo shtator",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz октября "
    "октябрь окт أكتوبر اكتوبر ekim eki lokakuuta lokakuu rijna rijen rij жовтня жовтень octombrie "
    "οκτωβριου οκτωβριος אוקטובר oktobra oktobar октомври oktoober oktobris spalio tetor",
    "november nov novembre noviembre novembro nopember listopada listopad lis ноября ноябрь ноя нояб "
    "نوفمبر kasim kas marraskuuta marraskuu listopadu листопада листопад noiembrie νοεμβριου νοεμβριος "
    "נובמבר studenoga novembra novembar ноември novembris lapkricio nentor",
    "december dec dezember dez decembre diciembre dic dicembre dezembro desember des grudnia grudzien gru "
    "декабря декабрь дек ديسمبر aralik ara joulukuuta joulukuu prosince prosinec pro грудня грудень "
    "decembrie desembre δεκεμβριου δεκεμβριος דצמבר prosinca decembra decembar декември detsember "
    "decembris gruodzio dhjetor",
)
_WEEKDAYS = (
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun "
    "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so "
    "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim "
    "lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom "
    "lunedi martedi mercoledi giovedi venerdi sabato domenica gio "
    "segunda terca quarta quinta sexta feira seg ter qua qui sex "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo "
    "poniedzialek wtorek sroda czwartek piatek sobota niedziela pon wt sr czw pt "
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
    "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد "
    "pazartesi sali carsamba persembe cuma cumartesi pazar "
    "senin selasa rabu kamis jumat sabtu minggu ahad "
    "mandag tirsdag onsdag torsdag fredag lordag loerdag sondag man tir ons tor fre lor son "
    "mandag tisdag onsdag torsdag fredag lordag sondag "
    "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ke ti to pe la su "
    "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina "
    "pondeli utery streda ctvrtek patek nedele po ut st ct pa ne "
    "понеділок вівторок середа четвер субота неділя luni marti miercuri joi vineri duminica "
    "δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυριακη hetfo kedd szerda csutortok pentek szombat vasarnap"
)
DAY_FIRST = words("de fr es it pt nl pl ru ar tr id vi sv da no nb nn fi cs sk uk el he ro ca hr sr bg fa hi")
"""Languages that write 04/05/2020 for the fourth of May; English writes both."""

_WEEKDAY_BEFORE = lazy_pattern(
    r"(?<!\w)(?:(?:th\u1ee9|thu\u0301\u031b|ch\u1ee7)[ ][^\W_]{1,5}|([^\W\d_]{2,14})(?:-([^\W\d_]{5}))?)"
    r"\.?[ ]?[,،/|–-]?[ ]{0,2}(?:(?:den|dem|am|le|il|el|ng\u00e0y|,)[ ])?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """Return the word in lower case without accents, so that MÄRZ, März and marz are one."""
    word = word.casefold()
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word)
    return (
        "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("ı", "i").replace("ø", "o")
    )


_MONTH_OF = {fold(word): number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_WEEKDAY_NAMES = frozenset(fold(word) for word in _WEEKDAYS.split())


def month_of(word: str) -> int:
    """Return 1 to 12 for a month name or its abbreviation in any known language, otherwise 0."""
    month = _MONTH_OF.get(fold(word), 0)
    if not month and word[:1] in "בו" and len(word) > 3:
        return _MONTH_OF.get(fold(word[1:]), 0)  # Hebrew writes "in February" as one word.
    return month


def is_weekday(word: str) -> bool:
    """Return whether a word is the name of a weekday or its abbreviation, in three letters or more."""
    return len(word) > 2 and fold(word) in _WEEKDAY_NAMES


def weekday_start(text: str, floor: int, start: int) -> int:
    """Return where the weekday before a date begins, or `start` where there is none after `floor`."""
    match = _WEEKDAY_BEFORE.search(text, max(floor, start - 28), start)
    if match is None:
        return start
    if match[1] is None or fold(match[1]) in _WEEKDAY_NAMES:
        return match.start()
    return start
