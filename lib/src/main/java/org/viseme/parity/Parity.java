package org.viseme.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.viseme.VisemeException;

/** All fixtures of a folder. */
public final class Parity {
    private static final Map<String, ParityCase> CASES = Map.ofEntries(
            Map.entry("wav2lip_generator", Wav2LipParity::generator),
            Map.entry("wav2lip_generator_grad", Wav2LipParity::gradients),
            Map.entry("wav2lip_disc_qual", Wav2LipParity::discriminator),
            Map.entry("talklip_generator", TalkLipParity::generator),
            Map.entry("talklip_disc_qual", Wav2LipParity::discriminator),
            Map.entry("wav2lip_mel", MelParity::mel),
            Map.entry("avhubert_encoder", AvHubertParity::encoder),
            Map.entry("avhubert_decoder", AvHubertParity::decoder),
            Map.entry("avhubert_logfbank", FilterBankParity::logFilterBank),
            Map.entry("syncnet_mfcc", FilterBankParity::mfcc),
            Map.entry("wav2lip_syncnet_color", SyncNetParity::expert),
            Map.entry("syncnet_v2", SyncNetParity::embeddings),
            Map.entry("talklip_av_sync", ContrastParity::contrast),
            Map.entry("syncnet_confidence", SyncNetParity::confidence),
            Map.entry("image_metrics", PictureParity::metrics),
            Map.entry("lpips_alex", PictureParity::lpipsAlex),
            Map.entry("lpips_vgg", PictureParity::lpipsVgg),
            Map.entry("fid_inception", PictureParity::inception),
            Map.entry("frechet_distance", PictureParity::frechet));

    private Parity() {}

    /**
     * What came out.
     *
     * @param compared one for every output of every known case
     * @param skipped cases that nothing here computes yet
     */
    public record Outcome(List<Comparison> compared, List<String> skipped) {
        public long failed() {
            return compared.stream().filter(comparison -> !comparison.passed()).count();
        }
    }

    /** Names of the cases that are known. */
    public static List<String> cases() {
        return CASES.keySet().stream().sorted().toList();
    }

    public static Outcome run(Path folder) {
        List<Comparison> compared = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Path manifest : manifests(folder)) {
            Fixture fixture = Fixture.read(manifest);
            compare(fixture).ifPresentOrElse(compared::addAll, () -> skipped.add(fixture.name()));
        }
        return new Outcome(compared, skipped);
    }

    /** The comparisons of one fixture; empty when its case is not known. */
    static Optional<List<Comparison>> compare(Fixture fixture) {
        return Optional.ofNullable(CASES.get(fixture.name())).map(known -> known.compare(fixture));
    }

    private static List<Path> manifests(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> manifests = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            if (manifests.isEmpty()) {
                throw new VisemeException(
                        folder.toString(), "holds no fixtures", "name the folder with the .json files");
            }
            return manifests;
        } catch (IOException e) {
            throw new VisemeException(folder.toString(), "cannot be listed", "name the folder with the fixtures", e);
        }
    }
}
