import { describe, expect, it } from 'vitest';
import { findBlocks, parseDemonstrations } from '..';

const expected = [
  { input: 'The sauce was cold.', output: 'negative' },
  { input: 'I would come again.', output: 'positive' },
];

const openAi = [
  { role: 'system', content: 'You label reviews.' },
  { role: 'user', content: 'The sauce was cold.' },
  { role: 'assistant', content: 'negative' },
  { role: 'user', content: 'I would come again.' },
  { role: 'assistant', content: 'positive' },
];

const shapes: readonly [string, unknown][] = [
  ['an OpenAI request', { model: 'gpt-4o', temperature: 0, messages: openAi }],
  [
    'an Anthropic request with parts',
    {
      model: 'claude',
      max_tokens: 5,
      system: 'You label reviews.',
      messages: openAi
        .slice(1)
        .map(({ role, content }) => ({ role, content: [{ type: 'text', text: content }] })),
    },
  ],
  ['the messages alone', openAi],
  [
    'a Gemini request',
    {
      contents: openAi.slice(1).map(({ role, content }) => ({
        role: role === 'user' ? 'user' : 'model',
        parts: [{ text: content }],
      })),
    },
  ],
  [
    'a ShareGPT conversation',
    {
      conversations: openAi.map(({ role, content }) => ({
        from: role === 'user' ? 'human' : role === 'assistant' ? 'gpt' : role,
        value: content,
      })),
    },
  ],
  [
    'examples named inside system messages',
    openAi.map(({ role, content }) => ({
      role: 'system',
      ...(role !== 'system' && { name: `example_${role}` }),
      content,
    })),
  ],
];

describe('a chat in JSON', () => {
  it.each(shapes)('is read from %s', (_, value) => {
    const text = JSON.stringify(value, undefined, 2);
    const [block, ...rest] = findBlocks(text, { fileName: 'chat.json' });
    expect(rest).toEqual([]);
    expect(block).toMatchObject({ format: 'chat', demonstrations: expected });
    expect(block?.ranges.map(({ start, end }) => text.slice(start, end))).toEqual([
      expect.stringMatching(/^\{[^]*The sauce[^]*negative[^]*\}$/),
      expect.stringMatching(/^\{[^]*come again[^]*positive[^]*\}$/),
    ]);
  });

  it('ends with the question that is open', () => {
    const messages = [...openAi, { role: 'user', content: 'The music was loud.' }];
    expect(parseDemonstrations(JSON.stringify({ messages }), { fileName: 'a.json' })).toMatchObject({
      demonstrations: expected,
      query: 'The music was loud.',
    });
  });

  it('joins what the user says in several messages, and skips what tools say', () => {
    const messages = [
      { role: 'user', content: 'One.' },
      { role: 'user', content: 'Two.' },
      { role: 'assistant', content: 'three' },
      { role: 'user', content: 'Four.' },
      { role: 'tool', content: '{"weather": "sunny"}' },
      { role: 'assistant', content: 'five' },
    ];
    expect(parseDemonstrations(JSON.stringify(messages)).demonstrations).toEqual([
      { input: 'One.\nTwo.', output: 'three' },
      { input: 'Four.', output: 'five' },
    ]);
  });

  it('leaves out turns without text, such as pictures and calls of tools', () => {
    const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] };
    const call = { role: 'assistant', content: null, tool_calls: [] };
    const messages = [
      image,
      { role: 'assistant', content: 'a cat' },
      { role: 'user', content: 'Time?' },
      call,
    ];
    expect(parseDemonstrations(JSON.stringify([...messages, ...openAi])).demonstrations).toEqual(expected);
  });

  it('looks for demonstrations in what is said where the turns are none', () => {
    const content =
      'Text: good film\nLabel: positive\n\nText: "so" bad\nLabel: negative\n\nText: new\nLabel:';
    const text = JSON.stringify(
      {
        messages: [
          { role: 'system', content: 'Label it.' },
          { role: 'user', content },
        ],
      },
      undefined,
      1,
    );
    const [block] = findBlocks(text, { fileName: 'a.json' });
    expect(block).toMatchObject({ format: 'fields', query: 'new' });
    expect(block?.demonstrations[1]).toEqual({ input: '"so" bad', output: 'negative' });
    expect(text.slice(block?.ranges[1]?.start, block?.ranges[1]?.end)).toBe(
      'Text: \\"so\\" bad\\nLabel: negative',
    );
  });

  it('is read as far as it is well-formed, but not where it is broken', () => {
    const broken = '{"note": ,\n "list": [1, 2,],\n "messages": ' + JSON.stringify(openAi) + ', "x": }';
    expect(findBlocks(broken, { fileName: 'a.json' })[0]?.demonstrations).toEqual(expected);
    const inside = JSON.stringify({ messages: openAi }).replace('"negative"}', '"negative"');
    expect(findBlocks(inside, { fileName: 'a.json' })).toEqual([]);
    expect(() => parseDemonstrations(inside, { fileName: 'a.json' })).toThrow(
      /^The JSON is not valid at line 1 /,
    );
  });
});

describe('conversations, one a line', () => {
  it('are one demonstration each', () => {
    const lines = [
      {
        messages: [
          { role: 'system', content: 's' },
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'x' },
        ],
      },
      {
        messages: [
          { role: 'user', content: 'b' },
          { role: 'assistant', content: 'y' },
          { role: 'user', content: 'c' },
          { role: 'assistant', content: 'z' },
        ],
      },
    ];
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    expect(findBlocks(text, { fileName: 'tuning.jsonl' })[0]).toMatchObject({
      format: 'jsonl',
      demonstrations: [
        { input: 'a', output: 'x' },
        { input: 'user: b\nassistant: y\nuser: c', output: 'z' },
      ],
    });
  });
});

describe('a chat in a program', () => {
  const python = `import openai

def label(review: str) -> str:
    response = client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "system", "content": "You label reviews."},  # it's short
            {"role": "user", "content": "The sauce " "was cold."},
            {"role": "assistant", "content": "negative"},
            dict(role="user", content="""I would come again."""),
            {"role": "assistant", "content": 'positive'},
            {"role": "user", "content": review},
        ],
    )
    return response.choices[0].message.content
`;
  const langChain = `prompt = ChatPromptTemplate.from_messages([
    ("system", "You label reviews."),
    ("human", "The sauce was cold."),
    ("ai", "negative"),
    ("human", "I would come again."),
    ("ai", "positive"),
    MessagesPlaceholder("history"),
    ("human", "{review}"),
])`;
  const classes = `messages = [
    SystemMessage("You label reviews."),
    HumanMessage(content="The sauce was cold."),
    AIMessage(content="negative"),
    HumanMessage("I would come again."),
    AIMessage("positive"),
]`;
  const typeScript = `import OpenAI from 'openai';
const messages: ChatCompletionMessageParam[] = [
  { role: 'system', content: \`You label reviews.\` },
  { role: 'user', content: 'The sauce ' + "was cold." },
  { role: 'assistant', content: 'negative' } as const,
  new HumanMessage({ content: 'I would come again.' }),
  { role: 'assistant', content: 'positive' },
  { role: 'user' as const, content: \`\${review}\`.trim() },
  ...history,
];
`;

  it.each([
    ['Python', 'a.py', python, undefined],
    ['tuples of LangChain', 'a.py', langChain, '{review}'],
    ['messages of LangChain', 'a.py', classes, undefined],
    ['TypeScript', 'a.ts', typeScript, '${review}'],
  ])('is read from %s', (_, fileName, text, query) => {
    const [block, ...rest] = findBlocks(text, { fileName });
    expect(rest).toEqual([]);
    expect(block).toMatchObject({ format: 'chat', demonstrations: expected });
    expect(block?.query).toBe(query);
    expect(text.slice(block?.ranges[0]?.start, block?.ranges[0]?.end)).toMatch(/^[{(H][^]*sauce[^]*negative/);
  });

  it('is read from a selection of it', () => {
    const selection = python.slice(
      python.indexOf('{"role": "user", "content": "The'),
      python.indexOf('{"role": "user", "content": review'),
    );
    expect(parseDemonstrations(`[${selection}]`, { fileName: 'a.py' }).demonstrations).toEqual(expected);
  });
});
