package org.viseme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.viseme.dub.Blend;
import org.viseme.dub.DubReport;
import org.viseme.dub.DubSettings;
import org.viseme.dub.Dubber;
import org.viseme.dub.LipSynthesizer;
import org.viseme.dub.Longer;
import org.viseme.dub.PreparedVideo;
import org.viseme.dub.Reference;
import org.viseme.dub.Synthesizers;
import org.viseme.dub.VideoPreparer;
import org.viseme.face.Detectors;
import org.viseme.face.FaceChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./viseme dub}: makes a face say a speech. */
@Command(
        name = "dub",
        mixinStandardHelpOptions = true,
        description = "Makes the face in a video or picture say a speech. The result keeps the video's size, rate and "
                + "every pixel outside the face; frames without a face stay as they are.")
public final class DubCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--face", paramLabel = "FILE", required = true, description = "video or picture")
    private Path face;

    @Option(names = "--audio", paramLabel = "FILE", required = true, description = "speech: a sound file or a video")
    private Path audio;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "MP4 file to write")
    private Path out;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            defaultValue = "default",
            description = "embedded model or checkpoint")
    private String model;

    @Option(names = "--detector", defaultValue = "haar", description = "haar (default) or yunet:FILE")
    private String detector;

    @Option(
            names = "--faces",
            paramLabel = "CHOICE",
            defaultValue = "largest",
            description = "largest (default), all, or a number: 0 is the leftmost")
    private String faces;

    @Option(
            names = "--longer",
            paramLabel = "MODE",
            defaultValue = "pingpong",
            description = "when the speech is longer: pingpong (default), loop, hold or trim")
    private String longer;

    @Option(names = "--blend", defaultValue = "feather", description = "feather (default), replace or poisson")
    private String blend;

    @Option(
            names = "--reference",
            paramLabel = "PICTURE",
            defaultValue = "auto",
            description =
                    "what shows the model the person: auto (default: as the model was published), frame (each its "
                            + "own) or first")
    private String reference;

    @Option(names = "--match-colours", description = "give drawn faces the mean colours of the frame")
    private boolean matchColours;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "faces drawn at once (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--strict", description = "fail when a frame has no face, instead of leaving it as it is")
    private boolean strict;

    @Option(names = "--json", description = "print the record of the run as JSON")
    private boolean json;

    @Option(names = "--no-cache", description = "find the faces again, and keep nothing for the next run")
    private boolean noCache;

    @Override
    public Integer call() throws JsonProcessingException {
        if (batch < 1 || batch > 1024) {
            throw new ParameterException(spec.commandLine(), "--batch must be 1 to 1024, not " + batch);
        }
        DubSettings settings = DubSettings.defaults()
                .withFaces(FaceChoice.parse(faces))
                .withLonger(Longer.parse(longer))
                .withBlend(Blend.parse(blend))
                .withReference(Reference.parse(reference))
                .withMatchColours(matchColours)
                .withStrict(strict)
                .withBatch(batch);
        PrintWriter console = spec.commandLine().getOut();
        try (LipSynthesizer synthesizer = Synthesizers.open(model, device);
                DubProgressLine progress =
                        new DubProgressLine(spec.commandLine().getErr())) {
            Path cache = noCache ? null : VideoPreparer.defaultCacheFolder();
            PreparedVideo video = new VideoPreparer(() -> Detectors.parse(detector), cache, progress).prepare(face);
            DubReport report = new Dubber(synthesizer, settings, progress).speak(video, audio, out);
            progress.close();
            console.println(json ? new ObjectMapper().writeValueAsString(report.toMap()) : report.describe());
        }
        console.flush();
        return 0;
    }
}
