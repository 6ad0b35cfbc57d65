//! What the box says, in eight languages; a count has a form for each plural of its language.

/** The names of the strings in the order of each language's; the last are plural forms, where a language has them. */
const NAMES = ("search clear close filters results recent none hint mean showing instead dropped error retry more " +
  "other one zero two few").split(" ");

const STRINGS = {
  en: `Search|Clear|Close|Filters|Results|Recent searches|No results for “{q}”|Try fewer or other words.|
    Did you mean|Showing results for {to}.|Search instead for {q}|Left out: {words}.|
    The search is not answering.|Try again|More results|{n} results|{n} result`,
  es: `Buscar|Borrar|Cerrar|Filtros|Resultados|Búsquedas recientes|No hay resultados para «{q}»|
    Prueba con menos palabras u otras.|Quizás quisiste decir|Resultados de {to}.|Buscar {q}|
    Se omitió: {words}.|La búsqueda no responde.|Reintentar|Más resultados|{n} resultados|{n} resultado`,
  de: `Suchen|Leeren|Schließen|Filter|Ergebnisse|Letzte Suchen|Keine Ergebnisse für „{q}“|
    Versuche weniger oder andere Wörter.|Meintest du|Ergebnisse für {to}.|Stattdessen nach {q} suchen|
    Ausgelassen: {words}.|Die Suche antwortet nicht.|Erneut versuchen|Mehr Ergebnisse|{n} Ergebnisse|
    {n} Ergebnis`,
  fr: `Rechercher|Effacer|Fermer|Filtres|Résultats|Recherches récentes|Aucun résultat pour « {q} »|
    Essayez moins de mots, ou d’autres.|Vouliez-vous dire|Résultats pour {to}.|Rechercher plutôt {q}|
    Écarté : {words}.|La recherche ne répond pas.|Réessayer|Plus de résultats|{n} résultats|{n} résultat`,
  pt: `Pesquisar|Limpar|Fechar|Filtros|Resultados|Pesquisas recentes|Nenhum resultado para “{q}”|
    Tente menos palavras ou outras.|Você quis dizer|Resultados para {to}.|Pesquisar {q}|Omitido: {words}.|
    A pesquisa não responde.|Tentar de novo|Mais resultados|{n} resultados|{n} resultado`,
  zh: `搜索|清除|关闭|筛选|结果|最近搜索|没有找到“{q}”的结果|请换用更少或其他词语。|您是不是要找|显示的是 {to} 的结果。|仍然搜索 {q}|已省略:{words}。|搜索没有响应。|重试|
    更多结果|{n} 个结果`,
  ja: `検索|消去|閉じる|絞り込み|検索結果|最近の検索|「{q}」の検索結果はありません|語を減らすか、別の語をお試しください。|もしかして|{to} の検索結果です。|{q} で検索|
    除いた語:{words}。|検索が応答していません。|再試行|さらに表示|{n} 件の結果`,
  ar: `بحث|مسح|إغلاق|عوامل التصفية|النتائج|عمليات البحث الأخيرة|لا توجد نتائج عن «{q}»|جرّب كلمات أقل أو أخرى.|
    هل تقصد|نتائج البحث عن {to}.|البحث عن {q}|كلمات مُهملة: {words}.|البحث لا يستجيب.|إعادة المحاولة|
    مزيد من النتائج|{n} نتيجة|نتيجة واحدة|لا نتائج|نتيجتان|{n} نتائج`,
};

/** Returns what the box says in a language, with the owner's words (JSON) over it. */
export function strings(tag, own) {
  const known = tag.toLowerCase().split("-")[0];
  const locale = STRINGS[known] ? known : "en";
  const words = Object.fromEntries(STRINGS[locale].split(/\|\s*/).map((text, place) => [NAMES[place], text]));
  try {
    Object.assign(words, JSON.parse(own));
  } catch (error) {
    console.error("docent-search: messages:", error);
  }
  const number = (n) => n.toLocaleString(locale);
  const plural = new Intl.PluralRules(locale);
  const counted = (n, sign) => (words[plural.select(n)] ?? words.other).replace("{n}", number(n) + sign);
  return { ...words, locale, number, counted, direction: locale === "ar" ? "rtl" : null };
}
