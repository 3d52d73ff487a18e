export type SnippetLanguage = 'typescript' | 'python';

/** Families of target LMs that there is code for. */
export type SnippetFamily = keyof typeof PYTHON_MODELS;

/** What a snippet is about; absolute paths. */
export interface SnippetSubject {
  readonly file: string;
  readonly modelFolder: string;
  readonly family: SnippetFamily;
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

/**
 * How each family reads the vectors, the query and an answer. Both define `logits_behind(answer)`: what the model expects after the query
 * and after each token of the answer, `[answer + 1, vocabulary]`.
 */
const PYTHON_MODELS = {
  gpt2: `model = transformers.GPT2LMHeadModel.from_pretrained(MODEL_FOLDER)
model.float().eval()  # stored as float16, computed in float32


def logits_behind(answer):
    """The vectors stand in front of the token embeddings; the model adds the positions."""
    embeds = torch.cat([vectors, model.transformer.wte(torch.tensor([query + answer]))], dim=1)
    return model(inputs_embeds=embeds).logits[0, -len(answer) - 1 :]`,

  t5: `model = transformers.T5ForConditionalGeneration.from_pretrained(MODEL_FOLDER)
model.float().eval()  # stored as float16, computed in float32
with open(MODEL_FOLDER + "/mend.json", encoding="utf-8") as file:
    target = json.load(file)["target"]
encoder_reads, decoder_reads = (query, []) if target["queryIn"] == "encoder" else ([], query)
with torch.no_grad():
    behind = model.shared(torch.tensor([[*encoder_reads, target["endToken"]]]))
    encoded = model.encoder(inputs_embeds=torch.cat([vectors, behind], dim=1))


def logits_behind(answer):
    """The vectors are in the encoder; the decoder begins with the start token."""
    ids = torch.tensor([[target["startToken"], *decoder_reads, *answer]])
    return model(encoder_outputs=encoded, decoder_input_ids=ids).logits[0, -len(answer) - 1 :]`,
};

/** A JSON string is a Python string too, but for characters beyond the basic plane, which stay unescaped here. */
function pythonSnippet({ file, modelFolder, family }: SnippetSubject): string {
  return `# Needs: pip install torch transformers tokenizers safetensors
import json

import torch
import transformers
from safetensors import safe_open

VECTOR_FILE = ${JSON.stringify(file)}
MODEL_FOLDER = ${JSON.stringify(modelFolder)}
QUERY = "Write your query here"
BLANKS = " \\t\\r\\n\\v\\f"

with safe_open(VECTOR_FILE, "pt") as file:
    vectors = file.get_tensor("distilled_vectors").float()[None]  # [1, vectors, width]
    metadata = file.metadata()
template = json.loads(metadata["template"])
labels = json.loads(metadata.get("labels", "[]"))
tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_file=MODEL_FOLDER + "/tokenizer.json")


def encode(text):
    return tokenizer(text, add_special_tokens=False)["input_ids"]


query = encode(template["inputPrefix"] + QUERY.strip(BLANKS)) + encode(template["inputSuffix"])
${PYTHON_MODELS[family]}


with torch.no_grad():
    scores = []  # per label: mean log-likelihood of its tokens
    for label in labels:
        option = encode(template["outputPrefix"] + label)
        asked = logits_behind(option)[:-1].log_softmax(-1)
        scores.append(asked.gather(-1, torch.tensor(option)[:, None]).mean())
    if scores:
        probabilities = torch.stack(scores).softmax(0)
        for label, score, probability in zip(labels, scores, probabilities):
            print(f"{label}\\t{score.item():.4f}\\t{probability.item():.4f}")
        print("prediction:", labels[probabilities.argmax().item()])
    else:
        ids = []
        while len(ids) < 32 and template["outputSuffix"] not in tokenizer.decode(ids):
            ids.append(logits_behind(ids)[-1].argmax().item())
        text = tokenizer.decode(ids, skip_special_tokens=True)
        print(text.split(template["outputSuffix"])[0].strip(BLANKS))
`;
}
