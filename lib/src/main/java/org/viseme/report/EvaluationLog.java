package org.viseme.report;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.report.EvaluationReport.About;

/** The files of an {@link EvaluationReport} while it grows, a line a clip; one that was stopped is gone on with. */
public final class EvaluationLog {
    private final Path folder;

    private EvaluationLog(Path folder) {
        this.folder = folder;
    }

    /**
     * Begins an evaluation, or goes on with it.
     *
     * @throws VisemeException when the folder holds an evaluation of something else
     */
    public static EvaluationLog open(Path folder, About about) {
        Path file = folder.resolve(EvaluationFolder.ABOUT);
        if (!Files.exists(file)) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new VisemeException(
                        folder.toString(), "cannot be made a folder", "name another one for --out", e);
            }
            new EvaluationFolder(folder).begin(about);
        } else if (!EvaluationFolder.json(EvaluationReport.read(folder).about()).equals(EvaluationFolder.json(about))) {
            throw new VisemeException(
                    folder.toString(),
                    "holds an evaluation of other models, clips or metrics",
                    "name another folder for --out");
        }
        EvaluationLog log = new EvaluationLog(folder);
        log.dropTornLine();
        return log;
    }

    /** Forgets the evaluation in a folder, if any. */
    public static void discard(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(EvaluationFolder.ABOUT));
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    /** A killed process can leave half a line, which the next one must not be glued to. */
    private void dropTornLine() {
        EvaluationReport whole = report();
        new EvaluationFolder(folder).begin(whole.about());
        whole.clips().forEach(this::add);
        whole.pooled().forEach(this::add);
    }

    /** What is there so far. */
    public EvaluationReport report() {
        return EvaluationReport.read(folder);
    }

    public void add(ClipScores clip) {
        append(EvaluationFolder.CLIPS, EvaluationFolder.line(clip));
    }

    public void add(EvaluationReport.Pooled pooled) {
        append(EvaluationFolder.POOLED, EvaluationFolder.line(pooled));
    }

    private void append(String name, String line) {
        Path file = folder.resolve(name);
        try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw AtomicFile.failure(file, e);
        }
    }
}
