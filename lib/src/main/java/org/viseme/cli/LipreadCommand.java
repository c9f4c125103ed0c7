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
import org.viseme.data.ClipMedia;
import org.viseme.data.Pieces;
import org.viseme.decode.BeamSearch;
import org.viseme.face.Detectors;
import org.viseme.face.FaceDetector;
import org.viseme.lipreading.FaceReader;
import org.viseme.lipreading.LipReader;
import org.viseme.lipreading.Passage;
import org.viseme.lipreading.ReadWord;
import org.viseme.torch.Torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme lipread}: what the faces of a video say. */
@Command(
        name = "lipread",
        mixinStandardHelpOptions = true,
        description =
                "Reads the lips of every face in a video and prints what they say, with times; long shots in pieces.")
public final class LipreadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "VIDEO", description = "video of a talking face")
    private Path video;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "a reader that './viseme train lip-reading' has written, or a published fine-tuned AV-HuBERT")
    private Path model;

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
        PrintWriter console = spec.commandLine().getOut();
        List<Map<String, Object>> passages = new ArrayList<>();
        Pieces cut = new Pieces((int) Math.round(piece * ClipMedia.FPS), (int) Math.round(overlap * ClipMedia.FPS));
        try (NDManager manager = Torch.newManager(Torch.device(device));
                FaceDetector finder = Detectors.parse(detector)) {
            LipReader reader = LipReader.load(model, new BeamSearch(beams, longest, lengthPenalty), manager);
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
