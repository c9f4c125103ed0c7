package org.viseme.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoWriter;

/** Small videos for studies. */
public final class RatingVideos {
    private RatingVideos() {}

    /** A folder a model with a video a clip; no two have the same number of pictures, and each names its model. */
    public static Map<String, Path> write(Path folder, String[] models, String[] clips) throws IOException {
        Map<String, Path> folders = new LinkedHashMap<>();
        int frames = 1;
        for (String model : models) {
            folders.put(model, Files.createDirectories(folder.resolve("of-" + model)));
            for (String clip : clips) {
                try (VideoWriter writer = VideoWriter.create(folders.get(model).resolve(clip + ".mp4"), 16, 16, 25)) {
                    writer.withMetadata("comment", "by " + model);
                    for (int i = 0; i < frames; i++) {
                        writer.write(RgbImage.black(16, 16));
                    }
                    writer.commit();
                }
                frames++;
            }
        }
        return folders;
    }
}
