import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/search/parse.ts';
import { parsePipeline } from '../../src/search/pipeline.ts';
import { boards, changeOf, fieldsByFigure, figures, latencyFields, latencyPipeline, spanBefore, trendFigures } from './overview-boards.ts';

const options = { nowMicros: 0 };

describe('the boards of the Overview', () => {
  it('ask only what the language knows', () => {
    for (const [name, q] of Object.entries(figures)) expect({ name, ...parseQuery(q, options) }).toHaveProperty('query');
    for (const { tops } of Object.values(boards)) for (const { field } of tops) expect(parseQuery(`${field}:*`, options), field).toHaveProperty('query');
    for (const field of latencyFields) expect(parsePipeline(latencyPipeline(field), options), field).toHaveProperty('pipeline');
  });

  it('show every figure somewhere', () => {
    const shown = new Set([...Object.values(boards).flatMap((board) => board.figures), ...trendFigures]);
    expect(Object.keys(figures).filter((name) => !shown.has(name as keyof typeof figures))).toEqual([]);
  });

  it('count all fields of a figure at once', () => {
    expect([...fieldsByFigure(boards.access.tops).keys()]).toEqual(['forbidden', 'connects', 'secretReads', 'impersonations', 'anonymous']);
  });

  it('compare with the span before', () => {
    expect(spanBefore({ from: 100, to: 160 })).toEqual({ from: 40, to: 100 });
    expect([changeOf(150, 100), changeOf(50, 100), changeOf(5, 0), changeOf(0, 4)]).toEqual([50, -50, null, -100]);
  });
});
