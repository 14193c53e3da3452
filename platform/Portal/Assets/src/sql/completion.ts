import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { ask } from './statements';

interface NamedProduct {
  name: string;
  description: string;
}

interface NamedColumn extends NamedProduct {
  type: string;
}

interface NamedFunction extends NamedProduct {
  signature: string;
}

/** A product that the text reads, and what the text calls it. */
interface ReadProduct {
  product: string;
  alias: string | undefined;
}

const shownAtMost = 50;
const clause = /^(on|using|where|group|order|having|limit|offset|join|inner|left|right|full|cross|natural|union|except|intersect|qualify|window|for|at|as|tablesample|asof|positional|semi|anti)$/i;

const products = new Map<string, Promise<NamedProduct[]>>();
const columns = new Map<string, Promise<NamedColumn[]>>();
let functions: Promise<NamedFunction[]> | undefined;

const list = async <T>(path: string): Promise<T[]> => (await ask<{ items: T[] }>(path)).items;

// A failure is not remembered: the next letter asks again.
const once = <T>(memory: Map<string, Promise<T[]>>, key: string, path: string): Promise<T[]> => {
  let found = memory.get(key);
  if (!found) {
    found = list<T>(path).catch(() => {
      memory.delete(key);
      return [];
    });
    memory.set(key, found);
  }

  return found;
};

const productsWith = (text: string): Promise<NamedProduct[]> => once(products, text.toLowerCase(), `products?containing=${encodeURIComponent(text.toLowerCase())}`);

const columnsOf = (product: string): Promise<NamedColumn[]> => once(columns, product, `columns?product=${encodeURIComponent(product)}`);

const allFunctions = (): Promise<NamedFunction[]> =>
  (functions ??= list<NamedFunction>('functions').catch(() => {
    functions = undefined;
    return [];
  }));

/** The products that a text reads. A guess: the text may be half written. */
export const readProducts = (text: string): ReadProduct[] => {
  const found: ReadProduct[] = [];
  for (const match of text.matchAll(/(?:\b(?:from|join)|,)\s+(?:mesh\.)?(\w+)\.(?:"([^"]+)"|(\w+))(?:\s+(?:as\s+)?(\w+))?/gi)) {
    const alias = match[4];
    found.push({ product: `${match[1]}.${match[2] ?? match[3]}`.toLowerCase(), alias: alias && !clause.test(alias) ? alias : undefined });
  }

  return found;
};

const columnOption = (column: NamedColumn, product: string): Completion => ({ label: column.name, type: 'property', detail: column.type, info: column.description ? `${column.description} (${product})` : product });

const ofColumns = async (context: CompletionContext, product: string, last: string): Promise<CompletionResult> => ({
  from: context.pos - last.length,
  options: (await columnsOf(product)).map(column => columnOption(column, product)),
  validFor: /^\w*$/,
});

const ofProducts = async (from: number, text: string): Promise<CompletionResult | null> => {
  // The catalog's name may be before the domain's.
  const name = text.replace(/^mesh\./i, '');
  const found = await productsWith(name);
  return {
    from: from + text.length - name.length,
    options: found.map(product => ({ label: product.name, type: 'class', info: product.description })),
    // A short list is whole: the next letters only narrow it.
    ...(found.length < shownAtMost ? { validFor: /^[\w.]*$/ } : { filter: false }),
  };
};

/** Offers products behind FROM and JOIN, columns of the products that the text reads, and functions. Keywords come from the language. */
export const meshCompletion: CompletionSource = async context => {
  if (/String|Comment/.test(syntaxTree(context.state).resolveInner(context.pos, -1).name)) {
    return null;
  }

  const word = context.matchBefore(/\w*(?:\.\w*)*/);
  if (!word || (word.from === word.to && !context.explicit)) {
    return null;
  }

  const text = context.state.doc.toString();
  const read = readProducts(text);
  const dot = word.text.lastIndexOf('.');
  const before = context.state.sliceDoc(Math.max(0, word.from - 200), word.from);
  const wantsProduct = /\b(from|join|describe)\s+$/i.test(before) || /\bfrom\s[^();]*,\s*$/i.test(before);
  if (dot >= 0) {
    const head = word.text.slice(0, dot).replace(/^mesh\./i, '').toLowerCase();
    const known = wantsProduct ? undefined : read.find(one => one.alias?.toLowerCase() === head || one.product === head || (!one.alias && one.product.split('.')[1] === head));
    return known ? ofColumns(context, known.product, word.text.slice(dot + 1)) : ofProducts(word.from, word.text);
  }

  if (wantsProduct) {
    return ofProducts(word.from, word.text);
  }

  const names = [...new Set(read.map(one => one.product))].slice(0, 8);
  const [ofRead, callable] = await Promise.all([Promise.all(names.map(async product => (await columnsOf(product)).map(column => columnOption(column, product)))), allFunctions()]);
  return {
    from: word.from,
    options: [
      ...ofRead.flat().map(option => ({ ...option, boost: 2 })),
      ...read.flatMap(one => (one.alias ? [{ label: one.alias, type: 'variable', detail: one.product, boost: 1 }] : [])),
      ...callable.filter(one => /^\w+$/.test(one.name)).map(one => ({ label: one.name, type: 'function', detail: one.signature, info: one.description || undefined, apply: `${one.name}(` }) as Completion),
    ],
    validFor: /^\w*$/,
  };
};
