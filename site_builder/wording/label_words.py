"""Words that announce labels (Region, Theme, In-depth Report), in many languages."""

LABEL_WORDS = {
    "regions": r"regions?|région[s]?|regionen|región|regiones|região|regiões|regione|regioni|regio|регион[ы]?|المنطقة|"
    r"bölge|wilayah|khu vực|weltregion(?:en)?",
    "themes": r"themes?|thème[s]?|themen|thema|temas?|temi|temat[y]?|тем[аы]|الموضوع|konu|chủ đề|tema",
    "reports": r"(?:in[- ]depth |special )?reports?|dossiers?|rapports? (?:spécial|approfondi|détaillé)s?|"
    r"informes? especial(?:es)?|relatórios? especia(?:l|is)|themendossiers?|spezialberichte?",
}
"""Words that announce the labels of each index, as alternatives of a regular expression."""
