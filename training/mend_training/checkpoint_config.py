"""What configurations of checkpoints leave to the code that reads them."""

from transformers import PreTrainedConfig, T5Config


def completed(config: PreTrainedConfig) -> PreTrainedConfig:
    """The configuration, of a T5 with a token that its decoder starts with: all of them start with the padding."""
    if isinstance(config, T5Config) and getattr(config, "decoder_start_token_id", None) is None:
        config.decoder_start_token_id = config.pad_token_id
    return config
