package org.viseme.train;

import java.nio.file.Path;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.StateDict;

/** Encoders that were pretrained: their names are the published ones. */
final class PretrainingCheckpoint {
    private PretrainingCheckpoint() {}

    /** The state of an encoder without the heads of its pretraining. */
    static StateDict encoder(Path file) {
        StateDict encoder = new StateDict();
        Checkpoint.read(file).state().asMap().forEach((name, tensor) -> {
            if (!name.startsWith("final_proj.") && !name.equals("label_embs_concat")) {
                encoder.put(name, tensor);
            }
        });
        return encoder;
    }
}
