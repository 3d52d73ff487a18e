"""
`mend_training` with its parameters spread over CPU processes by FSDP. torch can do that and accelerate's code for it
too, but accelerate only starts it where there are GPUs: here it is told that there are.
"""

import sys

from accelerate import Accelerator
from accelerate.utils import DistributedType, FullyShardedDataParallelPlugin

from mend_training import loop
from mend_training.cli import main

make_accelerator = loop.make_accelerator


def make_sharding_accelerator(settings: loop.LoopSettings) -> Accelerator:
    accelerator = make_accelerator(settings)
    # Both read what `accelerate launch` has put into the environment from its configuration file.
    accelerator.state.fsdp_plugin = FullyShardedDataParallelPlugin()
    accelerator.state.distributed_type = DistributedType.FSDP
    assert accelerator.is_fsdp2
    return accelerator


if __name__ == "__main__":
    from mend_training import finetune, pretrain

    for stage in (pretrain, finetune):
        stage.make_accelerator = make_sharding_accelerator
    main(sys.argv[1:])
