// A sentence is found by the template that it was made from, whatever its values hold.
import { describe, expect, it } from 'vitest';
import { createTranslator } from './translate-sentence.ts';

const translate = createTranslator({
  'Keep one of them.': '保留其中一个。',
  'There is no stage {}.': '没有阶段 {1}。',
  'There is no {} "{}".': '没有{~1} "{2}"。',
  'The user {} is not among {}.': '用户 {1} 不在 {~2} 之中。',
  '{} and {} more': '{1} 和另外 {2} 项',
  '{} must be {}, not {}.': '{1} 必须是{~2}，而不是{~3}。',
  '{} of {} are there.': '{2} 中有 {1}。',
  'a list of strings': '字符串的列表',
  'an object': '对象',
  cluster: '集群',
  'kube-apiserver is not ready: {}': 'kube-apiserver 未就绪：{~1}',
  'no answer within {} s': '{1} 秒内没有应答',
  '{}: {}': '{~1}：{~2}',
});

describe('a sentence', () => {
  it('without values is taken as it is', () => {
    expect(translate('Keep one of them.')).toBe('保留其中一个。');
  });

  it('keeps its values, in the order of the other language', () => {
    expect(translate('There is no stage "Finished".')).toBe('没有阶段 "Finished"。');
    expect(translate('3 of 7 are there.')).toBe('7 中有 3。');
    expect(translate('There is no stage {1}{~1}{}.')).toBe('没有阶段 {1}{~1}{}。');
  });

  it('within a sentence is translated where the template says so', () => {
    expect(translate('rules must be a list of strings, not an object.')).toBe('rules 必须是字符串的列表，而不是对象。');
    expect(translate('There is no cluster "an object".')).toBe('没有集群 "an object"。');
    expect(translate('The user "u" is not among "a", "b" and 3 more.')).toBe('用户 "u" 不在 "a", "b" 和另外 3 项之中。');
  });

  it('is not misled by what stands in quotes', () => {
    expect(translate('The user "x is not among y" is not among "z".')).toBe('用户 "x is not among y" 不在 "z" 之中。');
    expect(translate('The user "q\\" is not among " is not among "z".')).toBe('用户 "q\\" is not among " 不在 "z" 之中。');
  });

  it('joined by signs alone counts only where a part of it is known', () => {
    expect(translate('m1: kube-apiserver is not ready: no answer within 5 s')).toBe('m1：kube-apiserver 未就绪：5 秒内没有应答');
    expect(translate('m1: something else')).toBeNull();
  });

  it('is told after another one', () => {
    expect(translate('There is no stage a. b. Keep one of them.')).toBe('没有阶段 a. b。保留其中一个。');
    expect(translate('Something else. Keep one of them.')).toBeNull();
  });

  it('that nobody knows, or a word alone, is left', () => {
    expect(translate('Nobody wrote this.')).toBeNull();
    expect(translate('cluster')).toBeNull();
    expect(translate('')).toBeNull();
  });

  it('of any length and form is decided in time', () => {
    const begun = performance.now();
    for (const piece of [' is not among ', '"', '. ', ': ', ' must be ', ' and ', '\\"', '{}', '. Keep one of them']) {
      translate(`The user "${piece}`.repeat(1000).slice(0, 20_000));
      translate(`${piece.repeat(20_000).slice(0, 19_000)} more`);
      translate(piece.repeat(20_000).slice(0, 20_000));
      translate(piece.repeat(1_000_000));
    }
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});
