import { describe, expect, it } from 'vitest';
import { findBlocks } from '..';

const predictor = (demos: readonly object[], fields: readonly string[]) => ({
  traces: [],
  train: [],
  demos,
  signature: {
    instructions: 'Answer the question.',
    fields: fields.map((prefix) => ({ prefix, description: '${x}' })),
  },
  lm: null,
});

const find = (program: object) => {
  const text = JSON.stringify(program, undefined, 2);
  return { text, blocks: findBlocks(text, { fileName: 'program.json' }) };
};

describe('a saved DSPy program', () => {
  it('has the demonstrations of each predictor, without their reasoning', () => {
    const { text, blocks } = find({
      'answer.predict': predictor(
        [
          { augmented: true, context: 'c1', question: 'q1', reasoning: 'Because.', answer: 'a1' },
          { augmented: true, question: 'q2', context: 'c2', answer: 'a2', reasoning: 'Since.' },
        ],
        ['Context:', 'Question:', "Reasoning: Let's think step by step in order to", 'Answer:'],
      ),
      'cypher.predict': predictor(
        [
          { neo4j_schema: 's1', statement: 'x1' },
          { neo4j_schema: 's2', statement: 'x2', rationale: null },
        ],
        ['Neo 4 J Schema:', 'Statement:'],
      ),
      'empty.predict': predictor([], ['Question:', 'Answer:']),
      metadata: { dependency_versions: { dspy: '2.6' } },
    });
    expect(blocks.map(({ format, demonstrations }) => ({ format, demonstrations }))).toEqual([
      {
        format: 'dspy',
        demonstrations: [
          { input: 'context: c1\nquestion: q1', output: 'a1' },
          { input: 'context: c2\nquestion: q2', output: 'a2' },
        ],
      },
      {
        format: 'dspy',
        demonstrations: [
          { input: 's1', output: 'x1' },
          { input: 's2', output: 'x2' },
        ],
      },
    ]);
    const [first] = blocks;
    expect(JSON.parse(text.slice(first?.ranges[1]?.start, first?.ranges[1]?.end))).toMatchObject({
      question: 'q2',
    });
  });

  it('is read without its signature too, in the order of the fields', () => {
    const demos = [
      { sentence: 's1', score: 3, verdict: 'v1' },
      { sentence: 's2', score: 4, verdict: 'v2' },
    ];
    const { blocks } = find({ classify: { traces: [], demos } });
    expect(blocks[0]?.demonstrations[0]).toEqual({ input: 'sentence: s1\nscore: 3', output: 'v1' });
  });

  it('keeps what follows the reasoning as the output', () => {
    const demos = ['1', '2'].map((n) => ({
      question: `q${n}`,
      reasoning: 'r',
      answer: `a${n}`,
      confidence: 0.5,
    }));
    const { blocks } = find({ p: predictor(demos, ['Question:', 'Reasoning:', 'Answer:', 'Confidence:']) });
    expect(blocks[0]?.demonstrations[0]).toEqual({ input: 'q1', output: 'answer: a1\nconfidence: 0.5' });
  });

  it('leaves out demonstrations without an input, an output, or with a value that is no text', () => {
    const whole = { question: 'q', answer: 'a' };
    const demos = [
      whole,
      { answer: 'a' },
      { question: { nested: [1] }, answer: 'a' },
      { ...whole, question: 'q2' },
    ];
    const { blocks } = find({ p: predictor(demos, ['Question:', 'Answer:']) });
    expect(blocks[0]?.demonstrations).toHaveLength(2);
  });
});
