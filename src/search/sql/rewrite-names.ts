// A tree with its names replaced: what aliases and short names stand for.
import type { Expression } from './ast.ts';

type NameNode = Extract<Expression, { type: 'name' }>;

export function rewriteNames(node: Expression, replace: (name: NameNode) => Expression): Expression {
  const rewrite = (item: Expression): Expression => rewriteNames(item, replace);
  switch (node.type) {
    case 'name':
      return replace(node);
    case 'call':
      return { ...node, items: node.items.map(rewrite) };
    case 'cast':
      return { ...node, operand: rewrite(node.operand) };
    case 'case':
      return {
        ...node,
        operand: node.operand === null ? null : rewrite(node.operand),
        branches: node.branches.map(({ when, result }) => ({ when: rewrite(when), result: rewrite(result) })),
        otherwise: node.otherwise === null ? null : rewrite(node.otherwise),
      };
    default:
      return node;
  }
}
