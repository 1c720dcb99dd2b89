"""Purposes of links, by words of their addresses: sharing, giving, rights, …"""

from collections.abc import Iterable, Mapping

_WORDS_OF: Mapping[str, str] = {
    "authors": "author authors auteur auteurs autor autores autoren autorin autore autori autorzy autorka avtor "
    "avtory writer writers columnist columnists contributor contributors journalist journalists redacteur penulis "
    "yazar yazarlar skribent people person persons persona profile profil profiles perfil team staff gravatar "
    "avatar avatars bio byline reporter kirjoittaja forfatter",
    "topics": "tag tags topic topics category categories categoria categorias categorie kategorie kategorien "
    "kategori kategoria thema themen theme themes tema temas temi etiqueta etiquetas etiket schlagwort stichwort "
    "section sections sujet sujets rubrique rubriques rubrik rubric mot keyword keywords label labels tagged tagi "
    "temat tematy dossier seccion channel series serie story stories subject subjects hashtag emne amne avainsana",
    "sharing": "share sharer sharearticle intent sharing partager compartir condividi teilen compartilhar udostepnij "
    "paylas bagikan dela forward email emailfriend sendto addtoany addthis sharethis whatsapp pinterest pin "
    "linkedin reddit telegram vk vkontakte tumblr flipboard getpocket xing sharetitle",
    "giving": "donate donation donations donatenow give giving support spende spenden unterstuetzen unterstutzen "
    "unterstuetzung don dons faire soutenir soutien soutenez dona donar donacion donaciones donativo apoya "
    "apoyanos donazione donazioni sostieni sostienici doe doacao doacoes apoie apoiar apoia doneer doneren steun "
    "wesprzyj wspieraj darowizna podderzhat destek bagis patreon paypal paypalme steadyhq tipeee gofundme kofi "
    "liberapay helloasso givebutter buymeacoffee patronite boosty ko membership membresia member members "
    "contribute contribution fundraising betterplace donorbox actblue kickstarter hazte socio socios",
    "newsletters": "newsletter newsletters subscribe subscription subscriptions abo abos abonnement abonnements "
    "abonner abonnez suscripcion suscripciones suscribete boletin boletines abbonati abbonamento abbonamenti "
    "assine assinatura assinaturas nieuwsbrief prenumerata subskrypcja rss feed feeds podcast podcasts bulten "
    "abone berlangganan prenumerera nyhetsbrev mailchimp substack listmanage optin mailpoet abonnieren itunes",
    "accounts": "login signin signup logout account register registration user users anmelden connexion konto "
    "compte cuenta accedi entrar inloggen logowanie zaloguj giris masuk password wp admin paywall",
    "rights": "copyright license licenses licence creativecommons permission permissions reprint reprints rights "
    "republish syndication lizenz licencia licenca licenza copyrights rightslink",
    "rules": "privacy terms policy policies disclaimer legal datenschutz impressum agb cookies cookie "
    "confidentialite mentions privacidad aviso privacidade termos privacybeleid regulamin polityka gizlilik "
    "kebijakan imprint gdpr ethics standards guidelines accessibility",
    "contact": "contact contacto contato contatti contactus kontakt kontakta contactez iletisim hubungi "
    "corrections correction feedback tips tip submit press presse pressekontakt letters kontakty redaktion "
    "redaccion",
    "comments": "comment comments respond commento commenti comentarios comentario commentaires commentaire "
    "kommentar kommentare komentarze reply disqus replytocom diskussion forum forums",
    "printing": "print printer drucken imprimer imprimir stampa drukuj printfriendly pdf printable",
    "pictures": "photo photos image images img uploads upload media gallery galleries thumb thumbs thumbnail "
    "thumbnails video videos watch embed youtu vimeo dailymotion soundcloud flickr wikimedia gettyimages unsplash "
    "pixabay pexels jpg jpeg png webp",
    "shopping": "shop store shops product products produkt buy amazon amzn cart checkout boutique tienda loja sklep "
    "winkel negozio bookshop book books kaufen bestellen order affiliate deals coupon doubleclick adserver ads "
    "outbrain taboola sponsored advertise advertising mediadaten",
    "networks": "facebook twitter instagram youtube fb x tiktok mastodon bluesky threads gab parler rumble odysee "
    "discord snapchat weibo line viber mewe minds gettr follow",
}
_PURPOSES = {word: f"to {purpose}" for purpose, words in _WORDS_OF.items() for word in words.split()}


def link_purposes(words: Iterable[str]) -> list[str]:
    """Return the features of what a link may be for, by the words of its address: `to giving` for `donate`."""
    return [_PURPOSES[word] for word in words if word in _PURPOSES]
