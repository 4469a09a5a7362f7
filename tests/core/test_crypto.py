"""Whatever is changed, moved, cut or opened with something else is CannotOpen, and nothing else is ever raised."""

import copy
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.core import crypto
from acogida.core.crypto import CannotOpen

KEY, OTHER_KEY = crypto.new_key(), crypto.new_key()
PAIR, OTHER_PAIR = crypto.new_pair(), crypto.new_pair()
HERE, ELSEWHERE = crypto.context("test", 1), crypto.context("test", 2)
PASSPHRASE = "cinco palabras al azar"

plains = st.binary(max_size=300)


def stream(plain: bytes) -> bytes:
    return b"".join(crypto.encrypt_stream(KEY, [plain], context=HERE))


def unstream(blob: bytes, key: bytes = KEY, context: bytes = HERE) -> bytes:
    return b"".join(crypto.decrypt_stream(key, [blob], context=context))


WAYS = {
    "encrypt": (
        lambda plain: crypto.encrypt(KEY, plain, context=HERE),
        lambda blob: crypto.decrypt(KEY, blob, context=HERE),
    ),
    "seal": (
        lambda plain: crypto.seal(PAIR.public, plain, context=HERE),
        lambda blob: crypto.unseal(PAIR.private, blob, context=HERE),
    ),
    "protect": (
        lambda plain: crypto.protect(PASSPHRASE, plain, context=HERE),
        lambda blob: crypto.unprotect(PASSPHRASE, blob, context=HERE),
    ),
    "stream": (stream, unstream),
}
ways = pytest.mark.parametrize(("close", "open_"), WAYS.values(), ids=WAYS)


@ways
@given(plains)
def test_opening_gives_back_what_was_closed(close, open_, plain):
    assert open_(close(plain)) == plain


@ways
@given(plains)
def test_a_blob_does_not_hold_the_plaintext(close, open_, plain):
    assert len(plain) < 5 or plain not in close(plain)


@ways
def test_the_same_twice_looks_different(close, open_):
    assert close(b"same") != close(b"same")


@ways
def test_every_flipped_bit_is_refused(close, open_):
    blob = close(b"a few words")
    for position in range(len(blob) * 8):
        changed = bytearray(blob)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(CannotOpen):
            open_(bytes(changed))


@ways
def test_every_cut_is_refused(close, open_):
    blob = close(b"a few words")
    for length in range(len(blob)):
        with pytest.raises(CannotOpen):
            open_(blob[:length])


@ways
@given(plains, st.binary(min_size=1, max_size=100))
def test_whatever_is_appended_is_refused(close, open_, plain, more):
    with pytest.raises(CannotOpen):
        open_(close(plain) + more)


@ways
@given(st.binary(max_size=200), st.sampled_from([b"", b"\x01", b"\x02", b"\x03", b"\x04"]))
def test_anything_else_is_refused(close, open_, noise, start):
    with pytest.raises(CannotOpen):
        open_(start + noise)


@pytest.mark.parametrize("one", WAYS)
@pytest.mark.parametrize("other", WAYS)
def test_a_blob_of_one_kind_is_none_of_another(one, other):
    if one != other:
        with pytest.raises(CannotOpen):
            WAYS[other][1](WAYS[one][0](b"a few words"))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: crypto.decrypt(OTHER_KEY, WAYS["encrypt"][0](b"x"), context=HERE),
        lambda: crypto.decrypt(KEY, WAYS["encrypt"][0](b"x"), context=ELSEWHERE),
        lambda: crypto.decrypt(KEY[:16], WAYS["encrypt"][0](b"x"), context=HERE),
        lambda: crypto.unseal(OTHER_PAIR.private, WAYS["seal"][0](b"x"), context=HERE),
        lambda: crypto.unseal(PAIR.private, WAYS["seal"][0](b"x"), context=ELSEWHERE),
        lambda: crypto.unseal(PAIR.private[:16], WAYS["seal"][0](b"x"), context=HERE),
        lambda: crypto.unseal(PAIR.private, b"\x02" + bytes(32) + bytes(40), context=HERE),
        lambda: crypto.unprotect("cinco palabras al azaR", WAYS["protect"][0](b"x"), context=HERE),
        lambda: crypto.unprotect("", WAYS["protect"][0](b"x"), context=HERE),
        lambda: crypto.unprotect("\ud800", WAYS["protect"][0](b"x"), context=HERE),
        lambda: crypto.unprotect(PASSPHRASE, WAYS["protect"][0](b"x"), context=ELSEWHERE),
        lambda: unstream(stream(b"x"), key=OTHER_KEY),
        lambda: unstream(stream(b"x"), key=b""),
        lambda: unstream(stream(b"x"), context=ELSEWHERE),
    ],
)
def test_another_key_or_place_is_refused_like_any_fault(wrong):
    with pytest.raises(CannotOpen) as refused:
        wrong()
    assert refused.value.args == CannotOpen().args
    assert refused.value.__cause__ is None


def test_a_short_key_closes_nothing():
    with pytest.raises(ValueError, match="32"):
        crypto.encrypt(KEY[:16], b"x", context=HERE)


# Streams


@given(st.lists(st.binary(max_size=40_000), max_size=8), st.integers(1, 200_000))
@settings(max_examples=30)
def test_a_stream_does_not_depend_on_how_it_is_cut(chunks, size):
    blob = b"".join(crypto.encrypt_stream(KEY, chunks, context=HERE))
    pieces = [blob[start : start + size] for start in range(0, len(blob), size)]
    assert b"".join(crypto.decrypt_stream(KEY, pieces, context=HERE)) == b"".join(chunks)


def segments(count: int) -> list[bytes]:
    """Of a stream: its head, then as many full segments."""
    head, *rest = crypto.encrypt_stream(KEY, [bytes([n]) * crypto.SEGMENT for n in range(count)], context=HERE)
    assert len(rest) == count
    return [head, *rest]


@given(st.permutations(range(1, 5)))
@settings(max_examples=24)
def test_segments_in_another_order_are_refused(order):
    head, *rest = segments(4)
    if list(order) == [1, 2, 3, 4]:
        assert unstream(b"".join([head, *rest]))
        return
    with pytest.raises(CannotOpen):
        unstream(b"".join([head, *(rest[number - 1] for number in order)]))


@pytest.mark.parametrize("left_out", [0, 1, 2, 3])
def test_a_missing_segment_is_refused(left_out):
    pieces = segments(3)
    with pytest.raises(CannotOpen):
        unstream(b"".join(piece for number, piece in enumerate(pieces) if number != left_out))


def test_a_repeated_segment_is_refused():
    head, first, last = segments(2)
    for pieces in ([head, first, first, last], [head, first, last, last], [head, last]):
        with pytest.raises(CannotOpen):
            unstream(b"".join(pieces))


def test_a_segment_of_another_stream_is_refused():
    one, other = segments(3), segments(3)
    with pytest.raises(CannotOpen):
        unstream(b"".join([one[0], one[1], other[2], one[3]]))


def test_what_is_given_out_before_the_end_was_checked():
    head, first, _ = segments(2)
    opened = crypto.decrypt_stream(KEY, [head, first, first[:100]], context=HERE)
    assert next(opened) == bytes(crypto.SEGMENT)
    with pytest.raises(CannotOpen):
        next(opened)


def test_a_stream_is_read_as_it_comes():
    """Twenty megabytes of a document are never in memory at once."""
    taken = 0

    def chunks():
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield bytes(crypto.SEGMENT)

    closed = crypto.encrypt_stream(KEY, chunks(), context=HERE)
    opened = crypto.decrypt_stream(KEY, closed, context=HERE)
    next(opened)
    assert taken <= 4
    assert sum(map(len, opened)) == 99 * crypto.SEGMENT


# Padding, hashes, contexts


@given(st.one_of(st.binary(max_size=5000), st.integers(0, 300_000).map(bytes)))
def test_padding_comes_off(plain):
    padded = crypto.pad(plain)
    assert crypto.unpad(padded) == plain
    assert len(padded) in crypto.BUCKETS or len(padded) % crypto.BUCKETS[-1] == 0


@given(st.binary(max_size=1020))
def test_all_short_texts_are_of_one_length(plain):
    assert len(crypto.pad(plain)) == 1024


@given(st.one_of(st.binary(max_size=2000), st.integers(0, 70_000).map(bytes)))
def test_what_was_not_padded_is_refused_or_was(noise):
    try:
        plain = crypto.unpad(noise)
    except CannotOpen:
        return
    assert crypto.pad(plain) == noise


def test_a_length_that_lies_is_refused():
    padded = crypto.pad(b"short")
    for length in (0, 4, 1021, 2**32 - 1):
        with pytest.raises(CannotOpen):
            crypto.unpad(length.to_bytes(4) + padded[4:])


def test_padding_that_was_cut_is_refused():
    with pytest.raises(CannotOpen):
        crypto.unpad(crypto.pad(b"short")[:-1])


parts = st.lists(st.text(max_size=20).filter(lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text)), max_size=4)


@given(parts, parts)
def test_other_parts_make_another_context_and_hash(one, other):
    alike = one == other
    assert (crypto.context("p", *one) == crypto.context("p", *other)) is alike
    assert (crypto.keyed_hash(KEY, *one) == crypto.keyed_hash(KEY, *other)) is alike
    digests = [crypto.digest(*(part.encode() for part in list_)) for list_ in (one, other)]
    assert (digests[0] == digests[1]) is alike


def test_hashes_and_subkeys_depend_on_the_key_and_the_purpose():
    values = [
        crypto.subkey(KEY, "names"),
        crypto.subkey(KEY, "files"),
        crypto.subkey(OTHER_KEY, "names"),
        crypto.keyed_hash(KEY, "names"),
        crypto.keyed_hash(OTHER_KEY, "names"),
        crypto.digest(b"names"),
    ]
    assert len(set(values)) == len(values)
    assert all(len(value) == 32 for value in values)


def test_what_looks_the_same_is_the_same_passphrase():
    blob = crypto.protect("contrase\u00f1a m\u00e1s larga", b"x", context=HERE)
    assert crypto.unprotect("contrasen\u0303a ma\u0301s larga", blob, context=HERE) == b"x"


def test_a_pair_shows_no_private_half():
    for shown in (repr(PAIR), str(PAIR), f"{PAIR}", repr(copy.copy(PAIR)), repr({"a": [PAIR]})):
        assert repr(PAIR.private) not in shown
        assert PAIR.private.hex() not in shown


def test_a_refusal_holds_nothing_of_what_it_refused():
    blob = crypto.encrypt(KEY, b"a name", context=HERE)
    with pytest.raises(CannotOpen) as refused:
        crypto.decrypt(OTHER_KEY, blob, context=HERE)
    said = repr(refused.value) + str(refused.value) + "".join(map(str, chain(refused.value.args)))
    assert "name" not in said
    assert KEY.hex() not in said
