package org.viseme.parity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.viseme.loss.Adversarial;
import org.viseme.loss.Synchrony;
import org.viseme.metric.SyncDistances;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.model.syncnet.SyncNetV2;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

/** Wav2Lip's sync expert; SyncNet's embeddings, and what is read from their distances. */
final class SyncNetParity {
    private SyncNetParity() {}

    /** Wav2Lip's sync expert: embeddings, cosine, and the losses of expert and generator. */
    static List<Comparison> expert(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            SyncExpert network = new SyncExpert(SyncExpertConfig.paper());
            Wav2LipParity.fill(network, fixture, manager);
            NDArray mel = Wav2LipParity.input(fixture, "audio", manager);
            NDList pair =
                    network.forward(new NDList(mel, Wav2LipParity.input(fixture, "face", manager)), Pass.INFERENCE);
            NDArray cosine = Synchrony.similarity(pair.get(0), pair.get(1));
            NDArray drawn = Wav2LipParity.input(fixture, "generated", manager);
            return List.of(
                    fixture.compare("audio_embedding", pair.get(0).toFloatArray()),
                    fixture.compare("face_embedding", pair.get(1).toFloatArray()),
                    fixture.compare("cosine", cosine.toFloatArray()),
                    fixture.compare("cosine_loss", floats(labelled(fixture, cosine))),
                    fixture.compare("sync_loss_generated", floats(generated(network, mel, drawn, Pass.INFERENCE))),
                    fixture.compare(
                            "sync_loss_generated_train_mode", floats(generated(network, mel, drawn, Pass.TRAINING))));
        }
    }

    private static double generated(SyncExpert network, NDArray mel, NDArray drawn, Pass pass) {
        return Synchrony.inSync(Synchrony.similarity(network.speech(mel, pass), network.lips(drawn, pass)))
                .getFloat();
    }

    /** Mean cross-entropy of pairs with the fixture's labels. */
    private static double labelled(Fixture fixture, NDArray cosine) {
        double sum = 0;
        long pairs = cosine.size();
        for (int i = 0; i < pairs; i++) {
            boolean same = fixture.manifest().path("labels").get(i).asDouble() == 1;
            sum += Adversarial.towards(cosine.get(i), same).getFloat();
        }
        return sum / pairs;
    }

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
