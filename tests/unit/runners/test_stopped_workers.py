"""Processes that are ended while they work let the program end."""

import subprocess
import sys

PROGRAM = """
from site_builder.runners import ProcessRunner


def prepare(context):
    pass


def large(item):
    return bytes(50_000_000)


if __name__ == "__main__":
    runner = ProcessRunner(prepare, b"", jobs=2)
    results = runner.each(large, range(20))
    next(results)
    runner.close()
    print("closed")
"""


def test_a_worker_that_is_ended_in_the_middle_of_a_result_holds_nothing_up(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)

    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=30, check=False)

    assert (done.stdout, done.stderr, done.returncode) == ("closed\n", "", 0)
