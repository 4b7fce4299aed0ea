"""Random bytes in pieces: never the same twice, not across threads, not across a fork."""

import os
import threading

from hotline.ledger import chance


def test_pieces_of_any_length() -> None:
    assert [len(chance.take(count)) for count in (0, 1, 12, 32, 5000)] == [0, 1, 12, 32, 5000]


def test_nothing_is_given_twice_by_threads() -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.extend(chance.take(12) for _ in range(2000)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 8000


def test_a_forked_process_begins_anew() -> None:
    chance.take(1)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, chance.take(64))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 64) != chance.take(64)
    os.close(read)
    os.close(write)


def test_beginning_anew_lets_go_of_what_was_held() -> None:
    before = chance.take(12)
    chance._begin_anew()
    assert chance.take(12) != before


def test_ids_are_of_version_4() -> None:
    assert (chance.uuid4().version, chance.uuid4() != chance.uuid4()) == (4, True)
