const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Elements that have no end tag. */
export const VOID = words('area base br col embed hr img input link meta param source track wbr');

/** Elements whose end tag may be left out. */
export const OPTIONAL_END = words(
  'html head body p li dt dd option optgroup thead tbody tfoot tr td th colgroup caption rb rt rtc rp',
);

/** Elements whose content is no markup. */
export const RAW_TEXT = words('script style textarea title');

/** HTML's elements, the obsolete ones that are still written, and those of SVG and MathML that stand in pages. */
export const ELEMENTS = words(
  'a abbr acronym address applet area article aside audio b base basefont bdi bdo big blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark marquee menu meta meter nav noframes noscript object ol optgroup option output p param picture pre progress q rb rp rt rtc ruby s samp script search section select slot small source span strike strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr svg g path circle ellipse line polyline polygon rect text tspan defs use symbol lineargradient radialgradient stop clippath mask pattern filter foreignobject desc math mi mn mo mrow msup msub mfrac msqrt mtext',
);
