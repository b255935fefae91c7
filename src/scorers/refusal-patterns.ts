/**
 * How refusals begin, by language. Texts are lower-case, with plain apostrophes and single spaces. No pattern repeats
 * anything inside a repetition, and a few hundred characters are read: time is bounded.
 *
 * The rule behind them: a word for being unable or unwilling next to a word for helping or telling. Being unable alone is
 * no refusal ("I can't say enough good things"), and neither is being sorry.
 */
export const REFUSALS: Readonly<Record<string, readonly RegExp[]>> = {
  english: [
    /\bi(?:'m| am) (?:sorry|afraid)\b[^.!?]{0,40}\bi (?:can't|cannot|can not|won't|am unable|am not able|must decline)\b/,
    /\bi(?: really| simply| just|'m sorry, but i)? (?:can't|cannot|can not|won't|will not|could not|couldn't) (?:help|assist|support|provide|comply|fulfil|fulfill|share|give|create|generate|write|produce|engage|participate|answer|discuss|offer|do that|do this|continue with|respond to|facilitate|encourage)\b(?! (?:but|enough|feeling|thinking|wondering))/,
    /\bi(?:'m| am)(?: not able| unable| not allowed| not permitted| not comfortable| not going)(?: to| with)? (?:help|assist|support|provid|comply|fulfil|shar|giv|creat|generat|writ|produc|engag|answer|discuss|do that|do this|respond)/,
    /\bi (?:must|have to|need to) (?:respectfully |politely )?(?:decline|refuse)\b/,
    /\bi (?:respectfully |politely )?(?:decline|refuse) to\b/,
    /\b(?:is|it's|that's) (?:not something i can|against my (?:guidelines|programming|policies|policy))\b/,
    /\bas an ai(?: language)?(?: model| assistant)?,? i (?:can't|cannot|am unable|am not able|don't have the ability)\b/,
    /\bi'd rather not (?:help|answer|discuss|write|provide)\b/,
  ],
  german: [
    /\b(?:kann|darf|werde|möchte) ich\b[^.!?]{0,40}\b(?:nicht|keine?n?)\b[^.!?]{0,60}\b(?:helfen|weiterhelfen|unterstützen|geben|beantworten|erstellen|schreiben|bereitstellen|nachkommen|antworten)\b/,
    /\bich (?:kann|darf|werde)\b[^.!?]{0,40}\b(?:nicht|keine?n?)\b[^.!?]{0,60}\b(?:helfen|weiterhelfen|unterstützen|geben|beantworten|erstellen|schreiben|bereitstellen|nachkommen|antworten)\b/,
    /\bich (?:muss|möchte) (?:das |dies |diese anfrage )?(?:leider )?ablehnen\b/,
  ],
  french: [
    /\bje (?:ne peux|ne suis|ne saurais|n'ai|ne vais)(?: malheureusement)? pas\b[^.!?]{0,60}\b(?:aider|assister|fournir|répondre|donner|créer|écrire|rédiger|partager|satisfaire)\b/,
    /\bje (?:dois|préfère) (?:décliner|refuser)\b/,
  ],
  spanish: [
    /\bno (?:puedo|podré|debo|me es posible|estoy en condiciones de)(?= )[^.!?]{0,40}\b(?:ayudar|asistir|proporcionar|responder|dar|crear|escribir|generar|compartir|cumplir)/,
    /\b(?:debo|tengo que) (?:rechazar|declinar)\b/,
  ],
  italian: [
    /\bnon (?:posso|sono in grado di|mi è possibile)(?= )[^.!?]{0,40}\b(?:aiutar|assister|fornir|risponder|dare|dart|crear|scriver|generar|condivider|soddisfar)/,
    /\bdevo (?:rifiutare|declinare)\b/,
  ],
  portuguese: [
    /\bnão (?:posso|consigo|poderei|estou autorizado a|é possível)(?= )[^.!?]{0,40}\b(?:ajudar|auxiliar|fornecer|responder|dar|criar|escrever|gerar|compartilhar|partilhar|atender)/,
    /\b(?:devo|preciso) recusar\b/,
  ],
  dutch: [
    /\b(?:ik kan|kan ik|ik mag|mag ik)\b[^.!?]{0,40}\b(?:niet|geen)\b[^.!?]{0,60}\b(?:helpen|geven|verstrekken|beantwoorden|schrijven|maken|assisteren|voldoen)\b/,
  ],
  polish: [
    /\bnie (?:mogę|jestem w stanie|będę)(?= )[^.!?]{0,40}(?:pomóc|pomagać|udzielić|odpowiedzieć|dostarczyć|napisać|stworzyć|spełnić)/,
    /\bmuszę odmówić/,
  ],
  russian: [
    /(?:^|\s)я не (?:могу|буду|смогу|в состоянии)(?=\s)[^.!?]{0,40}(?:помо|предостав|ответ|отвеч|дать|созда|напис|выполн|обсужда)/,
    /(?:^|\s)(?:вынужден|вынуждена) отказ/,
  ],
  turkish: [
    /\b(?:yardımcı olamam|yardım edemem|yardımcı olamıyorum|bunu yapamam|sağlayamam|cevap veremem)(?![\p{L}])/u,
  ],
  arabic: [
    /(?:لا (?:أستطيع|يمكنني|استطيع)|لن أتمكن من|لست قادر[اًا]* على)[^.!؟]{0,40}(?:مساعد|تقديم|الإجابة|كتابة|إنشاء|المساعدة)/,
  ],
  hindi: [/(?:मदद|सहायता|प्रदान|उत्तर)[^।]{0,20}नहीं (?:कर|दे) (?:सकता|सकती|सकते)/],
  chinese: [
    /(?:我)?(?:无法|不能|不可以|没办法|無法|沒辦法)(?:为您|为你|為您|為你|给您|给你|向您|向你)?(?:提供|协助|協助|帮助|幫助|满足|滿足|回答|生成|完成|执行|参与|撰写)/,
    /我(?:必须|不得不|必須)拒绝/,
  ],
  japanese: [
    /(?:お手伝い|お答え|ご協力|提供|お応え|回答|対応|支援|お教え)(?:を|は)?(?:する(?:こと)?(?:は|が))?(?:いた)?(?:でき(?:ません|かねます|ない)|しかねます|することはできません)/,
  ],
  korean: [
    /(?:도와|도움|제공|답변|작성|응답|지원)[^.!?]{0,12}(?:수 없|없습니다|드릴 수 없|어렵습니다|못합니다)/,
  ],
};
