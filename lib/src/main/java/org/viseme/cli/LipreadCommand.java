package org.viseme.cli;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.viseme.VisemeException;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipStore;
import org.viseme.data.Pieces;
import org.viseme.data.Split;
import org.viseme.decode.BeamSearch;
import org.viseme.face.Detectors;
import org.viseme.face.FaceDetector;
import org.viseme.lipreading.FaceReader;
import org.viseme.lipreading.LipReader;
import org.viseme.lipreading.LipReaders;
import org.viseme.lipreading.Passage;
import org.viseme.lipreading.ReadWord;
import org.viseme.torch.Torch;
import org.viseme.train.LipReadingReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme lipread}: what the faces of a video say. */
@Command(
        name = "lipread",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the lips of every face in a video and prints what they say, with times; long shots in pieces.",
            "With --data instead of a video: how well held-out clips of a store are read, and how well by grammar alone."
        })
public final class LipreadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "VIDEO", arity = "0..1", description = "video of a talking face")
    private Path video;

    @Option(
            names = "--data",
            paramLabel = "STORE",
            description = "clips with transcripts, see './viseme prepare --crops wav2lip,avhubert'")
    private Path data;

    @Option(names = "--split", defaultValue = "test", description = "with --data: test (default), val or train")
    private String split;

    @Option(names = "--clips", paramLabel = "N", description = "with --data: at most so many, spread over the split")
    private int clips;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            defaultValue = "default",
            description = "a reader that ships, one that './viseme train lip-reading' has written, or a published"
                    + " fine-tuned AV-HuBERT (default: " + LipReaders.DEFAULT + ", which knows the sentences of GRID)")
    private String model;

    @Option(names = "--beams", defaultValue = "20", description = "beginnings that the search keeps (default: 20)")
    private int beams;

    @Option(
            names = "--piece",
            paramLabel = "S",
            defaultValue = "20",
            description = "seconds that are read at once; longer shots are read in pieces, and memory is that of one"
                    + " (default: ${DEFAULT-VALUE})")
    private double piece;

    @Option(
            names = "--overlap",
            paramLabel = "S",
            defaultValue = "2",
            description = "seconds that two pieces share, where they are put together between words (default:"
                    + " ${DEFAULT-VALUE})")
    private double overlap;

    @Option(names = "--longest", defaultValue = "200", description = "tokens of a piece at most (default: 200)")
    private int longest;

    @Option(
            names = "--length-penalty",
            defaultValue = "1",
            description = "0 compares the probabilities of texts, 1 (default) their mean a token")
    private double lengthPenalty;

    @Option(names = "--detector", defaultValue = "haar", description = "haar (default) or yunet:FILE")
    private String detector;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        if ((video == null) == (data == null)) {
            throw new VisemeException(
                    "lipread", "needs a video or --data STORE, and not both", "see ./viseme lipread --help");
        }
        Path file = LipReaders.file(model);
        BeamSearch search = new BeamSearch(beams, longest, lengthPenalty);
        PrintWriter console = spec.commandLine().getOut();
        if (data != null) {
            LipReadingReport report = LipReadingReport.of(
                    file, search, ClipStore.open(data), Split.parse(split), clips, Torch.device(device));
            console.println(json ? new ObjectMapper().writeValueAsString(report) : report);
            console.flush();
            return 0;
        }
        List<Map<String, Object>> passages = new ArrayList<>();
        Pieces cut = new Pieces((int) Math.round(piece * ClipMedia.FPS), (int) Math.round(overlap * ClipMedia.FPS));
        try (NDManager manager = Torch.newManager(Torch.device(device));
                FaceDetector finder = Detectors.parse(detector)) {
            LipReader reader = LipReader.load(file, search, manager);
            new FaceReader(reader, cut).read(video, finder, (face, passage) -> {
                if (json) {
                    passages.add(asMap(face, passage));
                } else {
                    print(face, passage, console);
                }
            });
        }
        if (json) {
            console.println(new ObjectMapper().writeValueAsString(passages));
        }
        console.flush();
        return 0;
    }

    private static void print(int face, Passage passage, PrintWriter console) {
        console.printf(
                Locale.ROOT,
                "face %d, %.2f to %.2f s: %s%n",
                face,
                passage.fromSeconds(),
                passage.toSeconds(),
                passage.text());
        for (ReadWord word : passage.words()) {
            String when = Double.isNaN(word.startSeconds())
                    ? ""
                    : String.format(Locale.ROOT, "%8.2f to %6.2f s", word.startSeconds(), word.endSeconds());
            console.printf(Locale.ROOT, "  %-16s %3.0f %%%s%n", word.text(), 100 * word.probability(), when);
        }
        console.flush();
    }

    private static Map<String, Object> asMap(int face, Passage passage) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("face", face);
        map.put("fromSeconds", passage.fromSeconds());
        map.put("toSeconds", passage.toSeconds());
        map.put("text", passage.text());
        map.put("words", passage.words().stream().map(LipreadCommand::asMap).toList());
        return map;
    }

    private static Map<String, Object> asMap(ReadWord word) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", word.text());
        map.put("probability", word.probability());
        if (!Double.isNaN(word.startSeconds())) {
            map.put("fromSeconds", word.startSeconds());
            map.put("toSeconds", word.endSeconds());
        }
        return map;
    }
}
