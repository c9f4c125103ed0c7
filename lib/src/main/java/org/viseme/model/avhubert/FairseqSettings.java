package org.viseme.model.avhubert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;

/**
 * What a published checkpoint says about its network: the entries of {@code cfg.model}, or of {@code args} in older
 * files. A reader's settings hold those of its encoder as {@code w2v_args}.
 *
 * @param values a JSON object, or nothing where the file is silent
 * @param source for messages
 */
record FairseqSettings(JsonNode values, Path source) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static FairseqSettings of(Checkpoint checkpoint, Path source) {
        for (String key : new String[] {"cfg", "args"}) {
            String json = checkpoint.metadata().get(key);
            if (json != null) {
                return new FairseqSettings(model(parse(json, source)), source);
            }
        }
        return new FairseqSettings(MissingNode.getInstance(), source);
    }

    private static JsonNode parse(String json, Path source) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new VisemeException(
                    source.toString(), "its settings cannot be read", "use the file as it was published", e);
        }
    }

    private static JsonNode model(JsonNode settings) {
        return settings.path("model").isObject() ? settings.path("model") : settings;
    }

    /** Those of the encoder: a reader's, or its own. */
    FairseqSettings encoder() {
        JsonNode inner = values.path("w2v_args");
        return inner.isObject() ? new FairseqSettings(model(inner), source) : this;
    }

    int number(String key, int otherwise) {
        JsonNode value = values.path(key);
        return value.isNumber() && value.asInt() > 0 ? value.asInt() : otherwise;
    }

    double rate(String key, double otherwise) {
        return values.path(key).asDouble(otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        return values.path(key).asBoolean(otherwise);
    }

    /**
     * Refuses what no network here computes; silence is no difference.
     *
     * @param needed what the setting has to be
     */
    void require(String key, String needed) {
        JsonNode value = values.path(key);
        if (value.isValueNode() && !value.isNull() && !value.asText().equals(needed)) {
            throw new VisemeException(
                    source.toString(),
                    "was made with " + key + "=" + value.asText() + ", and this network has " + needed,
                    "use a checkpoint of the published configurations");
        }
    }
}
