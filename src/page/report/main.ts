import type { Report } from '../../core/report.ts';
import { headline } from '../../render/words.ts';
import { el, pageData, pageRoot } from '../kit/dom.ts';

const report = pageData() as Report;
document.title = headline(report);
pageRoot().replaceChildren(el('h1', {}, headline(report)));
