package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.viseme.torch.Precision;
import org.viseme.torch.TorchScript;

/** Attention modules one after the other in one native call, so that what lies between them is freed at once. */
final class AttentionCall {
    private final List<ResidualAttention> parts;
    private final Map<Kind, TorchScript> scripts = new ConcurrentHashMap<>();

    /** What the text depends on: composing it at every call would cost more than the attention over a small map. */
    private record Kind(Precision precision, boolean recorded) {}

    AttentionCall(List<ResidualAttention> parts) {
        this.parts = parts;
    }

    NDList apply(NDArray features, Pass pass) {
        List<NDArray> arrays = new ArrayList<>(List.of(features));
        for (ResidualAttention part : parts) {
            part.begin(features, pass);
            arrays.addAll(part.convolutionWeights());
        }
        boolean recorded = pass.maps().isPresent();
        TorchScript script = scripts.computeIfAbsent(new Kind(pass.precision(), recorded), this::script);
        NDArray[] given = arrays.toArray(NDArray[]::new);
        if (!recorded) {
            return new NDList(script.apply(given));
        }
        NDList results = script.applyAll(given);
        for (int i = 0; i < parts.size(); i++) {
            pass.maps().orElseThrow().add(parts.get(i), results.get(i + 1));
        }
        return new NDList(results.get(0));
    }

    private TorchScript script(Kind kind) {
        List<String> names = new ArrayList<>(List.of("f"));
        StringBuilder body = new StringBuilder();
        StringBuilder maps = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String weights = "w" + i;
            for (int k = 0; k < parts.get(i).convolutionWeights().size(); k++) {
                names.add(weights + k);
            }
            body.append(parts.get(i).map(kind.precision(), weights));
            body.append("m%d = m\nf = torch.addcmul(f, f, m)\n".formatted(i));
            maps.append(", torch.to(torch.detach(m%d), 6)".formatted(i));
        }
        return kind.recorded()
                ? TorchScript.of(names, "List[Tensor]", body + "return [f" + maps + "]")
                : TorchScript.of(names, body + "return f");
    }
}
