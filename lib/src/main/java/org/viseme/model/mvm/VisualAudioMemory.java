package org.viseme.model.mvm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.List;
import org.viseme.nn.Dropout;
import org.viseme.nn.Layer;
import org.viseme.nn.LayerNorm;
import org.viseme.nn.Linear;
import org.viseme.nn.Pass;
import org.viseme.torch.TorchScript;

/**
 * Recalls from lips how they sound (Kim et al. 2022, section 3): every head looks among the keys for what the lips
 * resemble, and the values under those keys, together, are the sound. While it learns, the values are looked up by the
 * sound itself, and have to give it back.
 */
public final class VisualAudioMemory extends Layer {
    private static final double FORGOTTEN = 0.5;

    private final Parameter key;
    private final Parameter value;
    private final Linear together;
    private final LayerNorm fusedNorm;
    private final LayerNorm recalledNorm;
    private final LayerNorm heardNorm;
    private final Linear widen;
    private final Linear asked;
    private final Linear heard;
    private final Dropout dropout = new Dropout(FORGOTTEN);
    private final TorchScript recall;
    private final TorchScript look;
    private final TorchScript reconstruction;
    private final TorchScript contrast;

    /**
     * What is learned of lips with their sound.
     *
     * @param fused lips with the sound that the values gave back (batch, time, width)
     * @param reconstruction how far that is from the sound itself: a scalar, the mean of {@code |1 - cosine|}
     * @param contrast how far the values are from having nothing in common: a scalar, half the sum of magnitudes
     */
    public record Lesson(NDArray fused, NDArray reconstruction, NDArray contrast) {}

    /**
     * @param config sizes
     * @param width values of lips at a time; other than those of a frame between convolutions over time
     */
    VisualAudioMemory(WordClassifierConfig config, int width) {
        WordClassifierConfig.Memory memory = config.memory();
        int features = config.features();
        int head = features / memory.heads();
        Initial spread = Initial.uniform(0.5 * Math.sqrt(3));
        key = addWeight("key", spread, (long) memory.heads() * memory.slots(), head);
        value = addWeight("value", spread, memory.slots(), features);
        together = add("linear", new Linear(features * memory.heads(), width));
        fusedNorm = add("norm1", new LayerNorm(width));
        recalledNorm = add("norm2", new LayerNorm(width));
        heardNorm = add("norm3", new LayerNorm(width));
        widen = width == features ? null : add("v_up", new Linear(features, width));
        asked = add("q_embd", new Linear(width, features));
        heard = add("v_embd", new Linear(features, features));

        String unit = "torch.div(%1$s, torch.clamp_min(torch.norm(%1$s, 2, [-1], True), 1.0e-12))";
        recall = TorchScript.of(List.of("q", "k", "v"), """
                batch = torch.size(q, 0)
                query = torch.transpose(torch.reshape(q, [batch, torch.size(q, 1), %1$d, %2$d]), 1, 2)
                keys = torch.reshape(k, [%1$d, %3$d, %2$d])
                near = torch.matmul(%4$s, torch.transpose(%5$s, 1, 2))
                taken = torch.matmul(torch.softmax(torch.mul(near, %6$s), -1), torch.detach(v))
                return torch.flatten(torch.transpose(taken, 1, 2), 2)
                """.formatted(
                        memory.heads(),
                        head,
                        memory.slots(),
                        unit.formatted("query"),
                        unit.formatted("keys"),
                        memory.radius()));
        look = TorchScript.of(
                List.of("q", "v"), """
                near = torch.matmul(%s, torch.transpose(%s, 0, 1))
                return torch.matmul(torch.softmax(torch.mul(near, %s), -1), v)
                """.formatted(unit.formatted("q"), unit.formatted("v"), memory.radius()));
        reconstruction = TorchScript.of(List.of("given", "sound"), """
                cosine = torch.cosine_similarity(given, torch.detach(sound), 2, 1.0e-8)
                return torch.mean(torch.abs(torch.rsub(cosine, 1)))
                """);
        contrast = TorchScript.of(List.of("v"), """
                unit = %s
                alike = torch.matmul(unit, torch.transpose(unit, 0, 1))
                nothing = torch.diag(torch.ones_like(torch.select(alike, 0, 0)))
                return torch.mul(torch.sum(torch.abs(torch.sub(nothing, alike))), 0.5)
                """.formatted(unit.formatted("v")));
    }

    /**
     * @param inputs lips (batch, time, width)
     * @return lips with the sound that they recall (batch, time, width)
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray lips = inputs.singletonOrThrow();
        NDArray found = recall.apply(one(asked, lips, pass), key.getArray(), value.getArray());
        NDArray sound = one(recalledNorm, one(together, found, pass), pass);
        return dropout.forward(new NDList(one(fusedNorm, lips.add(sound), pass)), pass);
    }

    /**
     * The way of learning.
     *
     * @param lips (batch, time, width)
     * @param sound of the same time (batch, time, values of a frame); gets no gradient
     */
    public Lesson learn(NDArray lips, NDArray sound, Pass pass) {
        NDArray given = look.apply(one(heard, sound.stopGradient(), pass), value.getArray());
        NDArray wide = widen == null ? given : one(widen, given, pass);
        NDArray fused = one(fusedNorm, lips.add(one(heardNorm, wide, pass)), pass);
        return new Lesson(
                dropout.forward(new NDList(fused), pass).singletonOrThrow(),
                reconstruction.apply(given, sound),
                contrast.apply(value.getArray()));
    }

    private static NDArray one(Layer layer, NDArray x, Pass pass) {
        return layer.forward(new NDList(x), pass).singletonOrThrow();
    }
}
