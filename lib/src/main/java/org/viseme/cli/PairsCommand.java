package org.viseme.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.viseme.VisemeException;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.lists.CrossPairs;
import org.viseme.data.lists.CrossPairs.Voices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./viseme pairs}: which clip is driven by whose voice in a cross-driven test. */
@Command(
        name = "pairs",
        mixinStandardHelpOptions = true,
        description = "Draws pairs for a cross-driven test: each video gets the voice of another clip that is not "
                + "longer. Writes names only, a line 'AUDIO VIDEO' each, as Wav2Lip's evaluation lists do.")
public final class PairsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "STORE", required = true, description = "folder of the clip store")
    private Path data;

    @Option(names = "--split", defaultValue = "test", description = "train, val or test (${DEFAULT-VALUE})")
    private String split;

    @Option(names = "--seed", defaultValue = "1", description = "decides what is drawn (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--same-speaker", description = "voices of the same speaker may drive a video, too")
    private boolean sameSpeaker;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "the list to write")
    private Path out;

    @Override
    public Integer call() {
        List<CrossPairs.Clip> clips = ClipStore.open(data).clips(Split.parse(split)).stream()
                .map(clip -> new CrossPairs.Clip(clip.id(), clip.seconds(), clip.speaker()))
                .toList();
        CrossPairs pairs = CrossPairs.draw(clips, sameSpeaker ? Voices.ANY_SPEAKER : Voices.OTHER_SPEAKERS, seed);
        if (pairs.pairs().isEmpty()) {
            throw new VisemeException(
                    data.toString(),
                    "no clip of the split " + split + " has a partner",
                    sameSpeaker ? "use another split" : "add --same-speaker where the store has one speaker");
        }
        pairs.write(out);
        PrintWriter console = spec.commandLine().getOut();
        console.printf("%d pairs, seed %d, in %s%n", pairs.pairs().size(), seed, out);
        if (!pairs.withoutPartner().isEmpty()) {
            console.printf("without a partner: %s%n", String.join(", ", pairs.withoutPartner()));
        }
        console.flush();
        return 0;
    }
}
