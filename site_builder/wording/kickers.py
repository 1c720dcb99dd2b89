"""Words of kickers, sections and kinds of article, which stand where names of people stand as well."""

from functools import lru_cache

from site_builder.wording.calendars import fold, words

_KICKER_WORDS = words(
    """all news our
    abroad accident advertisement advice affairs africa agriculture air america analysis animals announcement
    archaeology archive archives art article articles arts asia astronomy audio automotive aviation background banking
    basics beauty best big biology blog blogs book books breaking brief briefing briefings briefs budget bulletin
    business campaign campaigns campus career careers cars cartoon cartoons celebrity change chemistry chess children
    cinema cities city civil classic classified climate closer column columns comment commentary comments commerce
    community companies company computing conflict consumer contributed cooking corporate corrections country coverage
    crime crimes crisis culture cultures current cyber daily data date debate deals deep defence defense democracy
    design development digest digital disaster discovery dispatch disputed dive documentary downloads drink drinks
    drugs early earth east ecology economic economics economy ed editorial editorials edition education elections
    election electronics email emergency employment energy engineering english entertainment entry environment
    environmental equality essay essays estate europe evening event events exclusive exhibition explained explainer
    explainers extra fact facts family farming fashion fast feature featured features fiction file film films
    finance financial first fitness follow food football foreign forum free from front full further fun funding future
    gallery games gaming garden gardening gear gender general geography geopolitics global government green guest guide
    guides headlines health healthcare heritage history holiday holidays home homepage homes house housing how human
    humanitarian humor humour ideas image images immigration in-depth independent indepth industry infographic
    information inside insight insights international internet interview interviews investigation investigations
    investing issue issues jobs journal justice kids labor labour language last latest law leader leaders leadership
    legal legislation leisure lens letter letters life lifestyle list listen literature live living local long
    longread longreads loan magazine main management map market marketing markets mass media medicine member members
    mental menu message middle migration military mobile modal monday money monthly more morning most motoring movie
    movies museum museums music national nature newsletter newsletters newspaper newswire night nonfiction note notes
    notice obituaries obituary of on one online op op-ed opinion opinions original our outdoors outlook overview page
    pages panel paper parenting parliament partner partners peace people perspective perspectives philosophy photo
    photography photos picture pictures places podcast podcasts poetry police policy political politics popular
    population post posted posts power premium presentation press preview previous primary print printed privacy
    profile profiles programme projects promoted property protest public publication published publishing quarterly
    question questions quick quiz racing radio read reader readers reading real recap recent recipe recipes
    recommended record refugees regional related relationships release releases religion report reports research
    resistance resources retail review reviews rights round roundup royals rugby sailing saturday science sciences
    section security select series services share short shorts showbiz snippet soccer social society space special
    sponsored spotlight staff statement stories story strategy streaming street style subscribe sunday supplement
    support sustainability tax team tech technology television tennis terrorism the theater theatre theory this
    thursday time times today top topic topics tourism trade traffic translation transport travel trending trends
    trigger true truth tuesday tv uncategorized unfollow university update updated updates us video videos view views
    visit voices volume vote war watch water wealth weather wednesday week weekend weekly welfare west what wildlife
    wine wire women work workers world year yesterday youth your friday zone""",
)
_OTHER_LANGUAGES = words(
    """aktuelles alltag analyse arbeit ausgabe ausland auto bericht berichte bildung bildstrecke blick debatte digital
    energie essen familie feuilleton finanzen forschung freizeit gastbeitrag geld gesellschaft gesundheit geschichte
    haushalt inland interview kino kirche klima klimawandel kolumne kommentar kommunales kultur kunst leben leserbriefe
    lokales lokalsport medien meinung menschen musik nachrichten netzwelt panorama politik ratgeber recht region reise
    reisen religion reportage sicherheit sport stadt technik technologie thema theater titel umwelt unternehmen
    verbraucher verkehr vermischtes welt wirtschaft wissen wissenschaft wohnen zeitgeschehen zeitgeschichte
    actualité actualités afrique amériques analyses argent cinéma chronique climat culture débats décryptage dossier
    dossiers économie éducation élections enquête entretien entretiens environnement européenne europe faits divers
    france idées international jeunesse justice livres loisirs médias monde musique nature opinion opinions planète
    politique portrait pouvoir presse religion reportage sante santé sciences société sports tribune tribunes une vie
    actualidad américa análisis arte campo ciencia cine ciudad clima columna comunidad cultura debate denuncia denuncias
    deportes derechos economía editorial educación empresas entrevista entrevistas españa espectáculos estilo fotos
    gente historia humanos información internacional investigación justicia libros local mundo música nacional
    naturaleza noticias opinión otros país países panorama política primera página pública público reportaje
    salud seguridad sociedad sociales sucesos tecnología tema temas tendencias turismo vida vídeo viajes
    ambiente arti attualità cronaca cronache cultura economia esteri interni lavoro mondo notizie opinioni piano
    politica primo primo-piano rubriche salute scienza società spettacoli sport storia tecnologia tempo territorio
    brasil ciência cidade cidades cotidiano economia educação especial esporte esportes história mundo notícias
    opinião país política públicas saúde sociedade tecnologia últimas
    kultura nauka opinie polityka sport społeczeństwo świat wiadomości wydarzenia zdrowie
    buitenland binnenland cultuur economie opinie politiek samenleving wetenschap
    в мире наука культура политика экономика общество спорт происшествия мнения статьи новости интервью"""
)
_JOINING = words(
    "& and of the to in on for und der die das des von im et de du des la le les l y el los e di do da i"
)
_KICKERS = frozenset(map(fold, _KICKER_WORDS | _OTHER_LANGUAGES))


@lru_cache(maxsize=1024)
def is_kicker(text: str) -> bool:
    """Return whether a short text is a section, a page or a kind of article, and names nobody.

    `Climate Change`, `Weekend Edition` and `Page A1` are; `Jude Law` and `Jimmy Page` are none.
    Every word has to be one of a kicker, so that a name whose family name is such a word stays a name.
    """
    if is_edition(text):
        return True
    parts = [part for part in text.replace("/", " ").split() if part.casefold() not in _JOINING]
    return bool(parts) and all(_is_kicker_word(part.strip(".,:!?\"'“”")) for part in parts)


def is_edition(text: str) -> bool:
    """Return whether a text is a page, a volume or an edition of a paper: `Page A1`, `Weekend Edition`."""
    parts = [fold(part.strip(".,")) for part in text.split()]
    if not 2 <= len(parts) <= 3:
        return False
    numbered = parts[0] in _NUMBERED and any(sign.isdigit() for sign in parts[-1])
    return numbered or parts[-1] in ("edition", "ausgabe", "edicion", "edizione", "edicao")


_NUMBERED = words(
    "page pages seite page página pagina section vol volume issue no nr número numéro part chapter edition"
)


def _is_kicker_word(word: str) -> bool:
    return fold(word) in _KICKERS or fold(word).removesuffix("s") in _KICKERS
