"""Names of places, told from names of people and outlets: countries, states and cities, by list and by shape."""

from functools import lru_cache

from site_builder.wording.calendars import fold, words


def _names(*rows: str) -> frozenset[str]:
    """Return the names between commas, without the dot at their end."""
    return frozenset(name.strip().rstrip(".") for row in rows for name in row.split(","))


_STATES = _names(
    "alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, georgia, hawaii, idaho",
    "illinois, indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan, minnesota",
    "mississippi, missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico, new york",
    "north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina, south dakota",
    "tennessee, texas, utah, vermont, virginia, washington, west virginia, wisconsin, wyoming, puerto rico",
    "ala., ariz., ark., calif., colo., conn., del., fla., ga., ill., ind., kan., kans., ky., la., md., mass., mich.",
    "minn., miss., mo., mont., neb., nebr., nev., okla., ore., penn., pa., tenn., tex., vt., va., wash., wis., wyo.",
    "n.h., n.j., n.m., n.y., n.c., n.d., r.i., s.c., s.d., w.va., d.c., p.r., u.s., u.k., u.a.e.",
    "al, ak, az, ar, ca, co, ct, dc, fl, hi, ia, id, il, ks, ky, la, ma, md, mi, mn, mo, ms, mt, nc, nd, ne, nh, nj",
    "nm, nv, ny, oh, ok, or, ri, sc, sd, tn, tx, ut, va, vt, wa, wi, wv, wy, usa, uk, uae, us",
    "alberta, british columbia, manitoba, new brunswick, newfoundland, nova scotia, ontario, prince edward island",
    "quebec, saskatchewan, yukon, b.c., ont., que., alta., sask., man., n.b., n.s., bc, on, qc, ab, sk, mb, nb, ns",
    "new south wales, queensland, south australia, tasmania, victoria, western australia, nsw, qld, tas, vic",
    "england, scotland, wales, northern ireland, catalonia, bavaria, kashmir, kerala, punjab, gujarat, tamil nadu",
)
_COUNTRIES = _names(
    "afghanistan, albania, algeria, andorra, angola, antigua, argentina, armenia, australia, austria, azerbaijan",
    "bahamas, bahrain, bangladesh, barbados, belarus, belgium, belize, benin, bhutan, bolivia, bosnia, botswana",
    "bosnia and herzegovina, brazil, brunei, bulgaria, burkina faso, burma, burundi, cambodia, cameroon, canada",
    "cape verde, central african republic, chad, chile, china, colombia, comoros, congo, costa rica, croatia, cuba",
    "cyprus, czech republic, czechia, denmark, djibouti, dominica, dominican republic, east timor, ecuador, egypt",
    "el salvador, equatorial guinea, eritrea, estonia, eswatini, ethiopia, fiji, finland, france, gabon, gambia",
    "germany, ghana, great britain, greece, grenada, guatemala, guinea, guinea-bissau, guyana, haiti, honduras",
    "hungary, iceland, india, indonesia, iran, iraq, ireland, israel, italy, ivory coast, jamaica, japan, jordan",
    "kazakhstan, kenya, kiribati, kosovo, kuwait, kyrgyzstan, laos, latvia, lebanon, lesotho, liberia, libya",
    "liechtenstein, lithuania, luxembourg, madagascar, malawi, malaysia, maldives, mali, malta, marshall islands",
    "mauritania, mauritius, mexico, micronesia, moldova, monaco, mongolia, montenegro, morocco, mozambique, myanmar",
    "namibia, nauru, nepal, netherlands, the netherlands, new zealand, nicaragua, niger, nigeria, north korea",
    "north macedonia, norway, oman, pakistan, palau, palestine, panama, papua new guinea, paraguay, peru, philippines",
    "poland, portugal, qatar, romania, russia, rwanda, saint lucia, samoa, san marino, saudi arabia, senegal, serbia",
    "seychelles, sierra leone, singapore, slovakia, slovenia, solomon islands, somalia, south africa, south korea",
    "south sudan, spain, sri lanka, sudan, suriname, sweden, switzerland, syria, taiwan, tajikistan, tanzania",
    "thailand, togo, tonga, trinidad and tobago, tunisia, turkey, turkmenistan, tuvalu, uganda, ukraine",
    "united arab emirates, united kingdom, united states, united states of america, uruguay, uzbekistan, vanuatu",
    "vatican city, venezuela, vietnam, viet nam, western sahara, yemen, zambia, zimbabwe, gaza strip, west bank",
    "deutschland, schweiz, osterreich, frankreich, italien, spanien, russland, grossbritannien, turkei, allemagne",
    "suisse, belgique, espagne, italie, angleterre, etats-unis, royaume-uni, russie, liban, syrie, irak, espana",
    "brasil, peru, estados unidos, alemania, francia, italia, reino unido, turquia, rusia, egipto, estados unidos",
    "alemanha, franca, inglaterra, polska, niemcy, rosja, nederland, belgie, duitsland, sverige, norge, danmark",
    "россия, украина, беларусь, германия, франция, сша, великобритания, turkiye, magyarorszag, romania, hrvatska",
)
# Only of two words and more: a single word before a date is taken for nobody's name.
_CITIES = _names(
    "new york, los angeles, las vegas, tel aviv, abu dhabi, addis ababa, buenos aires, rio de janeiro, hong kong",
    "kuala lumpur, phnom penh, baton rouge, palo alto, ann arbor, little rock, des moines, grand rapids, long beach",
    "long island, wall street, capitol hill, the hague, den haag, frankfurt am main, ho chi minh",
    "dar es salaam, ciudad de mexico, la paz, la havana, la habana, le havre",
    "la haye, la plata, belo horizonte, porto alegre, nova iorque, nueva york, nueva delhi, neu-delhi",
    "stratford upon avon, milton keynes, kings lynn, king's lynn, cape town, high wycombe, isle of man",
    "washington dc, washington d.c., district of columbia, middle east, far east, european union, united nations",
    "latin america, persian gulf, black sea, red sea, north sea, baltic sea, horn of africa, silicon valley",
    "khan younis, khan yunis, deir ez-zor, deir al-balah, ramat gan, beit hanoun, bnei brak, kfar saba",
    "monte carlo, notting hill, canary wharf, baden-baden, aix-en-provence, clermont-ferrand, puerto rico",
    "нью-йорк, нью йорк, лос-анджелес, санкт-петербург, нижний новгород, ростов-на-дону",
)
_REGIONS = _STATES | _COUNTRIES
_PLACES = _REGIONS | _CITIES
_PREPOSITIONS = ("in ", "em ")
# Words that no given name is, and hardly any family name.
_FIRST_WORDS = words(
    """new san port upper lower los las tel fort mount north south east west northern southern eastern western central
    greater inner outer sankt cape puerto porto são sao santo ciudad nueva nuevo nouvelle sainte saint-pierre bad
    downtown midtown"""
)
_LAST_WORDS = words(
    """city springs island islands heights county province district peninsula republic valley township archipelago
    oblast"""
)
_SHORT_FIRST = frozenset(["bad", "santo", "porto", "central"])
"""Words that open the names of places of two words only."""


@lru_cache(maxsize=1024)
def is_place(name: str) -> bool:
    """Return whether a name of several words is likelier that of a place than of a person.

    `New York`, `SAN MARINO` and `Upper Vale` are places; `Jack London`, `Austin Jane` and `April Marsh` are none.
    """
    if is_known_place(name):
        return True
    parts = name.casefold().split()
    if not 2 <= len(parts) <= 4:
        return False
    first, last = parts[0], parts[-1]
    return (first in _FIRST_WORDS and (first not in _SHORT_FIRST or len(parts) == 2)) or last in _LAST_WORDS


@lru_cache(maxsize=1024)
def is_known_place(name: str) -> bool:
    """Return whether a name is that of a known place; `New Statesman` is shaped like one and is none."""
    folded = _folded(name)
    return folded in _PLACES or (folded.startswith(_PREPOSITIONS) and is_place(folded.split(" ", 1)[1]))


def is_region(name: str) -> bool:
    """Return whether a name is that of a country or state: `N.Y.`, `Calif.`, `Israel`."""
    return len(name) < 40 and _folded(name) in _REGIONS


def _folded(name: str) -> str:
    """Return the name in lower case without accents and last dot; two letters are a state only in capitals."""
    if len(name) == 2 and not name.isupper():
        return ""
    return " ".join(map(fold, name.split())).rstrip(".")
