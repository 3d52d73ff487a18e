export type SnippetLanguage = 'typescript' | 'python';

/** What a snippet is about; absolute paths. */
export interface SnippetSubject {
  readonly file: string;
  readonly modelFolder: string;
}

/**
 * Code that answers a query with a vector file: for Node over this package, or for Python over plain `transformers`, `safetensors` and
 * `tokenizers` without anything of this project.
 */
export function reuseSnippet(language: SnippetLanguage, subject: SnippetSubject): string {
  return language === 'python' ? pythonSnippet(subject) : typescriptSnippet(subject);
}

function typescriptSnippet({ file, modelFolder }: SnippetSubject): string {
  return `const { loadVectors, predict } = require('mend-distill');

async function main() {
  const vectors = await loadVectors(${JSON.stringify(file)}, {
    modelFolder: ${JSON.stringify(modelFolder)},
  });
  try {
    const { options, arms } = await predict(vectors, { input: 'Write your query here' });
    console.log(arms.distilled.prediction, options, arms.distilled.probabilities);
  } finally {
    await vectors.dispose();
  }
}

main();
`;
}

/** A JSON string is a Python string too, but for characters beyond the basic plane, which stay unescaped here. */
function pythonSnippet({ file, modelFolder }: SnippetSubject): string {
  return `# Needs: pip install torch transformers tokenizers safetensors
import json

import torch
from safetensors import safe_open
from transformers import GPT2LMHeadModel, PreTrainedTokenizerFast

VECTOR_FILE = ${JSON.stringify(file)}
MODEL_FOLDER = ${JSON.stringify(modelFolder)}
QUERY = "Write your query here"
BLANKS = " \\t\\r\\n\\v\\f"

with safe_open(VECTOR_FILE, "pt") as file:
    vectors = file.get_tensor("distilled_vectors").float()[None]  # [1, vectors, width]
    metadata = file.metadata()
template = json.loads(metadata["template"])
labels = json.loads(metadata.get("labels", "[]"))
model = GPT2LMHeadModel.from_pretrained(MODEL_FOLDER).float().eval()  # stored as float16, computed in float32
tokenizer = PreTrainedTokenizerFast(tokenizer_file=MODEL_FOLDER + "/tokenizer.json")


def encode(text):
    return tokenizer(text, add_special_tokens=False)["input_ids"]


def embed(ids):
    """The vectors in front of the token embeddings; the model adds the positions."""
    return torch.cat([vectors, model.transformer.wte(torch.tensor([ids]))], dim=1)


query = encode(template["inputPrefix"] + QUERY.strip(BLANKS)) + encode(template["inputSuffix"])
with torch.no_grad():
    scores = []  # per label: mean log-likelihood of its tokens
    for label in labels:
        option = encode(template["outputPrefix"] + label)
        logits = model(inputs_embeds=embed(query + option)).logits[0]
        asked = logits[-len(option) - 1 : -1].log_softmax(-1)
        scores.append(asked.gather(-1, torch.tensor(option)[:, None]).mean())
    if scores:
        probabilities = torch.stack(scores).softmax(0)
        for label, score, probability in zip(labels, scores, probabilities):
            print(f"{label}\\t{score.item():.4f}\\t{probability.item():.4f}")
        print("prediction:", labels[probabilities.argmax().item()])
    else:
        ids = []
        while len(ids) < 32 and template["outputSuffix"] not in tokenizer.decode(ids):
            ids.append(model(inputs_embeds=embed(query + ids)).logits[0, -1].argmax().item())
        print(tokenizer.decode(ids).split(template["outputSuffix"])[0].strip(BLANKS))
`;
}
