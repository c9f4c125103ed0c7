package org.viseme.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one pickle, as torch.save writes it (protocols 2 to 5), into plain values: null, Boolean, Long, BigInteger,
 * Double, String, byte[], ArrayList, LinkedHashMap, {@link PickleTuple}, {@link PickleGlobal}, {@link Storage},
 * {@link TensorView} and {@link InertRecord}.
 *
 * <p>It is the only parser of these bytes, and it can do nothing but build those values: instructions outside its list
 * are refused, names are looked up in {@link PickleGlobal} and never loaded, and everything that a file can make large
 * is counted. Names outside the list become inert records and are collected in {@link #unknown()}, so that a refusal
 * can state all of them; whether inert records are accepted is for the caller to decide.
 */
final class PickleMachine {
    private static final int HIGHEST_PROTOCOL = 5;
    private static final int PROTO = 0x80;
    private static final int MOST_UNKNOWN = 1000;

    private final PickleInput input;
    private final PickleLimits limits;
    private final TorchObjects torch;
    private final List<Object> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private int nodes;

    PickleMachine(ByteBuffer bytes, PickleLimits limits, TorchObjects torch) {
        this.input = new PickleInput(bytes, limits);
        this.limits = limits;
        this.torch = torch;
    }

    /** The names outside the list that were met so far, as {@code module.name}. */
    Set<String> unknown() {
        return unknown;
    }

    /** The bytes that were read. */
    int consumed() {
        return input.position();
    }

    /** Runs up to STOP and gives the value, whose containers are neither cyclic nor shared beyond the limits. */
    Object run() {
        if (input.u8() != PROTO || input.u8() > HIGHEST_PROTOCOL) {
            throw new RefusedException("its pickle does not declare a protocol up to " + HIGHEST_PROTOCOL);
        }
        for (int code = input.u8(); code != '.'; code = input.u8()) {
            step(code);
        }
        Object value = pop();
        if (!stack.isEmpty() || !marks.isEmpty()) {
            throw new RefusedException("its pickle leaves values behind");
        }
        new SizeCheck(limits).visit(value, 0);
        return value;
    }

    private void step(int code) {
        switch (code) {
            case '(' -> {
                count(1);
                marks.push(stack.size());
            }
            case '0' -> pop();
            case '1' -> popToMark();
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) input.i32());
            case 'K' -> push((long) input.u8());
            case 'M' -> push((long) input.u16());
            case 0x8a -> push(input.integer(input.u8()));
            case 0x8b -> push(input.integer(input.i32()));
            case 'G' -> push(input.bigEndianDouble());
            case 'U' -> push(input.byteString(input.u8()));
            case 'T' -> push(input.byteString(input.i32()));
            case 'X' -> push(input.utf8(input.u32()));
            case 0x8c -> push(input.utf8(input.u8()));
            case 0x8d -> push(input.utf8(input.u64()));
            case 'C' -> push(input.raw(input.u8()));
            case 'B' -> push(input.raw(input.u32()));
            case 0x8e -> push(input.raw(input.u64()));
            case ')' -> push(new PickleTuple(List.of()));
            case 't' -> push(new PickleTuple(popToMark()));
            case 0x85 -> pushTuple(1);
            case 0x86 -> pushTuple(2);
            case 0x87 -> pushTuple(3);
            case ']' -> push(new ArrayList<>());
            case '}' -> push(new LinkedHashMap<>());
            case 'a' -> append(wrap(pop()));
            case 'e' -> append(popToMark());
            case 's' -> setSingleItem();
            case 'u' -> setItems(popToMark());
            case 'q' -> remember(input.u8());
            case 'r' -> remember(input.u32());
            case 0x94 -> remember(memo.size());
            case 'h' -> recall(input.u8());
            case 'j' -> recall(input.u32());
            case 0x95 -> input.need(input.u64());
            default -> objectStep(code);
        }
    }

    private void objectStep(int code) {
        switch (code) {
            case 'c' -> push(global(input.line(), input.line()));
            case 0x93 -> stackGlobal();
            case 'R' -> reduce();
            case 'b' -> build();
            case 'Q' -> push(torch.persistent(pop()));
            case 0x81 -> newObject(1);
            case 0x92 -> newObject(2);
            case 'i' -> {
                PickleGlobal type = global(input.line(), input.line());
                push(inert(type, popToMark()));
            }
            case 'o' -> {
                List<Object> items = popToMark();
                if (items.isEmpty()) {
                    throw new RefusedException("its pickle makes an object of nothing");
                }
                push(inert(items.getFirst(), items.subList(1, items.size())));
            }
            case 'P' -> throw new RefusedException("its pickle has a textual persistent id");
            case 0x82, 0x83, 0x84 -> throw new RefusedException("its pickle uses the extension registry");
            case 0x8f, 0x90, 0x91 -> throw new RefusedException("its pickle has a set");
            case 0x96, 0x97, 0x98 -> throw new RefusedException("its pickle has a byte array or an outside buffer");
            default ->
                throw new RefusedException(
                        "its pickle has the instruction 0x" + Integer.toHexString(code) + ", which is not allowed");
        }
    }

    private PickleGlobal global(String module, String name) {
        PickleGlobal global = PickleGlobal.resolve(module, name);
        if (global instanceof PickleGlobal.Unknown && unknown.size() < MOST_UNKNOWN) {
            unknown.add(global.toString());
        }
        return global;
    }

    private void stackGlobal() {
        Object name = pop();
        Object module = pop();
        if (!(module instanceof String moduleName) || !(name instanceof String simpleName)) {
            throw new RefusedException("its pickle names a class by something other than text");
        }
        push(global(moduleName, simpleName));
    }

    private void reduce() {
        Object arguments = pop();
        Object function = pop();
        if (!(function instanceof PickleGlobal global) || !(arguments instanceof PickleTuple tuple)) {
            throw new RefusedException("its pickle calls something that is not a listed function");
        }
        List<Object> items = tuple.items();
        count(items.size()); // recalled from the memo they cost the file nothing, so that calls are counted by
        // their work
        count(!items.isEmpty() && items.getFirst() instanceof List<?> list ? list.size() : 0);
        push(torch.call(global, items));
    }

    private void newObject(int operands) {
        List<Object> contents = new ArrayList<>();
        for (int i = 0; i < operands; i++) {
            contents.addFirst(pop());
        }
        push(inert(pop(), contents));
    }

    /** No listed name is a class to instantiate, so only inert records come of these instructions. */
    private static InertRecord inert(Object type, List<Object> contents) {
        if (!(type instanceof PickleGlobal.Unknown name)) {
            throw new RefusedException("its pickle makes an object of something that is not a class");
        }
        InertRecord result = new InertRecord(name);
        result.contents().addAll(contents);
        return result;
    }

    private void build() {
        Object state = pop();
        Object target = peek();
        if (target instanceof InertRecord record) {
            if (record.isSettingsNode() && state instanceof LinkedHashMap<?, ?> attributes) {
                attributes.remove("_parent"); // leads back to where the walk came from
            }
            record.contents().add(state);
        } else if (!(target instanceof LinkedHashMap || target instanceof TensorView) || !(state instanceof Map)) {
            // the attributes of ordered dictionaries (PyTorch keeps layer versions there) and tensors are not needed
            throw new RefusedException("its pickle sets the state of something that has none");
        }
    }

    private void append(List<Object> items) {
        Object target = peek();
        if (target instanceof InertRecord record) {
            record.contents().addAll(items);
        } else if (target instanceof ArrayList<?>) {
            asList(target).addAll(items);
        } else {
            throw new RefusedException("its pickle appends to something that is not a list");
        }
    }

    private void setSingleItem() {
        Object value = pop();
        Object key = pop();
        List<Object> item = new ArrayList<>();
        item.add(key);
        item.add(value);
        setItems(item);
    }

    private void setItems(List<Object> items) {
        if (items.size() % 2 != 0) {
            throw new RefusedException("its pickle has a dictionary key without a value");
        }
        Object target = peek();
        if (target instanceof InertRecord record) {
            record.contents().addAll(items);
        } else if (target instanceof LinkedHashMap<?, ?>) {
            for (int i = 0; i < items.size(); i += 2) {
                asDictionary(target).put(TorchObjects.key(items.get(i)), items.get(i + 1));
            }
        } else {
            throw new RefusedException("its pickle sets an item of something that is not a dictionary");
        }
    }

    private void remember(long index) {
        count(1);
        memo.put(index, peek());
    }

    private void recall(long index) {
        if (!memo.containsKey(index)) {
            throw new RefusedException("its pickle recalls a value that it never stored");
        }
        push(memo.get(index));
    }

    private void pushTuple(int size) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.addFirst(pop());
        }
        push(new PickleTuple(items));
    }

    private void push(Object value) {
        count(1);
        stack.add(value);
    }

    private Object pop() {
        peek();
        return stack.removeLast();
    }

    private Object peek() {
        if (stack.size() <= (marks.isEmpty() ? 0 : marks.peek())) {
            throw new RefusedException("its pickle takes a value from an empty stack");
        }
        return stack.getLast();
    }

    private List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw new RefusedException("its pickle lacks a mark");
        }
        List<Object> above = stack.subList(marks.pop(), stack.size());
        List<Object> items = new ArrayList<>(above);
        above.clear();
        return items;
    }

    private void count(int more) {
        nodes += more;
        if (nodes > limits.nodes()) {
            throw new RefusedException("its pickle makes more than " + limits.nodes() + " values");
        }
    }

    private static List<Object> wrap(Object item) {
        List<Object> items = new ArrayList<>(1);
        items.add(item);
        return items;
    }

    @SuppressWarnings("unchecked") // only lists made by this class, which hold objects
    private static List<Object> asList(Object list) {
        return (List<Object>) list;
    }

    @SuppressWarnings("unchecked") // only dictionaries made by this class and its torch objects
    private static Map<Object, Object> asDictionary(Object dictionary) {
        return (Map<Object, Object>) dictionary;
    }
}
