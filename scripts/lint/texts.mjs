/** What puts a text in front of a user, with the number of its first argument that does. */
const SHOWING = new Map([
  ['h', 2],
  ['fill', 1],
  ['figure', 0],
  ['button', 0],
  ['linkButton', 0],
  ['textArea', 0],
  ['textField', 0],
  ['Section', 1],
]);
/** Attributes and properties that are seen or spoken. */
const SHOWN = /^(title|placeholder|alt|textContent|aria-?(label|valuetext|description))$/i;
/** One letter is a sign; two make a word. */
const WORD = /\p{L}{2}/u;
/** The same in every language. */
const NAMES = new Set(['MEND']);

/** A rule for ESLint: what a webview shows or says goes through `t`. It sees texts where they are given to what shows them, not in variables. */
export const translatedTexts = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { untranslated: 'A text for the user: write it as t(…), and run `npm run l10n`.' },
  },
  create(context) {
    const check = (node) => {
      for (const text of textsIn(node)) context.report({ node: text, messageId: 'untranslated' });
    };
    const checkCall = ({ callee, arguments: given }) => {
      const first = SHOWING.get(callee.name);
      if (first === undefined) return;
      given.slice(first).forEach(check);
      given.forEach(checkAttributes);
    };
    const checkAttributes = (node) => {
      if (node.type !== 'ObjectExpression') return;
      for (const { key, value } of node.properties)
        if (key && SHOWN.test(key.name ?? key.value)) check(value);
    };
    return {
      CallExpression(call) {
        checkCall(call);
        const [name, value] = call.arguments;
        if (call.callee.property?.name === 'setAttribute' && SHOWN.test(name?.value) && value) check(value);
      },
      NewExpression: checkCall,
      AssignmentExpression({ left, right }) {
        if (left.type === 'MemberExpression' && SHOWN.test(left.property.name)) check(right);
      },
    };
  },
};

/** The words that a value may be, also behind a condition. */
function textsIn(node) {
  switch (node.type) {
    case 'Literal':
      return WORD.test(node.value) && typeof node.value === 'string' && !NAMES.has(node.value) ? [node] : [];
    case 'TemplateLiteral':
      return node.quasis.some(({ value }) => WORD.test(value.cooked)) ? [node] : [];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap(textsIn);
    case 'LogicalExpression':
      return [node.left, node.right].flatMap(textsIn);
    default:
      return [];
  }
}
