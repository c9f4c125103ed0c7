package org.viseme.parity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.viseme.metric.SyncDistances;
import org.viseme.model.syncnet.SyncNetV2;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

/** SyncNet's embeddings, and what is read from their distances. */
final class SyncNetParity {
    private SyncNetParity() {}

    static List<Comparison> embeddings(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            SyncNetV2 network = new SyncNetV2();
            Wav2LipParity.fill(network, fixture, manager);
            NDArray lips = Wav2LipParity.input(fixture, "lip", manager);
            NDArray sound = Wav2LipParity.input(fixture, "mfcc", manager);
            return List.of(
                    fixture.compare("lip_embedding", network.lipEmbedding(lips).toFloatArray()),
                    fixture.compare(
                            "audio_embedding", network.audioEmbedding(sound).toFloatArray()),
                    fixture.compare("lip_feature", network.lipFeature(lips).toFloatArray()));
        }
    }

    static List<Comparison> confidence(Fixture fixture) {
        float[][] lips = rows(fixture, "lip_features");
        float[][] own = rows(fixture, "audio_features");
        SyncDistances distances = SyncDistances.of(
                lips,
                planted(lips, own, fixture.manifest().path("planted_shift").asInt()));
        return List.of(
                fixture.compare("offset", floats(distances.offset())),
                fixture.compare("min_distance", floats(distances.lseDistance())),
                fixture.compare("confidence", floats(distances.lseConfidence())),
                fixture.compare("mean_distance", floats(distances.mean())),
                fixture.compare(
                        "distances",
                        floats(Arrays.stream(distances.distances())
                                .flatMapToDouble(Arrays::stream)
                                .toArray())),
                fixture.compare("frame_distance", floats(distances.frameDistance())),
                fixture.compare("frame_confidence", floats(distances.frameConfidence())),
                fixture.compare("frame_confidence_median9", floats(distances.smoothConfidence())),
                fixture.compare("lse_d", floats(distances.lseDistance())),
                fixture.compare("lse_c", floats(distances.lseConfidence())));
    }

    /** Sound that is half the lips {@code shift} frames later, where there are any. */
    private static float[][] planted(float[][] lips, float[][] own, int shift) {
        float[][] sound = new float[own.length][];
        for (int frame = 0; frame < own.length; frame++) {
            sound[frame] = own[frame].clone();
            if (frame + shift >= 0 && frame + shift < lips.length) {
                for (int i = 0; i < sound[frame].length; i++) {
                    sound[frame][i] = 0.5f * lips[frame + shift][i] + 0.5f * own[frame][i];
                }
            }
        }
        return sound;
    }

    private static float[][] rows(Fixture fixture, String name) {
        float[] values = fixture.input(name);
        float[][] rows = new float[(int) fixture.inputShape(name)[0]][];
        int width = values.length / rows.length;
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
        }
        return rows;
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
